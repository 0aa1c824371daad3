import { h, icon } from "./dom.js";
import { post } from "./api.js";
import { attempt, notice, open } from "./dialog.js";
import { store } from "./store.js";

const amountOf = (amount, currency) => amount ? `${(amount.value / (amount.offset || 1)).toFixed(2)} ${currency ?? ""}` : "";

function lineTotal({ sale_amount: sale, amount = sale, quantity }) {
  const each = sale ?? amount;
  return each && { ...each, value: each.value * quantity };
}

const statuses = {
  pending: "Pending", processing: "Processing", "partially-shipped": "Partially shipped", shipped: "Shipped", completed: "Completed", canceled: "Canceled",
};

// orderDetails shows what an order costs, and what has become of it.
export function orderDetails({ order = {}, total_amount: total, currency, reference_id: reference }, message) {
  const sum = (label, amount) => amount && Number(amount.value) !== 0 && h("p", { class: "sum soft" }, h("span", null, label), h("span", null, amountOf(amount, currency)));
  return h("div", { class: "order" },
    (order.items ?? []).map((item) => h("p", { class: "sum" }, h("span", null, `${item.quantity} × ${item.name ?? item.retailer_id}`),
      h("span", null, amountOf(lineTotal(item), currency)))),
    sum("Subtotal", order.subtotal), sum("Tax", order.tax), sum("Shipping", order.shipping), sum("Discount", order.discount),
    h("p", { class: "sum total" }, h("span", null, "Total"), h("span", null, amountOf(total, currency))),
    reference && h("p", { class: "soft" }, "Order " + reference, message?.order_status && ` · ${statuses[message.order_status] ?? message.order_status}`),
    message?.payment && h("p", { class: "outcome-line" }, h("span", { class: "outcome " + tone(message.payment) }, paid(message.payment))));
}

const tone = ({ status, refunded }) => refunded ? "waits" : status === "captured" ? "good" : status === "pending" ? "waits" : "bad";

function paid({ status, method, reason, refunded }) {
  if (refunded) return "Refunded";
  if (status === "captured") return "Paid by " + (methods[method] ?? method);
  return status === "pending" ? "The payment is pending" : "The payment failed" + (reason ? ": " + reason.replaceAll("_", " ") : "");
}

// orderStatus shows how far an order has come.
export function orderStatus({ reference_id: reference, order = {}, payment }) {
  const good = ["completed", "shipped", "partially-shipped"].includes(order.status);
  return h("div", { class: "order-status" }, icon("cart"), h("div", null, h("strong", null, "Order " + (reference ?? "")),
    h("span", null, h("span", { class: "outcome " + (good ? "good" : order.status === "canceled" ? "bad" : "waits") }, statuses[order.status] ?? order.status)),
    order.description && h("span", { class: "soft" }, order.description), payment?.status && h("span", { class: "soft" }, "Payment " + payment.status)));
}

const methods = { upi: "UPI", card: "card", wallet: "wallet", netbanking: "net banking" };
const outcomes = { captured: "It succeeds", pending: "The bank has not decided yet", failed: "It fails" };
const reasons = ["incorrect_pin", "payment_failed", "insufficient_funds", "payment_timed_out", "payment_cancelled"];

// payButtonLabel is what the button says under an order.
export const payButtonLabel = (message) => message.payment?.status === "captured" ? "View the order" : message.payment?.status === "failed" ? "Try again" : "Review and pay";

// pay shows an order, and a way to pay for it.
export function pay(parameters, message) {
  const isOpen = message.payment?.status !== "captured";
  const choose = (name, choices) => h("select", { name }, Object.entries(choices).map(([value, label]) => h("option", { value }, label)));
  const reason = h("label", { hidden: true }, "Why", choose("reason", Object.fromEntries(reasons.map((name) => [name, name.replaceAll("_", " ")]))));
  const status = choose("status", outcomes);
  status.addEventListener("change", () => { reason.hidden = status.value !== "failed"; });
  const form = h("form", { class: "form", onsubmit: async (event) => {
    event.preventDefault();
    const entered = Object.fromEntries(new FormData(form));
    if (entered.status !== "failed") delete entered.reason;
    if (await attempt(() => post(`/users/${store.user}/payments`, { message_id: message.id, ...entered }))) dialog.close();
  } },
  orderDetails(parameters, message), ways(parameters),
  isOpen && [h("label", null, "Pay by", choose("method", { upi: "UPI", card: "Card", wallet: "Wallet", netbanking: "Net banking" })), h("label", null, "What happens", status), reason,
    h("footer", { class: "form-foot" }, h("button", { type: "submit", class: "primary" }, "Pay"))]);
  const dialog = open("Review and pay", form);
}

// ways shows what else can be paid with, outside of WhatsApp.
function ways({ payment_settings: settings = [] }) {
  const copy = (text) => navigator.clipboard?.writeText(text).then(() => notice("Copied"), () => notice(text));
  return settings.flatMap((setting) => {
    const way = setting[setting.type] ?? {};
    if (way.code) return [h("button", { type: "button", onclick: () => copy(way.code) }, "Copy the Pix code")];
    if (way.digitable_line) return [h("button", { type: "button", onclick: () => copy(way.digitable_line) }, "Copy the boleto code")];
    return /^https?:/.test(way.uri ?? "") ? [h("a", { class: "button", href: way.uri, target: "_blank", rel: "noopener noreferrer" }, "Open the payment link")] : [];
  });
}
