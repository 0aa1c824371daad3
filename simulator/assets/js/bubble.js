import { h, icon, iconButton } from "./dom.js";
import { menu } from "./dialog.js";
import { timeOf } from "./time.js";
import { content } from "./content.js";
import { preview } from "./preview.js";
import { nameOf, store } from "./store.js";
import { productOf } from "./shop.js";

// bubble returns a message as WhatsApp draws it.
export function bubble(message, actions) {
  if (message.type === "system" || message.type === "notice") {
    return h("p", { class: "day", "data-id": message.id }, h("span", null, message.content?.body ?? "Something about the user has changed"));
  }
  const side = isOwn(message) ? "own" : "theirs";
  const name = nameIn(message);
  const shown = message.revoked ? { body: h("p", { class: "revoked" }, "This message was deleted") } : content(message, actions);
  return h("article", {
    class: `bubble ${side} type-${message.type} ${shown.className ?? ""}`, "data-id": message.id, "aria-label": `${name}: ${preview(message)}`,
  },
  h("div", { class: "bubble-box" },
    message.group_id && side === "theirs" && h("p", { class: "speaker" }, name),
    quoteOf(message, actions), productIn(message),
    shown.body,
    meta(message),
    !message.revoked && iconButton("down", "Actions for this message", (event) => menu(event.currentTarget, choices(message, actions)),
      { class: "round bubble-menu", "data-focus": "menu" })),
  shown.below,
  failure(message),
  reactions(message));
}

// isOwn reports whether who holds the phone has written a message. In a group,
// others are there too.
const isOwn = (message) => message.from_user && (!message.group_id || message.user === store.user);
const nameIn = (message) => isOwn(message) ? "You" : message.from_user ? nameOf(message.user) : "Business";

function quoteOf(message, actions) {
  if (!message.reply_to) return null;
  const quoted = actions.find(message.reply_to);
  return h("button", { type: "button", class: "quote", onclick: () => actions.reveal(message.reply_to), "aria-label": "Go to the quoted message" },
    h("strong", null, quoted ? nameIn(quoted) : "Earlier message"),
    h("span", null, quoted ? preview(quoted) : message.reply_to));
}

// productIn shows the product that a message asks about.
function productIn({ referred_product: product }) {
  return product && h("p", { class: "quote" }, h("strong", null, productOf(product.catalog_id, product.product_retailer_id).name), h("span", null, "Product"));
}

const ticks = { accepted: "🕓", sent: "✓", delivered: "✓✓", read: "✓✓", failed: "!" };

function meta(message) {
  return h("span", { class: "meta" }, message.pinned && h("span", { class: "pinned", role: "img", "aria-label": "Pinned", title: "Pinned" }, icon("pin")), message.edited && "Edited ", h("time", null, timeOf(message.at)),
    h("span", { class: "ticks " + message.status, role: "img", "aria-label": message.status, title: message.status }, ticks[message.status]));
}

function failure(message) {
  if (message.status !== "failed") return null;
  return h("p", { class: "failure" }, `Not delivered: ${message.error?.code ?? ""} ${message.error?.title ?? ""}`);
}

function reactions(message) {
  const { user, business } = message.reactions ?? {};
  if (!user && !business) return null;
  return h("p", { class: "reactions" }, business && h("span", { role: "img", "aria-label": "Business reacted" }, business),
    user && h("span", { role: "img", "aria-label": "You reacted" }, user));
}

const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

function choices(message, actions) {
  const own = isOwn(message) && [
    message.type === "text" && { label: "Edit", action: () => actions.edit(message) },
    { label: "Delete for everyone", action: () => actions.send({ revoke: { original_message_id: message.id } }) },
  ];
  const reacted = message.reactions?.user;
  return [
    { label: "Reply", action: () => actions.reply(message) },
    ...(own || []).filter(Boolean),
    ...emojis.map((emoji) => ({
      label: emoji, class: "emoji", name: (reacted === emoji ? "Take back " : "React with ") + emoji,
      action: () => actions.send({ reaction: { message_id: message.id, emoji: reacted === emoji ? "" : emoji } }),
    })),
    { label: "Copy the id", action: () => navigator.clipboard?.writeText(message.id) },
  ];
}

