import { h, icon, iconButton } from "./dom.js";
import { post, remove } from "./api.js";
import { notice } from "./dialog.js";
import { store } from "./store.js";
import { draw, isTyped } from "./flow-parts.js";

// openFlow opens the flow of a message as a sheet over the chat. The simulator
// walks through it; the sheet draws what it says and sends what is entered.
// byHand is for a flow that the simulator does not have.
export async function openFlow(opening, byHand) {
  const sheet = new Sheet(opening, byHand);
  sheet.show();
  if (!await sheet.begin()) {
    sheet.dialog.close();
    byHand();
  }
}

const typingPause = 250;

class Sheet {
  constructor(opening, byHand) {
    this.opening = opening;
    this.byHand = byHand;
    this.user = store.user;
    this.pending = {}; // entered, and not sent yet
    this.queue = Promise.resolve();
    this.title = h("h2", { id: "flow-title", tabIndex: -1 }, "Opening the form");
    this.back = iconButton("back", "Back", () => this.ask(() => post(`/flows/${this.id}/back`)), { hidden: true });
    this.draft = h("span", { class: "tag", hidden: true }, "Draft");
    this.body = h("div", { class: "flow-body" });
    this.foot = h("div", { class: "flow-foot" });
    this.alert = h("p", { class: "flow-alert", role: "alert", hidden: true });
    this.notes = h("details", { class: "flow-cause flow-notes", hidden: true });
    this.dialog = h("dialog", { class: "flow", "aria-labelledby": "flow-title", oncancel: () => this.leave(), onclose: () => this.gone() },
      h("header", { class: "flow-head" }, this.back, this.title, this.draft, iconButton("close", "Leave the form", () => { this.leave(); this.dialog.close(); })),
      h("div", { class: "flow-progress", "aria-hidden": "true" }), this.body, this.notes, this.alert, this.foot);
    this.place = () => place(this.dialog);
  }

  show() {
    document.body.append(this.dialog);
    addEventListener("resize", this.place);
    this.place();
    this.dialog.showModal();
    this.title.focus();
  }

  gone() {
    removeEventListener("resize", this.place);
    clearTimeout(this.typing);
    this.isGone = true;
    this.dialog.remove();
    // The button that had the focus is gone if the bubble was drawn again.
    if (document.activeElement === document.body) document.querySelector(`[data-id="${CSS.escape(this.opening.message_id)}"] .tap`)?.focus();
  }

  async begin() {
    this.busy(true);
    try {
      const view = await post(`/users/${this.user}/flows`, this.opening);
      this.id = view.id;
      if (this.isGone) this.leave();
      else this.receive(view);
      return true;
    } catch (error) {
      notice(error.message);
      return this.isGone;
    } finally {
      this.busy(false);
    }
  }

  // leave tells the simulator that the user gives up.
  leave() {
    if (this.id) remove("/flows/" + this.id).catch(() => {});
  }

  busy(is) {
    this.dialog.setAttribute("aria-busy", String(is));
    this.dialog.classList.toggle("busy", is);
  }

  // ask does one thing after the other, and draws what comes of it.
  ask(request, isTap = false) {
    this.queue = this.queue.then(async () => {
      if (this.isGone) return;
      this.busy(true);
      try {
        this.receive(await request(), isTap);
      } catch (error) {
        if (!this.isGone) notice(error.message);
      } finally {
        this.busy(false);
      }
    });
    return this.queue;
  }

