import { h, icon } from "./dom.js";
import { avatar } from "./chatlist.js";
import { format } from "./markup.js";

// businessCard shows what people see of a business.
export function businessCard(number) {
  const profile = number.profile;
  const line = (label, value) => value && h("div", null, h("dt", null, label), h("dd", null, value));
  return h("section", { class: "card business" }, avatar(number.verified_name, number.id),
    h("h3", null, number.verified_name), h("p", null, number.display_phone_number, " · Business account"),
    profile.description && h("p", null, ...format(profile.description)),
    h("dl", null, line("About", profile.about), line("Category", profile.vertical?.toLowerCase().replaceAll("_", " ")),
      line("Address", profile.address), line("Email", profile.email),
      profile.websites?.length > 0 && line("Website", profile.websites.map((site) =>
        h("a", { href: /^https?:/.test(site) ? site : "https://" + site, target: "_blank", rel: "noopener noreferrer" }, site)))));
}

// iceBreakers are the first questions that a new chat offers.
export function iceBreakers(number, send) {
  const prompts = number.automation.prompts ?? [];
  if (!prompts.length) return null;
  return h("ul", { class: "ice-breakers", "aria-label": "Ice breakers" }, prompts.map((prompt) =>
    h("li", null, h("button", { type: "button", onclick: () => send({ text: prompt }) }, icon("reply"), prompt))));
}
