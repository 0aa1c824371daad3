import { h } from "./dom.js";
import { patch } from "./api.js";
import { ask, attempt } from "./dialog.js";
import { on, store } from "./store.js";

const qualities = ["GREEN", "YELLOW", "RED"];
const limits = ["TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"];
const restrictions = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: "Templates are refused", RESTRICTED_CUSTOMER_INITIATED_MESSAGING: "Replies are refused",
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: "No number can be added",
};

// statesPanel shows what WhatsApp thinks of the numbers and accounts, and
// changes it.
export function statesPanel() {
  const list = h("ul", { class: "list", "aria-label": "Numbers and accounts" });
  on("loaded numbers", () => {
    const focused = document.activeElement?.closest("#panel-world") && document.activeElement.getAttribute("aria-label");
    list.replaceChildren(...store.numbers.map(rowOfNumber), ...store.accounts.map(rowOfAccount));
    if (focused) list.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  });
  return list;
}

const tone = (status) => ["LINKED", "CONNECTED", "ACTIVE"].includes(status) ? "good" : ["PENDING", "UNVERIFIED", "FLAGGED"].includes(status) ? "waits" : "bad";
const words = (status) => (status ?? "").toLowerCase().replaceAll("_", " ");

function row(name, detail, status, ...controls) {
  return h("li", null, h("span", null, h("strong", null, name), h("span", { class: "soft" }, detail)),
    h("span", { class: "outcome " + tone(status) }, words(status)), h("span", { class: "row-buttons" }, controls));
}

function rowOfNumber(number) {
  const change = (value) => attempt(() => patch("/numbers/" + number.id, value));
  const button = (label, value) => h("button", { type: "button", "aria-label": `${label} ${number.verified_name}`, onclick: () => change(value) }, label);
  const select = (label, choices, current, member) => h("select", { "aria-label": `${label} of ${number.verified_name}`, onchange: (event) => change({ [member]: event.currentTarget.value }) },
    choices.map((choice) => h("option", { value: choice, selected: choice === current }, `${label.toLowerCase()} ${words(choice).replace("tier ", "")}`)));
  const isOff = ["BANNED", "RESTRICTED"].includes(number.status);
  return row(number.verified_name, `${number.display_phone_number} · number`, number.status,
    select("Quality", qualities, number.quality_rating, "quality_rating"), select("Limit", limits, number.messaging_limit_tier, "messaging_limit_tier"),
    isOff ? button("Restore", { status: "CONNECTED" }) : [button("Restrict", { status: "RESTRICTED" }), button("Ban", { status: "BANNED" })],
    number.new_display_name && [button("Approve the name of", { name_decision: "APPROVED" }), button("Reject the name of", { name_decision: "REJECTED" })]);
}

function rowOfAccount(account) {
  const change = (value) => patch("/accounts/" + account.id, value);
  const button = (label, onclick) => h("button", { type: "button", "aria-label": `${label} ${account.name}`, onclick }, label);
  const restrict = () => ask("Restrict " + account.name, [
    ...Object.entries(restrictions).map(([name, label], at) => ({ name, label, type: "checkbox", value: at === 0 })), { name: "expires_in", label: "For how long", value: "7d" },
  ], ({ expires_in, ...chosen }) => change({ status: "RESTRICTED", expires_in, restrictions: Object.keys(chosen).filter((name) => chosen[name]) }), "Restrict");
  return row(account.name, `${account.id} · account · review ${words(account.account_review_status)}`, account.status,
    button("Warn", () => ask("Warn " + account.name, [{ name: "violation", label: "Violation", value: "SPAM" }], change, "Warn")),
    account.status === "ACTIVE" ? [button("Restrict", restrict), button("Ban", () => attempt(() => change({ status: "DISABLED" })))] : button("Reinstate", () => attempt(() => change({ status: "ACTIVE" }))),
    account.account_review_status === "REJECTED" ? button("Approve", () => attempt(() => change({ account_review_status: "APPROVED" }))) : button("Reject", () => attempt(() => change({ account_review_status: "REJECTED" }))));
}
