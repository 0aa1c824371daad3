import { eventsURL, get } from "./api.js";

// The store holds what the page knows. Views subscribe to what they show.
export const store = {
  numbers: [], accounts: [], users: new Map(), chats: new Map(), groups: new Map(), products: [], rules: [], calls: [], settings: {}, clock: { offset: 0 },
  secret: "", verify: "", remote: false, number: "", user: "", group: "", typing: new Map(), // in a group, the user is who speaks
};

const listeners = new Map();

export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, []);
    listeners.get(topic).push(listener);
  }
}

export function tell(topic, value) {
  for (const listener of listeners.get(topic) ?? []) listener(value);
}

export const chatKey = (other = store.group || store.user) => store.number + "." + other;
export const currentGroup = () => store.groups.get(store.group);
export const nameOf = (user) => store.users.get(user)?.name ?? "Somebody";
export const currentNumber = () => store.numbers.find((number) => number.id === store.number);
export const now = () => new Date(Date.now() + store.clock.offset);

function setClock(clock) { store.clock.offset = clock.skipped_seconds * 1000; }

// load reads everything and tells all views.
async function load() {
  const state = await get("/state");
  Object.assign(store, {
    numbers: state.numbers, accounts: state.accounts, products: state.products, rules: state.rules, calls: state.calls, remote: state.remote_hosts, settings: state.settings, secret: state.app_secret, verify: state.verify_token,
    groups: groupsOf(state.groups), users: new Map(state.users.map((user) => [user.key, user])), chats: new Map(state.chats.map((chat) => [chat.key, chat])),
  });
  setClock(state.clock);
  if (!currentNumber()) store.number = store.numbers[0]?.id ?? "";
  if (!store.users.has(store.user)) store.user = state.users[0]?.key ?? "";
  if (currentGroup()?.phone_number_id !== store.number) store.group = "";
  tell("loaded");
  return state.event;
}

const handlers = {
  message({ message, chat }) {
    store.chats.set(chat.key, chat);
    if (message.user && !store.users.has(message.user)) return load();
    if (!message.from_user) store.typing.delete(chat.key);
    tell("message", message);
    tell("chat", chat.key);
  },
  chat(chat) { store.chats.set(chat.key, chat); tell("chat", chat.key); },
  user(user) { store.users.set(user.key, user); tell("user", user); },
  groups(groups) { store.groups = groupsOf(groups); keepSpeaker(); tell("groups"); },
  numbers({ numbers, accounts }) { Object.assign(store, { numbers, accounts }); tell("numbers"); },
  products(products) { store.products = products; },
  rules(rules) { store.rules = rules; tell("rules"); },
  calls(calls) { store.calls = calls; tell("calls"); },
  settings(settings) { store.settings = settings; tell("settings"); },
  clock(clock) { setClock(clock); tell("clock"); },
  traffic(entry) { tell("traffic", entry); },
  templates() { tell("templates"); },
  typing({ chat }) {
    const until = Date.now() + 25_000; // or until the next message
    store.typing.set(chat, until);
    tell("chat", chat);
    setTimeout(() => { if (store.typing.get(chat) === until) { store.typing.delete(chat); tell("chat", chat); } }, 25_000);
  },
  reload: load,
};

// start reads everything and follows what happens. The browser opens the stream
// again by itself, and the simulator goes on where it has ended.
export async function start() {
  const source = new EventSource(eventsURL(await load()));
  source.onopen = () => tell("connection", true);
  source.onerror = () => {
    tell("connection", false);
    if (source.readyState === EventSource.CLOSED) retry(); // it was refused
  };
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
}

function retry() { setTimeout(() => start().catch(retry), 1000); }

const groupsOf = (groups) => new Map(groups.map((group) => [group.id, group]));

// keepSpeaker has somebody speak who is in the group.
function keepSpeaker() {
  const group = currentGroup();
  if (group && !group.participants.includes(store.user)) store.user = group.participants[0] ?? store.user;
}

export function select(user) { store.user = user; store.group = ""; tell("selected"); }
export function selectGroup(group) { store.group = group; keepSpeaker(); tell("selected"); }
export function speakAs(user) { store.user = user; tell("selected"); }
export function selectNumber(number) { store.number = number; store.group = ""; tell("selected"); tell("chats"); }
