// A bot and its test, with Node's standard library only.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const base = process.env.SIMULATOR;
const api = base + "/_simulator/api";

async function call(method, url, body) {
  const response = await fetch(url, {
    method, body: body && JSON.stringify(body), headers: { "Content-Type": "application/json", Authorization: "Bearer any" },
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(JSON.stringify(answer)), { answer });
  return answer;
}

const send = (to, content) => call("POST", `${base}/v23.0/106540352242922/messages`, { messaging_product: "whatsapp", to, ...content });

const bot = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const signature = "sha256=" + createHmac("sha256", "simulator-app-secret").update(body).digest("hex");
  response.writeHead(signature === request.headers["x-hub-signature-256"] ? 200 : 401).end();
  const value = JSON.parse(body).entry[0].changes[0].value;
  for (const message of value.messages ?? []) {
    const buttons = [{ type: "reply", reply: { id: "yes", title: "Yes" } }, { type: "reply", reply: { id: "no", title: "No" } }];
    await send(message.from, message.interactive
      ? { type: "text", text: { body: "You chose " + message.interactive.button_reply.id } }
      : { type: "interactive", interactive: { type: "button", body: { text: "Well?" }, action: { buttons } } });
  }
});
await new Promise((resolve) => bot.listen(0, "127.0.0.1", resolve));
await call("PATCH", api + "/settings", { callback_url: `http://127.0.0.1:${bot.address().port}/` });

const answerTo = async (message) => (await call("GET", `${api}/messages?direction=sent&user=u2&wait=20s&after=${message.sequence}`)).messages[0];

const question = await answerTo(await call("POST", api + "/users/u2/messages", { text: "hello" }));
assert.equal(question.type, "interactive");
const answer = await answerTo(await call("POST", api + "/users/u2/taps", { message_id: question.id, id: "no" }));
assert.equal(answer.content.body, "You chose no");

const before = await call("GET", api + "/clock");
const after = await call("POST", api + "/clock", { advance: "24h" });
assert.ok(new Date(after.now) - new Date(before.now) >= 24 * 3600 * 1000);
await assert.rejects(call("POST", api + "/clock", { advance: "soon" }), /invalid advance/);
const traffic = await call("GET", api + "/traffic?kind=webhook&q=button_reply");
assert.equal(traffic.traffic.length, 1);
console.log("all is well");
bot.closeAllConnections();
bot.close();
