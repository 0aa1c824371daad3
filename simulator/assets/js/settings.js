import { h } from "./dom.js";
import { patch, post, postText } from "./api.js";
import { ask, attempt, notice } from "./dialog.js";
import { on, store } from "./store.js";

export const title = "Settings";

export function panel() {
  const callback = h("input", { type: "url", placeholder: "http://127.0.0.1:8080/webhook", name: "callback" });
  const endpoint = h("input", { type: "url", placeholder: "as each flow says", name: "endpoint" });
  const reading = h("select", { onchange: () => attempt(() => patch("/settings", { reading: reading.value })) },
    h("option", { value: "page" }, "when the chat is open here"), h("option", { value: "always" }, "at once"), h("option", { value: "never" }, "never"));
  const secret = h("code"), verify = h("code");
  on("loaded settings", () => {
    if (document.activeElement !== callback) callback.value = store.settings.callback_url;
    if (document.activeElement !== endpoint) endpoint.value = store.settings.flow_endpoint ?? "";
    reading.value = store.settings.reading;
    secret.textContent = store.secret;
    verify.textContent = store.verify;
  });
  return [
    h("h3", null, "Callback"),
    h("form", { class: "form", onsubmit: async (event) => {
      event.preventDefault();
      if (await attempt(() => patch("/settings", { callback_url: callback.value }))) notice("Saved");
    } },
    h("label", null, "Webhooks go to", callback),
    h("div", { class: "toolbar" }, h("button", { type: "submit", class: "primary" }, "Save"),
      h("button", { type: "button", onclick: () => attempt(async () => { await post("/callback/verify"); notice("The callback has returned the challenge."); }) }, "Verify"),
      h("button", { type: "button", onclick: own }, "Deliver a webhook of your own"))),
    h("form", { class: "form", onsubmit: async (event) => {
      event.preventDefault();
      if (await attempt(() => patch("/settings", { flow_endpoint: endpoint.value }))) notice("Saved");
    } },
    h("label", null, "Endpoint that is called instead of the endpoint_uri of each flow", endpoint), h("div", { class: "toolbar" }, h("button", { type: "submit" }, "Save the endpoint"))),
    h("dl", { class: "facts" }, h("dt", null, "App secret"), h("dd", null, secret), h("dt", null, "Verify token"), h("dd", null, verify)),
    h("h3", null, "Users"), h("label", { class: "form" }, "Users read messages ", reading),
    h("h3", null, "Programs"), h("p", null, "The base URL of the Graph API is ", h("code", null, location.origin), ". Any access token is accepted."),
    h("p", null, "Tests in any language use ", h("a", { href: "api/openapi.json", target: "_blank" }, "the REST interface"), "."),
  ];
}

function own() {
  ask("Deliver a webhook", [{ name: "body", label: "Body; it is signed", type: "textarea",
    value: JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "0", changes: [{ field: "account_alerts", value: {} }] }] }, null, 2) }],
  ({ body }) => postText("/webhooks", JSON.stringify(JSON.parse(body))), "Deliver");
}
