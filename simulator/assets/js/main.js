import { h } from "./dom.js";
import { post } from "./api.js";
import { attempt, notice } from "./dialog.js";
import * as chatlist from "./chatlist.js";
import * as chat from "./chat.js";
import * as tabs from "./tabs.js";
import { now, on, selectNumber, start, store } from "./store.js";
import { wholeOf } from "./time.js";

const numbers = document.getElementById("number");
numbers.addEventListener("change", () => selectNumber(numbers.value));

function drawNumbers() {
  numbers.replaceChildren(...store.numbers.map((number) =>
    h("option", { value: number.id, selected: number.id === store.number }, `${number.verified_name} · ${number.display_phone_number}`)));
}

function drawClock() {
  const clock = document.getElementById("clock");
  clock.dateTime = now().toISOString();
  clock.textContent = wholeOf(now());
  clock.parentElement.classList.toggle("moved", store.clock.offset > 0);
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => attempt(() => post("/clock", { advance: button.dataset.advance })));
}

on("loaded", () => { drawNumbers(); drawClock(); });
on("numbers", drawNumbers);
on("clock", drawClock);
on("connection", (isOpen) => {
  const state = document.getElementById("connection");
  state.textContent = isOpen ? "Live" : "Reconnecting";
  state.classList.toggle("lost", !isOpen);
});
setInterval(drawClock, 10_000);

chatlist.start();
chat.start();
tabs.start();
start().catch((error) => notice("The simulator does not answer: " + error.message));
