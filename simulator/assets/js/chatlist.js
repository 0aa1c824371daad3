import { h, icon } from "./dom.js";
import { post } from "./api.js";
import { ask, menu } from "./dialog.js";
import { createGroup } from "./groups.js";
import { chatKey, nameOf, on, select, selectGroup, store } from "./store.js";
import { timeOf } from "./time.js";
import { preview } from "./preview.js";

const list = document.getElementById("chats");
const shownAtOnce = 200;

// avatar returns a round picture with the first letter of a name.
export function avatar(name, key) {
  const hue = [...key].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 6, 7);
  return h("span", { class: `avatar avatar-${hue}`, "aria-hidden": "true" }, [...name.replace(/^\+/, "")][0]?.toUpperCase() ?? "?");
}

// groupAvatar returns the round picture of a group.
export function groupAvatar() { return h("span", { class: "avatar avatar-group", "aria-hidden": "true" }, icon("group")); }

const rowOfUser = (user) => row(user.key, user.name, avatar(user.name, user.key), !store.group && user.key === store.user, hint(user), () => select(user.key));

const rowOfGroup = (group) => row(group.id, group.subject, groupAvatar(), group.id === store.group,
  `Group of ${group.participants.length}`, () => selectGroup(group.id));

function row(key, name, picture, isCurrent, hint_, onclick) {
  const chat = store.chats.get(chatKey(key));
  const last = chat?.last;
  const unread = chat?.unread ?? 0;
  const typing = store.typing.has(chatKey(key));
  const rings = store.calls.some((call) => call.chat === chatKey(key) && call.incoming && call.state === "ringing");
  const author = last?.group_id && last.type !== "notice" ? (last.from_user ? nameOf(last.user) : "Business") + ": " : "";
  return h("li", null, h("button", { type: "button", class: "chat", "data-user": key, "aria-current": isCurrent ? "true" : undefined, onclick },
    picture,
    h("span", { class: "chat-text" },
      h("span", { class: "chat-line" }, h("span", { class: "chat-name" }, name),
        last && h("time", { class: unread ? "chat-time unread" : "chat-time" }, timeOf(last.at))),
      h("span", { class: "chat-line" },
        h("span", { class: typing || rings ? "chat-preview typing" : "chat-preview" }, rings ? "The business calls…" : typing ? "typing…" : last ? author + preview(last) : hint_),
        unread > 0 && h("span", { class: "badge", "aria-label": unread + " unread" }, String(unread))))));
}

function hint(user) {
  if (user.hides_number) return user.username ? "@" + user.username : "hides the number";
  return user.wa_id ? "+" + user.wa_id : user.user_id;
}

// render shows the chats with the latest message first.
function render() {
  const lastOf = (key) => store.chats.get(chatKey(key))?.last?.sequence ?? 0;
  // Whoever is only in a group has no chat of their own.
  const users = [...store.users.values()].filter((user) => !user.guest || store.chats.has(chatKey(user.key)) || !store.group && user.key === store.user);
  const groups = [...store.groups.values()].filter((group) => group.phone_number_id === store.number);
  const rows = [...users.map((user) => [lastOf(user.key), () => rowOfUser(user)]), ...groups.map((group) => [lastOf(group.id), () => rowOfGroup(group)])];
  const focused = document.activeElement?.dataset?.user;
  list.replaceChildren(...rows.sort(([a], [b]) => b - a).slice(0, shownAtOnce).map(([, draw]) => draw()));
  if (focused) list.querySelector(`[data-user="${focused}"]`)?.focus();
}

let planned = false;
function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; render(); });
}

function addUser() {
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
  add.addEventListener("click", () => menu(add, [
    { icon: icon("person"), label: "Add a user", action: addUser },
    { icon: icon("group"), label: "New group of the business", action: createGroup },
  ]));
  on("loaded chat chats user selected groups calls", plan);
}
