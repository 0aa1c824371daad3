import { h } from "./dom.js";
import { get, remove } from "./api.js";
import { attempt } from "./dialog.js";
import { on } from "./store.js";
import { secondsOf } from "./time.js";
import { showEntry } from "./entry.js";

export const title = "Traffic";

// The list has rows of one height, and only those in sight are in the document.
const height = 46;
const most = 2000;

let entries = []; // the latest first
let query = "", kind = "", chosen = 0;
let box, rows, detail, count;

export function panel() {
  rows = h("div", { class: "rows-inner" });
  box = h("div", { class: "traffic", tabIndex: 0, role: "listbox", "aria-label": "Requests and webhooks, the latest first",
    onscroll: plan, onkeydown: key, onclick: click }, rows);
  detail = h("section", { class: "detail", "aria-label": "Details", hidden: true });
  count = h("span", { class: "soft", role: "status" });
  const search = h("input", { type: "search", placeholder: "Search", title: "Search in paths and bodies", "aria-label": "Search traffic",
    oninput: () => { query = search.value; clearTimeout(search.waiting); search.waiting = setTimeout(load, 200); } });
  const kinds = h("select", { "aria-label": "Kind", onchange: () => { kind = kinds.value; load(); } },
    h("option", { value: "" }, "All"), h("option", { value: "request" }, "Requests"), h("option", { value: "webhook" }, "Webhooks"), h("option", { value: "flow" }, "Flow endpoints"));
  on("loaded", load);
  on("traffic", receive);
  new ResizeObserver(plan).observe(box);
  return [h("div", { class: "toolbar" }, search, kinds, h("button", { type: "button", onclick: () => attempt(() => remove("/traffic")) }, "Clear"), count), box, detail];
}

async function load() {
  const answer = await attempt(() => get("/traffic?" + new URLSearchParams({ limit: 1000, kind, q: query })));
  entries = answer?.traffic ?? [];
  if (!entries.some((entry) => entry.id === chosen)) hide();
  plan();
}

// receive shows an entry that is new, or has changed.
function receive(entry) {
  const at = entries.findIndex((other) => other.id === entry.id);
  if (at >= 0) {
    entries[at] = entry;
    if (entry.id === chosen) showEntry(detail, chosen, hide);
  } else if (query) {
    load();
    return;
  } else if (!kind || kind === entry.kind) {
    entries.unshift(entry);
    entries.length = Math.min(entries.length, most);
    if (box.scrollTop > 0) box.scrollTop += height; // what is being read stays
  }
  plan();
}

let planned = false;
function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; draw(); });
}

function draw() {
  count.textContent = `${entries.length} shown`;
  rows.style.height = entries.length * height + "px";
  const first = Math.max(0, Math.floor(box.scrollTop / height) - 5);
  const last = Math.min(entries.length, Math.ceil((box.scrollTop + box.clientHeight) / height) + 5);
  rows.replaceChildren(...entries.slice(first, last).map((entry, at) => row(entry, first + at)));
  if (!entries.length) rows.append(h("p", { class: "empty" }, "Nothing yet. Point a program's base URL at ", h("code", null, location.origin), " or write a message."));
  if (chosen) box.setAttribute("aria-activedescendant", "entry-" + chosen);
  else box.removeAttribute("aria-activedescendant");
}

function row(entry, at) {
  const element = h("div", { class: "entry", role: "option", id: "entry-" + entry.id, "data-id": entry.id, "aria-selected": String(entry.id === chosen),
    "aria-posinset": String(at + 1), "aria-setsize": String(entries.length) },
  h("span", { class: "entry-kind " + entry.kind, "aria-label": entry.kind }, { request: "→", flow: "↔" }[entry.kind] ?? "←"),
  h("span", { class: "entry-title" }, shortTitle(entry), entry.detail && h("span", { class: "soft" }, " " + entry.detail)),
  entry.faulted && h("span", { class: "tag" }, "fault"),
  entry.copy_of > 0 && h("span", { class: "tag" }, entry.changed ? "changed" : "again"),
  entry.callback && h("span", { class: "tag", title: entry.callback }, "override"),
  outcome(entry),
  h("time", { class: "soft" }, secondsOf(entry.at)));
  element.style.top = at * height + "px";
  return element;
}

const shortTitle = (entry) => entry.title.replace(/^(\w+) \/v\d+\.\d+/, "$1 ");

// outcome says how an entry has ended.
export function outcome(entry) {
  const attempts = entry.attempts?.length ?? 0;
  const text = entry.kind === "webhook" && entry.state !== "done" ? entry.state : String(entry.status || "no answer");
  const isGood = entry.kind === "webhook" ? entry.state === "done" : entry.status >= 200 && entry.status < 300 && !entry.error;
  const waits = entry.kind === "webhook" && (entry.state === "held" || entry.state === "undelivered" || entry.state === "pending" && !attempts);
  return h("span", { class: "outcome " + (isGood ? "good" : waits ? "waits" : "bad") }, text);
}

function click(event) {
  const option = event.target.closest("[data-id]");
  if (option) choose(Number(option.dataset.id));
}

function choose(id) {
  chosen = id;
  detail.hidden = false;
  showEntry(detail, id, hide);
  plan();
}

function hide() {
  chosen = 0;
  detail.hidden = true;
  plan();
}

function key(event) {
  const at = entries.findIndex((entry) => entry.id === chosen);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
  if (event.key === "Escape") { hide(); return; }
  if (next === undefined || !entries.length) return;
  event.preventDefault();
  const to = Math.max(0, Math.min(entries.length - 1, next));
  if (to * height < box.scrollTop) box.scrollTop = to * height;
  if ((to + 1) * height > box.scrollTop + box.clientHeight) box.scrollTop = (to + 1) * height - box.clientHeight;
  choose(entries[to].id);
}
