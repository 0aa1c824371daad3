import { h, icon } from "./dom.js";
import { ask, open } from "./dialog.js";
import { startCall } from "./calls.js";
import { openFlow } from "./flow.js";
import { format } from "./markup.js";
import { document_, media } from "./media.js";
import { store } from "./store.js";
import { openCatalog, openShop, productTile } from "./shop.js";
import { orderDetails, orderStatus, pay, payButtonLabel } from "./orders.js";

const text = (body) => h("div", { class: "text" }, ...format(body ?? ""));

// interactive draws a message with something to tap, or what a user has tapped.
export function interactive(content, message, actions) {
  if (message.from_user) return { body: answer(content) };
  const action = content.action ?? {};
  const draw = kinds[content.type] ?? other;
  const tap = (choice) => actions.tap({ message_id: message.id, ...choice });
  return {
    body: [header(content.header, message), content.body?.text && text(content.body.text),
      content.type === "order_details" && orderDetails(action.parameters ?? {}, message),
      content.type === "order_status" && orderStatus(action.parameters ?? {}),
      content.footer?.text && h("p", { class: "footer" }, content.footer.text)],
    below: draw(action, { content, message, tap, actions }),
    className: content.header && content.header.type !== "text" ? "with-media" : "",
  };
}

// header draws the header of an interactive message or of a card.
export function header(of, message) {
  if (!of) return null;
  if (of.type === "text") return h("h3", { class: "head" }, of.text);
  if (of.type === "document") return document_(of.document ?? {});
  return media(of.type, of[of.type] ?? {}, message);
}

// tapButton is one of the buttons below a bubble.
export function tapButton(label, name, onclick, properties) {
  return h("button", { type: "button", class: "tap", onclick, "data-focus": "tap " + label, ...properties }, name && icon(name), label);
}

// flowButton opens a flow, unless its token is no longer valid.
export function flowButton(label, message, opening, byHand) {
  const button = tapButton(label, "form", () => openFlow({ message_id: message.id, ...opening }, byHand), { disabled: Boolean(message.unusable) });
  return message.unusable ? [button, h("p", { class: "failure" }, message.unusable)] : button;
}

export const taps = (...buttons) => h("div", { class: "taps", role: "group", "aria-label": "Buttons" }, ...buttons);

export function linkButton(label, address) {
  const isWeb = /^https?:/.test(address ?? "");
  return isWeb ? h("a", { class: "tap", href: address, target: "_blank", rel: "noopener noreferrer", title: address }, icon("link"), label)
    : tapButton(label, "link", () => open(label, h("p", { class: "padded" }, address ?? "There is no address.")));
}

const kinds = {
  button: (action, { message, tap }) => taps((action.buttons ?? []).map(({ reply }) =>
    tapButton(reply.title, "reply", () => tap({ id: reply.id }), { "aria-pressed": String(message.answer === reply.id) }))),
  list: (action, { content, message, tap }) => taps(tapButton(action.button ?? "Options", "list", () => chooseRow(action, content, message, tap))),
  cta_url: (action) => taps(linkButton(action.parameters?.display_text ?? "Open", action.parameters?.url)),
  flow: (action, { message, tap }) => taps(flowButton(action.parameters?.flow_cta ?? "Open the form", message, {}, () => answerForm("Answer the flow", tap))),
  address_message: (action, { tap }) => taps(tapButton("Provide address", "place", () => answerAddress(action.parameters ?? {}, tap))),
  request_contact_info: (action, { message, actions }) => taps(tapButton("Share contact info", "person", () => shareContact(message, actions))),
  location_request_message: (action, { message, actions }) => taps(tapButton("Send location", "place", () => sendLocation(message, actions))),
  call_permission_request: (action, { message, tap }) => taps(
    tapButton("Always allow calls", "call", () => tap({ accept: true, permanent: true }), { disabled: !!message.answer }),
    tapButton("Allow for seven days", "call", () => tap({ accept: true }), { disabled: !!message.answer }),
    tapButton("Don't allow", null, () => tap({ accept: false }), { disabled: !!message.answer })),
  voice_call: (action) => taps(tapButton(action.parameters?.display_text ?? "Call", "call", startCall)),
  product: (action, { message, actions }) => [productTile(action.catalog_id, action.product_retailer_id), taps(tapButton("View", "cart",
    () => openShop("Product", action.catalog_id, [{ items: [action.product_retailer_id] }], actions, message)))],
  product_list: (action, { content, message, actions }) => taps(tapButton("View items", "cart", () => openShop(content.header?.text ?? "Products", action.catalog_id,
    (action.sections ?? []).map((section) => ({ title: section.title, items: (section.product_items ?? []).map((item) => item.product_retailer_id) })), actions, message))),
  catalog_message: (action, { message, actions }) => [productTile("", action.parameters?.thumbnail_product_retailer_id ?? ""), taps(tapButton("View catalog", "cart", () => openCatalog(actions, message)))],
  carousel: (action, context) => carousel(action.cards ?? [], context),
  order_details: (action, { message }) => taps(tapButton(payButtonLabel(message), "cart", () => pay(action.parameters ?? {}, message))),
  order_status: () => null,
};

