import { h, icon } from "./dom.js";
import { format } from "./markup.js";
import { document_, media } from "./media.js";
import { interactive } from "./interactive.js";
import { template } from "./template.js";
import { orderOf } from "./shop.js";

// content returns what is in the bubble of a message, and what is below it.
export function content(message, actions) {
  const draw = kinds[message.type] ?? unknown;
  try {
    return draw(message.content ?? {}, message, actions);
  } catch {
    return unknown(message.content, message); // a content of another form
  }
}

export const text = (body) => h("div", { class: "text" }, ...format(body ?? ""));

const kinds = {
  text: ({ body, preview_url: hasPreview }) => ({ body: [hasPreview && linkCard(body ?? ""), text(body)], className: isOnlyEmoji(body ?? "") ? "only-emoji" : "" }),
  button: ({ text: label }) => ({ body: text(label) }),
  image: (image, message) => ({ body: [media("image", image, message), image.caption && text(image.caption)], className: "with-media" }),
  video: (video, message) => ({ body: [media("video", video, message), video.caption && text(video.caption)], className: "with-media" }),
  sticker: (sticker, message) => ({ body: media("sticker", sticker, message), className: "bare" }),
  audio: (audio, message) => ({ body: media("audio", audio, message) }),
  document: (file) => ({ body: [document_(file), file.caption && text(file.caption)] }),
  location: (place) => ({ body: location(place), className: "with-media" }),
  contacts: (cards) => ({ body: cards.map(contact) }),
  order: (order) => ({ body: [orderOf(order), order.text && text(order.text)] }),
  interactive, template, unsupported: unknown,
};

// linkCard announces the first link of a text, as far as it can be without
// loading the page behind it.
function linkCard(body) {
  const link = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/.exec(body)?.[0];
  if (!link || !URL.canParse(link)) return null;
  const { host, pathname } = new URL(link);
  return h("a", { class: "link-card", href: link, target: "_blank", rel: "noopener noreferrer" }, icon("link"),
    h("span", null, h("strong", null, host.replace(/^www\./, "")), h("span", { class: "soft" }, pathname === "/" ? "A page on the web" : pathname)));
}

function isOnlyEmoji(body) { return /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F\u200D]*){1,3}$/u.test(body); }

function unknown(content_, message) {
  return { body: [h("p", { class: "revoked" }, `A message of the type ${message.type}`), h("pre", { class: "raw" }, JSON.stringify(content_, null, 2))] };
}

// location draws a place on a map of its own, since nothing is loaded from
// elsewhere.
export function location({ latitude, longitude, name, address, url }) {
  const at = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  return h("div", { class: "place" },
    h("a", { class: "map", href: url && /^https?:/.test(url) ? url : `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`,
      target: "_blank", rel: "noopener noreferrer", "aria-label": "Open the map at " + at }, icon("place")),
    name && h("strong", null, name), address && h("span", { class: "soft" }, address), h("span", { class: "soft" }, at));
}

function contact({ name, phones, emails, org }) {
  return h("div", { class: "contact" }, h("span", { class: "avatar avatar-2", "aria-hidden": "true" }, icon("person")),
    h("div", null, h("strong", null, name?.formatted_name ?? "Contact"),
      (phones ?? []).map(({ phone, wa_id }) => h("span", { class: "soft" }, phone ?? wa_id)),
      (emails ?? []).map(({ email }) => h("span", { class: "soft" }, email)),
      org?.company && h("span", { class: "soft" }, org.company)));
}
