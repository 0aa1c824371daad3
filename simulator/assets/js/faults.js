import { h, iconButton } from "./dom.js";
import { get, patch, post, remove } from "./api.js";
import { attempt } from "./dialog.js";
import { on, store } from "./store.js";

export const title = "Faults";

export const faults = {
  throttle: "Throttle", transient: "Transient error", drop_before: "Drop before it is processed", drop_after: "Drop after it is processed",
  slow: "Slow", error: "Graph error", html: "HTML page of a proxy", expired_media: "Media links have expired", status: "Message fails after it was accepted",
};
const takesCode = ["throttle", "error", "status"];
const takesSeconds = ["slow", "throttle"];
const hasOwnRoute = ["status", "expired_media"];
const messagesRoute = "messages"; // not the ones that mark a message as read

const routes = { "*": "all requests", [messagesRoute]: "sending messages", status: "messages" };

let list, codes;

export function panel() {
  list = h("ul", { class: "list", "aria-label": "Rules" });
  codes = h("p", { class: "codes" });
  on("loaded rules", draw);
  on("loaded", async () => {
    const answer = await attempt(() => get("/rules"));
    if (answer) codes.replaceChildren(...answer.magic_codes.map((code) => h("code", null, String(code))));
  });
  return [h("h3", null, "Rules"), form(), list,
    h("h3", null, "Webhooks"), webhookSettings(),
    h("h3", null, "Magic numbers"), h("p", { class: "soft" }, "A recipient whose number ends in one of these codes fails with it, such as 1555", h("b", null, "131026"), "."), codes];
}

function form() {
  const fault = h("select", { name: "fault", "aria-label": "Fault" }, Object.entries(faults).map(([value, label]) => h("option", { value }, label)));
  const route = h("select", { name: "route", "aria-label": "Requests" }, h("option", { value: messagesRoute }, "Messages sent"), h("option", { value: "*" }, "All requests"), h("option", { value: "own" }, "Another route"));
  const own = h("input", { name: "own", placeholder: "GET /{waba}/phone_numbers", "aria-label": "Route", hidden: true });
  const code = h("label", null, "Code", h("input", { name: "code", type: "number", min: 0, placeholder: "131000" }));
  const seconds = h("label", null, "Seconds", h("input", { name: "seconds", type: "number", min: 0, step: "any", placeholder: "5" }));
  const change = () => {
    code.hidden = !takesCode.includes(fault.value);
    seconds.hidden = !takesSeconds.includes(fault.value);
    route.parentElement.hidden = hasOwnRoute.includes(fault.value);
    own.hidden = route.value !== "own" || hasOwnRoute.includes(fault.value);
  };
  const element = h("form", { class: "form inline", onchange: change, onsubmit: async (event) => {
    event.preventDefault();
    const entered = Object.fromEntries(new FormData(element));
    const chosen = entered.route === "own" ? entered.own : entered.route;
    await attempt(() => post("/rules", {
      fault: entered.fault, recipient: entered.recipient, times: Number(entered.times),
      ...(!hasOwnRoute.includes(entered.fault) && { route: chosen }),
      ...(takesCode.includes(entered.fault) && entered.code && { code: Number(entered.code) }),
      ...(takesSeconds.includes(entered.fault) && entered.seconds && { seconds: Number(entered.seconds) }),
    }));
  } },
  h("label", null, "What happens", fault), h("label", null, "To", route), own, h("label", null, "Recipient", h("input", { name: "recipient", placeholder: "everybody" })),
  code, seconds, h("label", null, "Times", h("input", { name: "times", type: "number", min: 0, value: 1, title: "0 is until the rule is deleted" })),
  h("button", { type: "submit", class: "primary" }, "Add the rule"));
  change();
  return element;
}

function draw() {
  list.replaceChildren(...store.rules.map((rule) => h("li", null,
    h("span", null, h("strong", null, faults[rule.fault]), rule.code ? ` ${rule.code}` : "", rule.seconds ? `, ${rule.seconds} s` : "",
      h("span", { class: "soft" }, `${routes[rule.route] ?? rule.route}${rule.recipient ? " to " + rule.recipient : ""} · ${rule.times ? `${rule.happened} of ${rule.times}` : `${rule.happened} times, always`}`)),
    iconButton("close", "Delete the rule", () => attempt(() => remove("/rules/" + rule.id))))));
  if (!store.rules.length) list.append(h("li", { class: "empty" }, "No rule: everything works."));
}

function webhookSettings() {
  const change = (value) => attempt(() => patch("/settings", value));
  const paused = h("input", { type: "checkbox", onchange: () => change({ paused: paused.checked }) });
  const reorder = h("input", { type: "checkbox", onchange: () => change({ reorder: reorder.checked }) });
  const duplicates = h("input", { type: "number", min: 0, max: 10, onchange: () => change({ duplicates: Number(duplicates.value) }) });
  on("loaded settings", () => {
    paused.checked = store.settings.paused;
    reorder.checked = store.settings.reorder;
    duplicates.value = store.settings.duplicates;
  });
  return h("div", { class: "form inline" }, h("label", { class: "check" }, paused, "Hold webhooks until they are delivered by hand"),
    h("label", { class: "check" }, reorder, "Deliver in any order"), h("label", null, "Duplicates of each", duplicates));
}