function other(action, { content }) { return h("p", { class: "soft" }, `Interactive: ${content.type}`); }

function answer(content) {
  if (content.button_reply) return text(content.button_reply.title);
  if (content.list_reply) return [h("strong", null, content.list_reply.title), content.list_reply.description && h("p", { class: "soft" }, content.list_reply.description)];
  if (content.nfm_reply) {
    let values = content.nfm_reply.response_json;
    try { values = JSON.stringify(JSON.parse(values), null, 2); } catch { /* shown as it is */ }
    if (content.nfm_reply.name !== "flow") return [h("strong", null, "Form answered"), h("pre", { class: "raw" }, values)];
    return [h("strong", null, "Response sent"), h("details", null, h("summary", null, "See the response"), h("pre", { class: "raw", tabIndex: 0 }, values))];
  }
  if (content.call_permission_reply) return text(content.call_permission_reply.response === "accept" ? "Calls allowed" : "Calls declined");
  return h("pre", { class: "raw" }, JSON.stringify(content, null, 2));
}

function chooseRow(action, content, message, tap) {
  const dialog = open(action.button ?? "Options", h("div", { class: "rows" }, (action.sections ?? []).map((section) =>
    h("section", null, section.title && h("h3", null, section.title), (section.rows ?? []).map((row) =>
      h("button", { type: "button", class: "row", onclick: () => { dialog.close(); tap({ id: row.id }); }, "aria-pressed": String(message.answer === row.id) },
        h("strong", null, row.title), row.description && h("span", { class: "soft" }, row.description)))))));
}

export function answerForm(title, tap, more) {
  ask(title, [{ name: "response", label: "Answer, as JSON", type: "textarea", value: '{\n  "flow_token": "unused"\n}' }],
    async ({ response }) => { await tap({ ...more, response: JSON.parse(response) }); });
}

const addressFields = { name: "Name", phone_number: "Phone number", address: "Address", city: "City", state: "State", in_pin_code: "Pin code" };

// answerAddress asks for an address, beginning with the values that the business
// has, and with what is wrong with them.
function answerAddress({ values = {}, validation_errors: errors = {} }, tap) {
  ask("Provide address", Object.entries(addressFields).map(([name, label]) => ({ name, label: errors[name] ? `${label}: ${errors[name]}` : label, value: values[name] })),
    (values) => tap({ response: { saved_address_id: "address1", values } }));
}

// shareContact sends the user's own number, which the business may not know.
// That of a user who was added without one is asked for.
function shareContact(message, actions) {
  const { name, wa_id: known } = store.users.get(store.user);
  const share = (number) => actions.send({ reply_to: message.id, contacts: [{ name: { formatted_name: name, first_name: name }, phones: [{ phone: "+" + number, wa_id: number, type: "CELL" }] }] });
  if (known) return share(known);
  return ask("Share contact info", [{ name: "phone", label: "Phone number", type: "tel", required: true, placeholder: "+1 555 010 0190" }],
    ({ phone }) => share(phone.replace(/\D/g, "")));
}

export function sendLocation(message, actions) {
  ask("Send a location", [
    { name: "latitude", label: "Latitude", type: "number", step: "any", value: "48.20849", required: true },
    { name: "longitude", label: "Longitude", type: "number", step: "any", value: "16.37208", required: true },
    { name: "name", label: "Name" }, { name: "address", label: "Address" },
  ], ({ latitude, longitude, name, address }) => actions.send({
    location: { latitude: Number(latitude), longitude: Number(longitude), ...(name && { name }), ...(address && { address }) },
    ...(message && { reply_to: message.id }),
  }));
}

function carousel(cards, { tap, message }) {
  return h("div", { class: "carousel", tabIndex: 0, role: "group", "aria-label": `Carousel of ${cards.length} cards` }, cards.map((card, at) => {
    const action = card.action ?? {};
    const buttons = [
      ...(action.buttons ?? []).map(({ quick_reply: quick, reply, type, title, url }) => (quick ?? reply)
        ? tapButton((quick ?? reply).title, "reply", () => tap({ card: at, id: (quick ?? reply).id })) : tapButton(title ?? type, "link", () => open(title ?? type, h("p", { class: "padded" }, url ?? "")))),
      ...(action.name === "cta_url" ? [linkButton(action.parameters?.display_text ?? "Open", action.parameters?.url)] : []),
    ];
    return h("div", { class: "carousel-card" }, header(card.header, message), card.body?.text && text(card.body.text),
      action.product_retailer_id && productTile(action.catalog_id, action.product_retailer_id), taps(buttons));
  }));
}
