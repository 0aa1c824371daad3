import { h, icon, iconButton } from "./dom.js";
import { mediaURL } from "./api.js";
import { open } from "./dialog.js";
import { currentNumber, store } from "./store.js";

export const money = (value, currency) => `${value.toFixed(2)} ${currency ?? ""}`.trim();

// productOf returns a product as the phone knows it. Messages name it by its
// retailer id only; one that nobody has added has a price to be entered.
export function productOf(catalog, id) {
  return store.products.find((product) => product.catalog_id === catalog && product.product_retailer_id === id)
    ?? store.products.find((product) => !catalog && product.product_retailer_id === id)
    ?? { catalog_id: catalog, product_retailer_id: id, name: id || "Product", price: 10, currency: "USD", isUnknown: true };
}

const hueOf = (text) => [...text].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 6, 7);

function picture(product) {
  if (product.image) return h("img", { class: "product-picture", src: mediaURL(product.image), alt: "" });
  return h("span", { class: `product-picture avatar-${hueOf(product.name)}`, "aria-hidden": "true" }, icon("cart"));
}

// productTile shows one product of a message.
export function productTile(catalog, id) {
  const product = productOf(catalog, id);
  return h("div", { class: "product" }, picture(product), h("strong", null, product.name),
    h("span", { class: "soft" }, product.isUnknown ? "Catalog " + (catalog || "of the business") : money(product.price, product.currency)));
}

// openCatalog shows all products of the business.
export function openCatalog(actions, message) {
  const catalog = currentNumber()?.commerce.catalog_id ?? "";
  const all = store.products.filter((product) => product.catalog_id === catalog);
  openShop("Catalog", catalog, [{ items: all.map((product) => product.product_retailer_id) }], actions, message);
}

// openShop shows products in sections, from which an order can be made. The
// message is the one that has offered them, if any.
export function openShop(title, catalog, sections, actions, message) {
  const lines = [];
  const total = h("strong", { class: "shop-total", role: "status" });
  const note = h("input", { name: "note", placeholder: "Message", "aria-label": "Message with the order" });
  const submit = h("button", { type: "submit", class: "primary" }, "Send the order");
  const hasCart = currentNumber()?.commerce.is_cart_enabled !== false;
  const add = () => {
    const chosen = lines.filter((line) => line.quantity() > 0);
    const sum = chosen.reduce((sum, line) => sum + line.quantity() * line.price(), 0);
    total.textContent = chosen.length ? money(sum, chosen[0].product.currency) : "Nothing yet";
    submit.disabled = chosen.length === 0;
  };
  const form = h("form", { class: "shop", oninput: add, onsubmit: async (event) => {
    event.preventDefault();
    const items = lines.filter((line) => line.quantity() > 0).map((line) => ({
      product_retailer_id: line.product.product_retailer_id, quantity: line.quantity(), item_price: line.price(), currency: line.product.currency,
    }));
    if (!items.length) return;
    const ordered = catalog || lines[0].product.catalog_id;
    if (await actions.send({ ...(message && { reply_to: message.id }), order: { catalog_id: ordered, text: note.value, product_items: items } })) dialog.close();
  } },
  sections.map((section) => h("section", null, section.title && h("h3", null, section.title), section.items.map((id) => {
    const line = lineOf(productOf(catalog, id), lines.length, hasCart, add, () => {
      dialog.close();
      actions.ask(line.product);
    });
    lines.push(line);
    return line.element;
  }))),
  lines.length === 0 && h("p", { class: "empty" }, "Nobody has said what is in this catalog: see POST /products of the REST interface."),
  hasCart && lines.length > 0 && h("footer", { class: "shop-foot" }, note, total, submit));
  const dialog = open(title, form);
  if (lines.length === 1) lines[0].set(1);
  add();
}

// lineOf is a product with how many of it are wanted.
function lineOf(product, at, hasCart, change, ask) {
  const quantity = h("input", { type: "number", name: "q" + at, min: 0, max: 999, value: 0, "aria-label": "How many of " + product.name });
  const price = h("input", { type: "number", name: "p" + at, min: 0, step: "any", value: product.price, "aria-label": "Price of " + product.name, title: "Price" });
  const step = (by) => { quantity.value = Math.max(0, Number(quantity.value) + by); change(); };
  return {
    product, quantity: () => Number(quantity.value), price: () => Number(price.value), set: (value) => { quantity.value = value; },
    element: h("div", { class: "shop-line" }, picture(product),
      h("div", null, h("strong", null, product.name), product.description && h("span", { class: "soft" }, product.description),
        product.isUnknown ? h("label", { class: "soft" }, "Price ", price) : h("span", { class: "soft" }, money(product.price, product.currency)),
        h("button", { type: "button", class: "plain", "aria-label": "Ask about " + product.name, onclick: ask }, "Ask about it")),
      hasCart && h("div", { class: "stepper" }, iconButton("less", "One less of " + product.name, () => step(-1)), quantity, iconButton("add", "One more of " + product.name, () => step(1)))),
  };
}

// orderOf shows what the user has ordered.
export function orderOf({ catalog_id: catalog, product_items: items = [] }) {
  const total = items.reduce((sum, item) => sum + Number(item.quantity) * Number(item.item_price), 0);
  const count = items.reduce((sum, item) => sum + Number(item.quantity), 0);
  return h("div", { class: "order" },
    h("div", { class: "contact" }, h("span", { class: "avatar avatar-3", "aria-hidden": "true" }, icon("cart")),
      h("div", null, h("strong", null, `${count} item${count === 1 ? "" : "s"}`), h("span", { class: "soft" }, money(total, items[0]?.currency)))),
    items.map((item) => h("p", { class: "sum soft" }, h("span", null, `${item.quantity} × ${productOf(catalog, item.product_retailer_id).name}`),
      h("span", null, money(Number(item.quantity) * Number(item.item_price), item.currency)))));
}
