import { h, icon, iconButton } from "./dom.js";
import { get, graph, patch, post } from "./api.js";
import { ask, attempt, menu, open } from "./dialog.js";
import { chatKey, currentGroup, currentNumber, now, on, store } from "./store.js";
import { openCatalog } from "./shop.js";
import { groupHead, joinGroup } from "./groups.js";
import { dayOf, leftUntil } from "./time.js";
import { avatar } from "./chatlist.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { MessageWindow } from "./window.js";
import { callBanner, startCall } from "./calls.js";
import { businessCard, iceBreakers } from "./newchat.js";

const phone = document.getElementById("phone");
const page = 200;
let composer, messages, shown = "";

// nodes returns a message, after the day if that is another one.
function nodes(message, before) {
  const day = dayOf(message.at);
  const element = bubble(message, actions);
  return before && dayOf(before.at) === day ? [element] : [h("p", { class: "day" }, h("span", null, day)), element];
}

const actions = {
  reply: (message) => composer.quote(message),
  edit: (message) => composer.edit(message),
  find: (id) => messages.items.find((message) => message.id === id),
  reveal: (id) => messages.reveal(id),
  send: (content) => send(content),
  ask: (product) => composer.ask(product),
  tap: (tap) => attempt(() => post(`/users/${store.user}/taps`, tap)),
};

export function send(content) {
  return attempt(() => post(`/users/${store.user}/messages`, { ...content, phone_number_id: store.number, ...(store.group && { group_id: store.group }) }));
}

const fetchMessages = async (query) =>
  (await get("/messages?" + new URLSearchParams({ chat: chatKey(), limit: page, ...query }))).messages;

const head = h("header", { class: "phone-head" });
const window_ = h("p", { class: "phone-window" });

function drawHead() {
  const user = store.users.get(store.user);
  const number = currentNumber();
  if (!user || !number) return;
  drawWindow();
  if (currentGroup()) {
    head.replaceChildren(...groupHead(currentGroup()));
    return;
  }
  const state = store.typing.has(chatKey()) ? "typing…" : user.blocks ? "blocked" : number.profile.about ?? number.display_phone_number;
  head.replaceChildren(...[
    h("button", { type: "button", class: "phone-business", onclick: showBusiness, "aria-label": `${number.verified_name}, business profile` },
      avatar(number.verified_name, number.id),
      h("span", null, h("strong", null, number.verified_name), h("span", { class: "phone-sub", "aria-live": "polite" }, state))),
    h("span", { class: "phone-as" }, "as ", h("strong", null, user.name)),
    number.commerce.is_catalog_visible && iconButton("cart", "Open the catalog", () => openCatalog(actions)),
    iconButton("call", "Call the business", startCall),
    iconButton("more", "Actions of the user", (event) => menu(event.currentTarget, userActions(user)))].filter(Boolean));
}

function drawWindow() {
  const ends = store.chats.get(chatKey())?.window_ends;
  const isOpen = ends && new Date(ends) > now();
  window_.textContent = isOpen ? `Customer service window open for ${leftUntil(ends, now())}` : "Customer service window closed: templates only, if enforced";
  window_.classList.toggle("closed", !isOpen);
}

function showBusiness() { open("Business profile", businessCard(currentNumber())); }

// writeAs sends a message as the business, as a program would.
function writeAs(user, entered) {
  const message = entered.trim().startsWith("{") ? JSON.parse(entered) : { type: "text", text: { body: entered } };
  return graph("POST", `/${store.number}/messages`, { ...(user.wa_id && !user.hides_number ? { to: user.wa_id } : { recipient: user.user_id }), ...message });
}

function userActions(user) {
  const change = (value) => attempt(() => patch("/users/" + user.key, { ...value, phone_number_id: store.number }));
  const permit = (value) => attempt(() => post(`/users/${user.key}/call_permission`, { ...value, phone_number_id: store.number }));
  return [
    { label: user.blocks ? "Unblock the business" : "Block the business", action: () => change({ blocks: !user.blocks }) },
    { label: user.opted_out ? "Allow marketing messages" : "Stop marketing messages", action: () => change({ opted_out: !user.opted_out }) },
    { label: user.hides_number ? "Show the phone number" : "Hide the phone number", action: () => change({ hides_number: !user.hides_number }) },
    { label: "Write as the business", action: () => ask("Write as the business",
      [{ name: "text", label: "A text, or a message as JSON", type: "textarea", required: true }], ({ text }) => writeAs(user, text)) },
    { label: "Join a group", action: joinGroup },
    { label: "Always allow calls", action: () => permit({ permanent: true }) },
    { label: "Allow calls for seven days", action: () => permit({}) },
    { label: "Allow no calls", action: () => permit({ accept: false }) },
    { label: "Change the phone number", action: () => ask("Change the phone number",
      [{ name: "wa_id", label: "New number", value: user.wa_id, required: true }],
      (entered) => post(`/users/${user.key}/number`, entered), "Change") },
    { label: "Change the name", action: () => ask("Change the name",
      [{ name: "name", label: "Name", value: user.name, required: true }, { name: "username", label: "Username", value: user.username }],
      (entered) => patch("/users/" + user.key, entered), "Change") },
  ];
}

// showChat shows the chat that is selected.
async function showChat() {
  const key = chatKey();
  if (!store.user || !currentNumber()) return;
  shown = key;
  composer.reset();
  drawHead();
  const latest = await attempt(() => fetchMessages({}));
  if (shown !== key || !latest) return;
  messages.show(latest);
  drawStart();
  if (!store.group) await post(`/users/${store.user}/open`, { phone_number_id: store.number });
  read();
}

// drawStart shows what a new chat begins with.
function drawStart() {
  phone.querySelector(".start")?.remove();
  if (messages.items.length) return;
  if (store.group) {
    messages.box.append(h("div", { class: "start" }, h("p", { class: "encrypted" }, icon("lock"), "Nobody has written to the group.")));
    return;
  }
  messages.box.append(h("div", { class: "start" }, businessCard(currentNumber()), iceBreakers(currentNumber(), send),
    h("p", { class: "encrypted" }, icon("lock"), "Messages stay in this simulator.")));
}

// read has the user read what is in sight.
function read() {
  const chat = store.chats.get(chatKey());
  if (document.hidden || store.settings.reading !== "page" || !chat) return;
  const isUnread = chat.unread > 0 || messages.items.slice(-20).some((message) => !message.from_user && message.status === "delivered");
  if (isUnread) attempt(() => post(`/users/${store.user}/read`, { phone_number_id: store.number, ...(store.group && { group_id: store.group }) }));
}

function receive(message) {
  if (message.chat !== shown) return;
  if (!messages.update(message)) messages.add(message);
  phone.querySelector(".start")?.remove();
  read();
}

export function start() {
  composer = new Composer(send);
  messages = new MessageWindow(nodes, (first) => attempt(() => fetchMessages({ before: first.sequence })).then((older) => older ?? []));
  composer.accept(phone);
  phone.append(head, callBanner(), messages.box, window_, composer.element);
  on("message", receive);
  on("loaded selected", showChat);
  on("chat", (key) => { if (key === shown) drawHead(); });
  on("user clock settings groups numbers", drawHead);
  on("numbers", () => { if (phone.querySelector(".start")) drawStart(); });
  document.addEventListener("visibilitychange", read);
  setInterval(drawWindow, 30_000);
}
