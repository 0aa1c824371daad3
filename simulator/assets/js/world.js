import { h } from "./dom.js";
import { get, post, put } from "./api.js";
import { ask, attempt, notice } from "./dialog.js";
import { now, on, store } from "./store.js";
import { wholeOf } from "./time.js";
import { statesPanel } from "./states.js";

export const title = "World";

let list, clock;

export function panel() {
  list = h("ul", { class: "list", "aria-label": "Templates" });
  clock = h("p", { class: "soft" });
  const advance = h("input", { value: "24h", "aria-label": "How far", size: 6 });
  const move = (by) => attempt(() => post("/clock", { advance: by }));
  on("loaded clock", () => { clock.textContent = `It is ${wholeOf(now())}${store.clock.offset ? `, ${Math.round(store.clock.offset / 3_600_000)} hours ahead` : ""}.`; });
  on("loaded templates", load);
  return [
    h("h3", null, "Clock"), clock,
    h("form", { class: "toolbar", onsubmit: (event) => { event.preventDefault(); move(advance.value); } },
      advance, h("button", { type: "submit", class: "primary" }, "Move on"),
      ["10m", "1h", "24h", "7d", "30d"].map((by) => h("button", { type: "button", onclick: () => move(by) }, "+" + by))),
    h("p", { class: "soft" }, "Windows close, links and codes expire, reviews end, and failed webhooks are delivered again."),
    h("h3", null, "Templates"), list,
    h("h3", null, "Numbers and accounts"), statesPanel(),
    h("h3", null, "As a file"),
    h("div", { class: "toolbar" }, h("a", { class: "button", href: "api/world", download: "world.json" }, "Save the world"), h("button", { type: "button", onclick: loadFile }, "Load a world")),
    h("p", { class: "soft" }, "The file has every change as a request, so it can be written by hand too."),
    h("h3", null, "Begin again"), h("div", { class: "toolbar" }, h("button", { type: "button", class: "danger", onclick: () => attempt(() => post("/reset")) }, "Reset the world")),
    h("p", { class: "soft" }, "Chats, traffic, rules and everything that programs have changed are gone. Settings and the clock stay."),
  ];
}

// loadFile begins again with a file.
function loadFile() {
  const input = h("input", { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", () => attempt(async () => {
    await put("/world", await input.files[0].text());
    notice("The world is loaded.");
  }));
  input.click();
}

export const shown = () => load();

async function load() {
  const answer = await attempt(() => get("/templates"));
  if (!answer) return;
  list.replaceChildren(...answer.templates.map(row));
  if (!answer.templates.length) list.append(h("li", { class: "empty" }, "There is no template."));
}

function row(template) {
  const review = (status, reason) => attempt(() => post(`/templates/${template.id}/review`, { status, reason }));
  const button = (label, act) => h("button", { type: "button", onclick: act, "aria-label": `${label} ${template.name}` }, label);
  const isApproved = template.status === "APPROVED";
  return h("li", null,
    h("span", null, h("strong", null, template.name), h("span", { class: "soft" }, `${template.language} · ${template.category.toLowerCase()}${rejected(template)}`)),
    h("span", { class: "outcome " + (isApproved ? "good" : template.status === "PENDING" ? "waits" : "bad") }, template.status.toLowerCase()),
    h("span", { class: "row-buttons" }, isApproved ? button("Pause", () => review("PAUSED")) : button("Approve", () => review("APPROVED")),
      isApproved && button("Disable", () => review("DISABLED")),
      button("Reject", () => ask("Reject " + template.name, [{ name: "reason", label: "Reason", value: "ABUSIVE_CONTENT" }], ({ reason }) => review("REJECTED", reason), "Reject"))));
}

const rejected = ({ rejected_reason: reason }) => reason && reason !== "NONE" ? ` · ${reason.toLowerCase()}` : "";
