// The REST interface, which programs use too: see api/openapi.json.

const base = "api";

export class Refusal extends Error {}

async function call(method, path, body, headers) {
  const response = await fetch(base + path, { method, body, headers });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error?.message ?? response.statusText);
  return answer;
}

const json = { "Content-Type": "application/json" };

// graph calls the Graph API as the business does.
export async function graph(method, path, value) {
  const response = await fetch("/v23.0" + path, { method, body: JSON.stringify({ messaging_product: "whatsapp", ...value }), headers: { ...json, Authorization: "Bearer simulator-page" } });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer.error?.error_data?.details ?? answer.error?.message ?? response.statusText);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, value) => call("POST", path, value === undefined ? undefined : JSON.stringify(value), json);
export const postText = (path, text) => call("POST", path, text, json);
export const patch = (path, value) => call("PATCH", path, JSON.stringify(value), json);
export const put = (path, text) => call("PUT", path, text, json);
export const remove = (path) => call("DELETE", path);

// upload keeps a file and returns its id.
export async function upload(file, phoneNumberID) {
  const query = new URLSearchParams({ phone_number_id: phoneNumberID });
  const answer = await call("POST", "/media?" + query, file, { "Content-Type": file.type || "application/octet-stream" });
  return answer.id;
}

export const mediaURL = (id) => base + "/media/" + encodeURIComponent(id);
export const linkedURL = (message, link) => base + "/linked/" + encodeURIComponent(message) + "?" + new URLSearchParams({ link });
export const eventsURL = (after) => base + "/events?after=" + after;
