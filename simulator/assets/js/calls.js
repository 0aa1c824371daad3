import { h } from "./dom.js";
import { post } from "./api.js";
import { attempt } from "./dialog.js";
import { chatKey, currentNumber, now, on, store } from "./store.js";

export function startCall() {
  attempt(() => post(`/users/${store.user}/calls`, { phone_number_id: store.number }));
}

// callBanner shows the calls of the chat while they last. Nobody is heard.
export function callBanner() {
  const banner = h("div", { class: "calls", role: "status", "aria-label": "Calls" });
  const draw = () => banner.replaceChildren(...store.calls.filter((call) => call.chat === chatKey()).map(row));
  on("calls loaded selected", draw);
  setInterval(() => banner.querySelectorAll("[data-since]").forEach((time) => { time.textContent = lasting(time.dataset.since); }), 1000);
  return banner;
}

function row(call) {
  const button = (label, action, className) =>
    h("button", { type: "button", class: className, onclick: () => attempt(() => post(`/calls/${encodeURIComponent(call.id)}/${action}`)) }, label);
  if (call.state === "accepted") return h("p", { class: "call" }, h("span", null, "In a call, ", h("time", { "data-since": call.since }, lasting(call.since))), button("Hang up", "hang_up", "danger"));
  if (!call.incoming) return h("p", { class: "call" }, h("span", null, "Calling…"), button("Hang up", "hang_up", "danger"));
  return h("p", { class: "call" }, h("span", null, (currentNumber()?.verified_name ?? "The business") + " calls"),
    button("Accept", "accept", "primary"), button("Decline", "reject", "danger"));
}

function lasting(since) {
  const seconds = Math.max(0, Math.floor((now() - new Date(since)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
