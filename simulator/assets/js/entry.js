import { h, iconButton } from "./dom.js";
import { get, post, postText } from "./api.js";
import { ask, attempt, notice } from "./dialog.js";
import { faults } from "./faults.js";
import { secondsOf } from "./time.js";

// showEntry shows a request or a webhook in full.
export async function showEntry(place, id, close) {
  const entry = await attempt(() => get("/traffic/" + id));
  if (!entry) return;
  place.replaceChildren(
    h("header", { class: "detail-head" }, h("h3", null, entry.title), iconButton("close", "Close the details", close)),
    facts(entry), buttons(entry),
    ...({ request: requestParts, flow: flowParts }[entry.kind] ?? webhookParts)(entry));
}

const levels = { app: "app", waba: "account", phone_number: "phone number" };

function facts(entry) {
  const fact = (name, value) => value !== undefined && value !== "" && [h("dt", null, name), h("dd", null, value)];
  return h("dl", { class: "facts" }, fact("At", secondsOf(entry.at)), fact("Status", String(entry.status || "no answer")), fact("Took", entry.took_ms + " ms"),
    fact("State", entry.state), entry.callback && fact("Callback", `${entry.callback} of the ${levels[entry.callback_level]}`), fact("Not delivered", entry.reason), fact("Signature", entry.signature), entry.due && fact("Next attempt", secondsOf(entry.due)),
    entry.copy_of && fact("Copy of", `webhook ${entry.copy_of}${entry.changed ? ", changed" : ""}`), entry.faulted && fact("Fault", faults[entry.fault] ?? (entry.fault === "magic" ? "of the magic number" : "injected")), fact("Problem", entry.error));
}

function buttons(entry) {
  const button = (label, onclick) => h("button", { type: "button", onclick }, label);
  const snippet = (name) => attempt(async () => copy((await get(`/traffic/${entry.id}/snippets`))[name]));
  if (entry.kind === "request") {
    return h("div", { class: "toolbar" }, button("Copy as curl", () => snippet("curl")), button("Copy as Go", () => snippet("go")));
  }
  if (entry.kind === "flow") return ""; // it is encrypted for one answer
  const again = () => attempt(() => post(`/traffic/${entry.id}/deliver`));
  return h("div", { class: "toolbar" },
    button(["held", "undelivered"].includes(entry.state) ? "Deliver" : "Deliver again", again),
    button("Change and deliver", () => change(entry)),
    ["pending", "held", "undelivered"].includes(entry.state) && button("Drop", () => attempt(() => post(`/traffic/${entry.id}/drop`))),
    button("Copy as curl", () => snippet("curl")));
}

function change(entry) {
  ask("Change and deliver", [{ name: "body", label: "Body; it is signed again", type: "textarea", value: pretty(entry.body) }],
    ({ body }) => postText(`/traffic/${entry.id}/deliver`, JSON.stringify(JSON.parse(body))), "Deliver");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notice("Copied");
  } catch {
    ask("Copy", [{ name: "text", label: "Text", type: "textarea", value: text }], () => {}, "Close");
  }
}

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text ?? "";
  }
}

function block(title, text, isOpen) {
  if (!text) return null;
  return h("details", { open: isOpen }, h("summary", null, title), h("pre", { tabIndex: 0, "aria-label": title }, text));
}

const headersOf = (headers) => Object.entries(headers ?? {}).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`)).join("\n");

const cut = (entry) => entry.cut && h("p", { class: "soft" }, "Bodies are not whole.");

function requestParts(entry) {
  return [
    h("p", { class: "path" }, entry.path),
    block("Request", pretty(entry.body), true), block("Answer", pretty(entry.response_body), true), cut(entry),
    block("Request headers", headersOf(entry.header)), block("Answer headers", headersOf(entry.response_header)),
  ].filter(Boolean);
}

// flowParts are of a request to the endpoint of a flow, which is encrypted on
// its way.
function flowParts(entry) {
  return [
    h("p", { class: "path" }, entry.path),
    block("Request, decrypted", pretty(entry.body), true), block(entry.decrypted ? "Answer, decrypted" : "Answer, as it came", pretty(entry.response_body), true), cut(entry),
    block("Request headers", headersOf(entry.header)), block("Answer headers", headersOf(entry.response_header)),
  ].filter(Boolean);
}

function webhookParts(entry) {
  return [
    block("Body", pretty(entry.body), true), entry.cut && h("p", { class: "soft" }, "The body is forgotten."),
    (entry.attempts ?? []).length > 0 && h("details", { open: true }, h("summary", null, "Attempts"), h("ol", { class: "attempts" }, entry.attempts.map((made) =>
      h("li", null, `${secondsOf(made.at)}: ${made.status || "no answer"}, ${made.took_ms} ms`, made.error && h("span", { class: "soft" }, made.error), made.answer && h("pre", null, made.answer))))),
  ].filter(Boolean);
}
