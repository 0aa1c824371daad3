import { h, icon } from "./dom.js";
import { notice } from "./dialog.js";
import { format } from "./markup.js";
import { location } from "./content.js";
import { startCall } from "./calls.js";
import { openCatalog, openShop } from "./shop.js";
import { pay, payButtonLabel } from "./orders.js";
import { currentNumber } from "./store.js";
import { answerForm, flowButton, header, linkButton, tapButton, taps } from "./interactive.js";

// template draws a template message as its recipient sees it.
export function template(content, message, actions) {
  const shown = message.template;
  if (!shown) return { body: h("p", null, content.name) };
  const tap = (choice) => actions.tap({ message_id: message.id, ...choice });
  return {
    body: [
      head(shown.header, message),
      shown.offer && h("p", { class: "offer" }, h("strong", null, shown.offer.text ?? "Offer"), shown.offer.expires_ms && ` until ${new Date(shown.offer.expires_ms).toLocaleString()}`),
      shown.body && h("div", { class: "text" }, ...format(shown.body)),
      shown.footer && h("p", { class: "footer" }, shown.footer),
      h("p", { class: "template-name" }, `Template ${shown.name} · ${shown.language}${shown.known ? "" : " · not known here, so only its parameters are shown"}`),
    ],
    below: [
      shown.cards?.length > 0 && h("div", { class: "carousel", tabIndex: 0, role: "group", "aria-label": `Carousel of ${shown.cards.length} cards` },
        shown.cards.map((card, at) => h("div", { class: "carousel-card" }, head(card.header, message), card.body && h("div", { class: "text" }, ...format(card.body)),
          taps((card.buttons ?? []).map((button) => draw(button, (choice) => tap({ card: at, ...choice }), message, at + ":", actions)))))),
      shown.buttons?.length > 0 && taps(shown.buttons.map((button) => draw(button, tap, message, "", actions))),
    ],
    className: shown.header && shown.header.format !== "text" ? "with-media" : "",
  };
}

function head(of, message) {
  if (!of) return null;
  switch (of.format) {
    case "text": return h("h3", { class: "head" }, of.text);
    case "location": return location(of.media ?? {});
    case "gif": return header({ type: "video", video: of.media }, message);
    case "product": return h("span", { class: "placeholder" }, icon("cart"), of.media?.product_retailer_id ?? "Product");
    default: return header({ type: of.format, [of.format]: of.media }, message);
  }
}

function draw(button, tap, message, prefix, actions) {
  const id = button.payload || button.text;
  switch (button.type) {
    case "quick_reply": return tapButton(button.text, "reply", () => tap({ id }), { "aria-pressed": String(message.answer === prefix + id) });
    case "url": return linkButton(button.text, button.url);
    case "phone_number": return tapButton(button.text, "call", () => notice("Would call " + button.phone_number));
    case "copy_code": case "otp": return tapButton(button.text, "copy", () => copy(button.code));
    case "flow": return flowButton(button.text, message, { button: button.text, ...(prefix && { card: Number.parseInt(prefix, 10) }) }, () => answerForm("Answer the flow", tap, { id }));
    case "voice_call": return tapButton(button.text, "call", startCall);
    case "order_details": return tapButton(message.payment ? payButtonLabel(message) : button.text, "cart", () => pay(button.order ?? {}, message));
    case "catalog": return tapButton(button.text || "View catalog", "cart", () => openCatalog(actions, message));
    case "mpm": case "spm": return tapButton(button.text || "View items", "cart", () => openShop("Products", currentNumber()?.commerce.catalog_id ?? "",
      (button.sections ?? []).map((section) => ({ title: section.title, items: (section.product_items ?? []).map((item) => item.product_retailer_id) })), actions, message));
    default: return tapButton(button.text || button.type, "cart", () => notice(`A button of the type ${button.type} sends nothing`));
  }
}

async function copy(code) {
  try {
    await navigator.clipboard.writeText(code ?? "");
    notice("Copied " + code);
  } catch {
    notice("The code is " + code);
  }
}
