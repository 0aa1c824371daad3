import { h, icon, iconButton } from "./dom.js";
import { upload } from "./api.js";
import { ask, attempt, menu, notice } from "./dialog.js";
import { currentNumber, store } from "./store.js";
import { preview } from "./preview.js";
import { sendLocation } from "./interactive.js";

const referred = (product) => ({ catalog_id: product.catalog_id, product_retailer_id: product.product_retailer_id });

// Composer is where the user writes.
export class Composer {
  constructor(send) {
    this.send = send;
    this.about = h("div", { class: "about", hidden: true });
    this.commands = h("ul", { class: "commands", role: "listbox", id: "commands", "aria-label": "Commands", hidden: true });
    this.input = h("textarea", {
      rows: 1, placeholder: "Message", "aria-label": "Message", "aria-controls": "commands", "aria-autocomplete": "list",
      oninput: () => this.change(), onkeydown: (event) => this.key(event),
    });
    this.voice = iconButton("mic", "Record a voice message", () => this.record());
    this.submit = h("button", { type: "submit", class: "round primary", "aria-label": "Send", title: "Send" }, icon("send"));
    this.element = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.finish(); } },
      this.commands, this.about,
      h("div", { class: "composer-line" }, iconButton("attach", "Attach", (event) => menu(event.currentTarget, this.attachments())),
        this.input, this.voice, this.submit));
    this.input.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    this.reset();
  }

  // accept has files dropped on an element sent.
  accept(element) {
    element.addEventListener("dragover", (event) => event.preventDefault());
    element.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
  }

  take(event, data) {
    const file = data?.files[0];
    if (!file) return;
    event.preventDefault();
    this.file(file);
  }

  reset() {
    this.quoted = this.edited = this.product = null;
    this.input.value = "";
    this.about.hidden = true;
    this.change();
  }

  quote(message) { this.reset(); this.quoted = message; this.explain("Reply to", preview(message)); }

  // ask has the next message be about a product.
  ask(product) { this.reset(); this.product = product; this.explain("Ask about", product.name); }

  edit(message) {
    this.reset();
    this.edited = message;
    this.input.value = message.content?.body ?? "";
    this.explain("Edit", preview(message));
    this.change();
  }

  explain(what, text) {
    this.about.replaceChildren(h("span", null, h("strong", null, what), text), iconButton("close", "Cancel", () => this.reset()));
    this.about.hidden = false;
    this.input.focus();
  }

  async finish() {
    const body = this.input.value.trim();
    if (!body) return;
    const content = this.edited
      ? { edit: { original_message_id: this.edited.id, message: { text: { body } } } }
      : { text: body, ...(this.quoted && { reply_to: this.quoted.id }), ...(this.product && { context: { referred_product: referred(this.product) } }) };
    this.reset();
    await this.send(content);
  }

  change() {
    this.input.style.height = "auto";
    this.input.style.height = Math.min(120, this.input.scrollHeight) + "px";
    this.submit.hidden = this.input.value.trim() === "";
    this.voice.hidden = !this.submit.hidden;
    this.suggest();
  }

  // suggest shows the commands of the business after a slash.
  suggest() {
    const typed = /^\/(\S*)$/.exec(this.input.value);
    const all = currentNumber()?.automation.commands ?? [];
    const fitting = typed ? all.filter((command) => command.command_name.startsWith(typed[1])) : [];
    this.commands.hidden = fitting.length === 0;
    this.chosen = fitting.length ? 0 : -1;
    this.commands.replaceChildren(...fitting.map((command, at) => h("li", {
      role: "option", id: "command-" + at, "aria-selected": String(at === 0), onclick: () => { this.send({ text: "/" + command.command_name }); this.reset(); },
    }, h("strong", null, "/" + command.command_name), h("span", { class: "soft" }, command.command_description))));
    this.point();
  }

  point() {
    [...this.commands.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === this.chosen)));
    if (this.chosen >= 0) this.input.setAttribute("aria-activedescendant", "command-" + this.chosen);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const options = this.commands.children.length;
    if (!this.commands.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : options - 1)) % options;
      this.point();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!this.commands.hidden) this.commands.children[this.chosen].click();
      else this.finish();
    } else if (event.key === "Escape" && (this.quoted || this.edited || this.product)) {
      this.reset();
    }
  }

  attachments() {
    return [
      { icon: icon("image"), label: "Photo or video", action: () => this.pick("image/*,video/*") },
      { icon: icon("document"), label: "Document", action: () => this.pick("", "document") },
      { icon: icon("mic"), label: "Audio", action: () => this.pick("audio/*") },
      { icon: icon("image"), label: "Sticker", action: () => this.pick("image/webp", "sticker") },
      { icon: icon("place"), label: "Location", action: () => sendLocation(this.quoted, { send: this.send }) },
      { icon: icon("person"), label: "Contact", action: () => this.contact() },
    ];
  }

  pick(accept, kind) {
    const input = h("input", { type: "file", accept });
    input.addEventListener("change", () => { if (input.files[0]) this.file(input.files[0], kind); });
    input.click();
  }

  // file sends a file as what it is.
  async file(file, kind = ["image", "video", "audio"].find((type) => file.type.startsWith(type + "/")) ?? "document") {
    const id = await attempt(() => upload(file, store.number));
    if (!id) return;
    const caption = this.input.value.trim();
    const content = { id, ...(caption && kind !== "audio" && kind !== "sticker" && { caption }), ...(kind === "document" && { filename: file.name }) };
    const quoted = this.quoted;
    this.reset();
    await this.send({ [kind]: content, ...(quoted && { reply_to: quoted.id }) });
  }

  contact() {
    ask("Send a contact", [{ name: "name", label: "Name", required: true }, { name: "phone", label: "Phone number", value: "+15550100140" }],
      ({ name, phone }) => this.send({ contacts: [{ name: { formatted_name: name, first_name: name }, phones: [{ phone, type: "CELL" }] }] }));
  }

  // record records a voice message until it is called again.
  async record() {
    if (this.recorder) { this.recorder.stop(); return; }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      this.recorder = new MediaRecorder(stream);
      this.recorder.ondataavailable = (event) => parts.push(event.data);
      this.recorder.onstop = async () => {
        stream.getTracks().forEach((track) => track.stop());
        const type = this.recorder.mimeType || "audio/ogg; codecs=opus";
        this.recorder = null;
        this.voice.replaceChildren(icon("mic"));
        const id = await attempt(() => upload(new Blob(parts, { type }), store.number));
        if (id) await this.send({ audio: { id, voice: true } });
      };
      this.recorder.start();
      this.voice.replaceChildren(icon("stop"));
    } catch {
      notice("There is no microphone, or it may not be used. Attach an audio file in its place.");
    }
  }
}
