import { h, iconButton } from "./dom.js";

// notice shows a failure for a while.
let hiding;
export function notice(text) {
  const box = document.getElementById("notice");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 8000);
}

// attempt shows why something was refused.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    notice(error.message);
    return undefined;
  }
}

// open shows a dialog with a title and returns it. It is gone once closed.
export function open(title, content, properties) {
  const dialog = h("dialog", { "aria-label": title, onclose: () => dialog.remove(), ...properties },
    h("header", { class: "dialog-head" }, h("h2", null, title), iconButton("close", "Close", () => dialog.close())), content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// ask shows a form of fields and calls submit with what was entered. A field has
// a name, a label, a type and a value.
export function ask(title, fields, submit, label = "Send") {
  const form = h("form", { class: "form", method: "dialog" }, fields.map(fieldOf),
    h("footer", { class: "form-foot" }, h("button", { type: "submit", class: "primary" }, label)));
  const dialog = open(title, form);
  form.querySelector("input, textarea")?.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const entered = {};
    for (const field of fields) {
      const input = form.elements[field.name];
      entered[field.name] = field.type === "checkbox" ? input.checked : input.value;
    }
    try {
      await submit(entered);
      dialog.close();
    } catch (error) {
      notice(error.message);
    }
  });
  return dialog;
}

function fieldOf(field) {
  const properties = { name: field.name, required: field.required, placeholder: field.placeholder };
  if (field.type === "checkbox") {
    return h("label", { class: "check" }, h("input", { type: "checkbox", name: field.name, checked: field.value }), field.label);
  }
  if (field.type === "textarea") {
    return h("label", null, field.label, h("textarea", { ...properties, rows: 6, value: field.value ?? "", spellcheck: false }));
  }
  return h("label", null, field.label, h("input", { ...properties, type: field.type ?? "text", step: field.step, value: field.value ?? "" }));
}

// menu shows choices below a button. A choice has a label and an action.
export function menu(anchor, choices) {
  const list = h("div", { class: "menu", role: "menu", popover: "auto" },
    choices.map((choice) => h("button", {
      type: "button", role: "menuitem", class: choice.class ?? "", "aria-label": choice.name,
      onclick: () => { list.hidePopover(); choice.action(); },
    }, choice.icon, choice.label)));
  list.addEventListener("toggle", (event) => { if (event.newState === "closed") { list.remove(); anchor.focus(); } });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...list.children];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });
  addEventListener("resize", () => list.isConnected && list.hidePopover(), { once: true }); // it would stand elsewhere
  document.body.append(list);
  list.showPopover();
  place(list, anchor.getBoundingClientRect());
  list.firstElementChild?.focus();
}

function place(list, at) {
  const { width, height } = list.getBoundingClientRect();
  const above = at.bottom + height + 8 > innerHeight;
  list.style.left = Math.max(8, Math.min(at.left, innerWidth - width - 8)) + "px";
  list.style.top = (above ? Math.max(8, at.top - height - 4) : at.bottom + 4) + "px";
}