  // change notes what is entered. Text is sent when the typing pauses.
  change(name, value, isTyping = false) {
    this.pending[name] = value;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.send(), isTyping ? typingPause : 0);
  }

  send() {
    if (Object.keys(this.pending).length) this.ask(() => post(`/flows/${this.id}/values`, { values: this.take() }));
  }

  take() {
    clearTimeout(this.typing);
    const values = this.pending;
    this.pending = {};
    return values;
  }

  tap(component, item) {
    this.ask(() => post(`/flows/${this.id}/taps`, { component, ...(item !== undefined && { item }), values: this.take() }), true);
  }

  receive(view, isTap) {
    if (view.state === "completed" || view.state === "left") {
      this.dialog.close();
      return;
    }
    if (view.open_url) openLink(view.open_url);
    this.draft.hidden = !view.draft;
    this.tell(view);
    if (!view.screen) this.fail(view);
    else this.redraw(view.screen, isTap);
  }

  // tell shows what the endpoint says, or what is wrong.
  tell(view) {
    const text = view.screen ? view.problem?.text ?? view.alert ?? "" : "";
    const parts = [text, text && view.problem && cause(view.problem)].filter(Boolean);
    this.alert.hidden = !text;
    this.alert.replaceChildren(...parts);
    const warnings = view.warnings ?? [];
    this.notes.hidden = !warnings.length;
    this.notes.replaceChildren(h("summary", null, `For the developer: ${warnings.length} warning${warnings.length === 1 ? "" : "s"}`), h("ul", null, warnings.map((warning) => h("li", null, warning))));
  }

  // fail shows a problem instead of a screen.
  fail(view) {
    const again = view.state === "failed" && h("button", { type: "button", onclick: () => { this.id = undefined; this.begin(); } }, "Try again");
    const hand = view.state === "failed" && h("button", { type: "button", onclick: () => { this.dialog.close(); this.byHand(); } }, "Answer as JSON");
    this.shape = this.screen = undefined;
    this.back.hidden = true;
    this.title.textContent = view.state === "closed" ? "Closed" : "This form does not open";
    this.body.replaceChildren(h("div", { class: "flow-failure", role: "alert" }, icon("form"), h("p", null, view.problem?.text ?? ""), view.problem && cause(view.problem)));
    this.foot.replaceChildren(...[again, hand, h("button", { type: "button", class: "primary", onclick: () => this.dialog.close() }, "Close")].filter(Boolean));
    this.foot.lastElementChild.focus();
  }

  // redraw draws a screen, unless it looks the same but for what is typed.
  redraw(screen, isTap) {
    const components = screen.components.map((component) => (component.name in this.pending ? { ...component, value: this.pending[component.name] } : component));
    const shape = JSON.stringify([screen.id, screen.title, screen.can_go_back, components.map((component) => (isTyped(component) ? { ...component, value: "" } : component))]);
    const isNew = this.screen !== screen.id;
    if (shape !== this.shape || isNew) {
      const focus = focused(this.dialog);
      this.shape = shape;
      this.screen = screen.id;
      this.back.hidden = !screen.can_go_back;
      this.title.textContent = screen.title || "Form";
      const drawn = components.map((component) => [component, draw(component, this)]);
      this.body.replaceChildren(...drawn.filter(([component]) => component.type !== "Footer").map(([, node]) => node));
      this.foot.replaceChildren(...drawn.filter(([component]) => component.type === "Footer").map(([, node]) => node));
      if (isNew) { this.body.scrollTop = 0; this.title.focus(); } else focus(this.dialog);
    }
    if (isTap && !isNew) this.body.querySelector("[aria-invalid=true]")?.focus();
  }
}

// cause is for the developer.
function cause(problem) {
  return h("details", { class: "flow-cause" }, h("summary", null, "For the developer"), h("span", null, problem.cause),
    problem.entry && h("span", null, ` See entry ${problem.entry} of the traffic.`));
}

// focused returns what puts the focus back where it is, after its element has
// been drawn again.
function focused(dialog) {
  const active = document.activeElement;
  if (!dialog.contains(active) || !active.id) return () => {};
  const { id, selectionStart, selectionEnd } = active;
  return () => {
    const again = document.getElementById(id);
    if (!again || again === document.activeElement) return;
    again.focus();
    try { if (selectionStart !== null && selectionStart !== undefined) again.setSelectionRange(selectionStart, selectionEnd); } catch { /* it has no text */ }
  };
}

// openLink opens a page that cannot reach back.
function openLink(address) { open(address, "_blank", "noopener,noreferrer"); }

// place puts the sheet over the phone.
function place(dialog) {
  const at = document.getElementById("phone").getBoundingClientRect();
  const width = Math.min(at.width, 460, innerWidth);
  const below = Math.max(0, innerHeight - at.bottom);
  dialog.style.left = Math.max(0, Math.min(at.left + (at.width - width) / 2, innerWidth - width)) + "px";
  dialog.style.width = width + "px";
  dialog.style.bottom = below + "px";
  dialog.style.height = Math.min(innerHeight - below - 16, Math.max(420, at.height * 0.92)) + "px";
}
