import { h, icon } from "./dom.js";
import { post } from "./api.js";
import { ask } from "./dialog.js";
import { chatKey, on, select, store } from "./store.js";
import { timeOf } from "./time.js";
import { preview } from "./preview.js";

const list = document.getElementById("chats");
const shownAtOnce = 200;

// avatar returns a round picture with the first letter of a name.
export function avatar(name, key) {
  const hue = [...key].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 6, 7);
  return h("span", { class: `avatar avatar-${hue}`, "aria-hidden": "true" }, [...name.replace(/^\+/, "")][0]?.toUpperCase() ?? "?");
}

function row(user) {
  const chat = store.chats.get(chatKey(user.key));
  const last = chat?.last;
  const unread = chat?.unread ?? 0;
  const typing = store.typing.has(chatKey(user.key));
  return h("li", null, h("button", {
    type: "button", class: "chat", "data-user": user.key, "aria-current": user.key === store.user ? "true" : undefined,
    onclick: () => select(user.key),
  },
  avatar(user.name, user.key),
  h("span", { class: "chat-text" },
    h("span", { class: "chat-line" }, h("span", { class: "chat-name" }, user.name),
      last && h("time", { class: unread ? "chat-time unread" : "chat-time" }, timeOf(last.at))),
    h("span", { class: "chat-line" },
      h("span", { class: typing ? "chat-preview typing" : "chat-preview" }, typing ? "typing…" : last ? preview(last) : hint(user)),
      unread > 0 && h("span", { class: "badge", "aria-label": unread + " unread" }, String(unread))))));
}

function hint(user) {
  if (user.hides_number) return user.username ? "@" + user.username : "hides the number";
  return user.wa_id ? "+" + user.wa_id : user.user_id;
}

// render shows the chats with the latest message first.
function render() {
  const lastOf = (user) => store.chats.get(chatKey(user.key))?.last?.sequence ?? 0;
  const users = [...store.users.values()].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, shownAtOnce);
  const focused = document.activeElement?.dataset?.user;
  list.replaceChildren(...users.map(row));
  if (focused) list.querySelector(`[data-user="${focused}"]`)?.focus();
}

let planned = false;
function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; render(); });
}

export function addUser() {
  ask("Add a user", [
    { name: "name", label: "Name", required: true },
    { name: "wa_id", label: "Phone number", placeholder: "15550100130, or empty" },
    { name: "hides_number", label: "Businesses do not see the number", type: "checkbox" },
  ], async (entered) => {
    const user = await post("/users", entered);
    select(user.key);
  }, "Add");
}

export function start() {
  const add = document.getElementById("add-user");
  add.append(icon("add"));
  add.addEventListener("click", addUser);
  on("loaded chat chats user selected", plan);
}
