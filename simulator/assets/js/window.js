import { h } from "./dom.js";

// A list of messages in a window: however many there are, only some are in the
// document.

const most = 120;
const step = 40;
const near = 600;
const mostItems = 10_000;

export class MessageWindow {
  // render returns the element of an item, and older fetches those before the
  // first one.
  constructor(render, older) {
    this.render = render;
    this.older = older;
    this.items = [];
    this.start = 0;
    this.end = 0;
    this.box = h("div", { class: "messages", tabIndex: 0, role: "log", "aria-label": "Messages" });
    this.box.addEventListener("scroll", () => { this.follows = this.atEnd; this.slide(); });
    // A picture that has loaded makes its message taller.
    const grown = () => { if (this.follows) this.toEnd(); };
    for (const event of ["load", "loadedmetadata", "error"]) this.box.addEventListener(event, grown, true);
  }

  // show replaces all items and shows the last ones.
  show(items) {
    this.items = items;
    this.end = items.length;
    this.start = Math.max(0, this.end - step * 2);
    this.exhausted = false;
    this.draw();
    this.toEnd();
  }

  toEnd() { this.follows = true; this.box.scrollTop = this.box.scrollHeight; }

  get atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    return this.end === this.items.length && scrollHeight - scrollTop - clientHeight < 80;
  }

  // add appends an item and keeps to the end if that is in sight.
  add(item) {
    const follows = this.atEnd;
    const isLast = this.end === this.items.length;
    this.items.push(item);
    this.forget();
    // Whoever reads further up gets it when they come down again.
    const isFull = this.end - this.start >= most;
    if (!isLast || isFull && !follows) return;
    this.end++;
    this.box.append(...this.nodesOf(this.end - 1));
    if (!follows) return;
    if (this.end - this.start > most) { this.start = this.end - step * 2; this.draw(); }
    this.toEnd();
  }

  // forget gives up messages far above, which can be fetched again.
  forget() {
    const tooMany = this.items.length > mostItems && this.start > mostItems / 2 ? mostItems / 2 : 0;
    if (!tooMany) return;
    this.items.splice(0, tooMany);
    this.start -= tooMany;
    this.end -= tooMany;
    this.exhausted = false;
  }

  // update draws an item again, if it is in the window.
  update(item) {
    const at = this.items.findIndex((other) => other.id === item.id);
    if (at < 0) return false;
    this.items[at] = item;
    const shown = this.box.querySelector(`[data-id="${CSS.escape(item.id)}"]`);
    if (!shown) return true;
    const follows = this.atEnd;
    const focused = shown.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const replacement = this.render(item, this.items[at - 1]).at(-1);
    const playing = keepPlayers(shown, replacement);
    shown.replaceWith(replacement);
    for (const player of playing) player.play();
    if (focused) replacement.querySelector(`[data-focus="${focused}"]`)?.focus();
    if (follows) this.toEnd();
    return true;
  }

  nodesOf(at) { return this.render(this.items[at], this.items[at - 1]); }

  draw() {
    const nodes = [];
    for (let at = this.start; at < this.end; at++) nodes.push(...this.nodesOf(at));
    this.box.replaceChildren(...nodes);
  }

  // slide moves the window when its edge comes near, and keeps what is in sight
  // where it is.
  async slide() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (scrollTop < near && this.start > 0) {
      this.move(Math.max(0, this.start - step));
    } else if (scrollTop < near && this.start === 0 && !this.exhausted && !this.fetching) {
      this.fetching = true;
      const items = this.items;
      const older = items.length ? await this.older(items[0]) : [];
      this.fetching = false;
      if (items !== this.items) return;
      this.exhausted = older.length === 0;
      this.items.unshift(...older);
      this.start += older.length;
      this.end += older.length;
      if (older.length) this.move(Math.max(0, this.start - step));
    } else if (scrollHeight - scrollTop - clientHeight < near && this.end < this.items.length) {
      this.move(Math.max(0, Math.min(this.items.length, this.end + step) - most));
    }
  }

  move(start) {
    const anchor = [...this.box.children].find((node) => node.dataset.id && node.offsetTop + node.offsetHeight > this.box.scrollTop);
    const offset = anchor ? anchor.offsetTop - this.box.scrollTop : 0;
    this.start = start;
    this.end = Math.min(this.items.length, start + most);
    this.draw();
    const same = anchor && this.box.querySelector(`[data-id="${CSS.escape(anchor.dataset.id)}"]`);
    if (same) this.box.scrollTop = same.offsetTop - offset;
  }

  // reveal scrolls to an item.
  reveal(id) {
    const at = this.items.findIndex((item) => item.id === id);
    if (at < 0) return;
    if (at < this.start || at >= this.end) {
      this.start = Math.max(0, at - step);
      this.end = Math.min(this.items.length, this.start + most);
      this.draw();
    }
    const node = this.box.querySelector(`[data-id="${CSS.escape(id)}"]`);
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1500);
  }
}

// keepPlayers moves the players of a message into what replaces it, and returns
// those that play, which stop when they move.
function keepPlayers(shown, replacement) {
  const playing = [];
  for (const player of shown.querySelectorAll("audio, video")) {
    const same = replacement.querySelector(`[src="${CSS.escape(player.getAttribute("src"))}"]`);
    if (same && !player.paused) playing.push(player);
    same?.replaceWith(player);
  }
  return playing;
}
