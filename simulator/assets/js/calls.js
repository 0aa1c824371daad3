import { h, icon, iconButton } from "./dom.js";
import { post } from "./api.js";
import { attempt } from "./dialog.js";
import { avatar } from "./chatlist.js";
import { chatKey, currentNumber, now, on, store } from "./store.js";
import { mute, muted, ring } from "./sound.js";

export function startCall() {
  attempt(() => post(`/users/${store.user}/calls`, { phone_number_id: store.number }));
}

// callBanner shows the calls of the chat while they last. One that rings covers
// the chat, as on a phone. Nobody is heard.
export function callBanner() {
  const banner = h("div", { class: "calls", role: "status", "aria-label": "Calls" });
  const draw = () => {
    const calls = store.calls.filter((call) => call.chat === chatKey());
    const had = banner.querySelector(".ringing");
    banner.replaceChildren(...calls.map((call) => call.state === "accepted" ? inCall(call) : ringingCall(call)));
    if (!had) banner.querySelector(".ringing .primary")?.focus();
    ring(store.calls.some((call) => call.incoming && call.state === "ringing"));
  };
  on("calls loaded selected", draw);
  setInterval(() => banner.querySelectorAll("[data-since]").forEach((time) => { time.textContent = lasting(time.dataset.since); }), 1000);
  return banner;
}

const act = (call, action) => attempt(() => post(`/calls/${encodeURIComponent(call.id)}/${action}`));

function button(call, label, action, className) {
  return h("button", { type: "button", class: className, onclick: () => act(call, action) }, label);
}

function inCall(call) {
  return h("p", { class: "call" }, icon("call"), h("span", null, "In a call, ", h("time", { "data-since": call.since }, lasting(call.since))), button(call, "Hang up", "hang_up", "danger"));
}

function ringingCall(call) {
  const name = currentNumber()?.verified_name ?? "The business";
  const sound = iconButton(muted() ? "mute" : "sound", muted() ? "Sound on" : "Sound off", (event) => {
    mute(!muted());
    event.currentTarget.replaceChildren(icon(muted() ? "mute" : "sound"));
    event.currentTarget.setAttribute("aria-label", muted() ? "Sound on" : "Sound off");
  });
  return h("div", { class: "call ringing" },
    h("span", { class: "pulse" }, avatar(name, store.number)), h("strong", null, call.incoming ? name + " calls" : "Calling " + name), h("span", { class: "ringing-sub" }, call.incoming ? "Voice call" : "It rings…"),
    h("div", { class: "ringing-buttons" }, call.incoming
      ? [button(call, "Decline", "reject", "decline"), button(call, "Accept", "accept", "primary"), sound]
      : button(call, "Hang up", "hang_up", "decline")));
}

function lasting(since) {
  const seconds = Math.max(0, Math.floor((now() - new Date(since)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
