import { h } from "./dom.js";
import * as traffic from "./traffic.js";
import * as faults from "./faults.js";
import * as world from "./world.js";
import * as settings from "./settings.js";

const all = [traffic, faults, world, settings];

// start shows the tabs of the workbench. Arrow keys go from one to the next.
export function start() {
  const list = document.getElementById("tabs");
  const panels = document.getElementById("panels");
  const choose = (chosen) => {
    [...list.children].forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === chosen));
      tab.tabIndex = at === chosen ? 0 : -1;
      panels.children[at].hidden = at !== chosen;
    });
    all[chosen].shown?.();
  };
  all.forEach((part, at) => {
    const id = part.title.toLowerCase();
    list.append(h("button", { type: "button", role: "tab", id: "tab-" + id, "aria-controls": "panel-" + id, onclick: () => choose(at) }, part.title));
    panels.append(h("div", { role: "tabpanel", id: "panel-" + id, class: "panel", "aria-labelledby": "tab-" + id }, part.panel()));
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = [...list.children].indexOf(document.activeElement);
    const next = (at + step + all.length) % all.length;
    choose(next);
    list.children[next].focus();
  });
  choose(0);
}
