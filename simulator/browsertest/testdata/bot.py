"""A bot and its test, with Python's standard library only."""

import hashlib
import hmac
import http.server
import json
import os
import threading
import urllib.error
import urllib.request

BASE = os.environ["SIMULATOR"]
API = BASE + "/_simulator/api"
SECRET = b"simulator-app-secret"
NUMBER = "106540352242922"


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Authorization": "Bearer any"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def send(to, text):
    message = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": text}}
    return call("POST", f"{BASE}/v23.0/{NUMBER}/messages", message)


class Bot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        want = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(want, self.headers["X-Hub-Signature-256"])
        self.send_response(200 if signed else 401)
        self.end_headers()
        if not signed:
            return
        value = json.loads(body)["entry"][0]["changes"][0]["value"]
        for message in value.get("messages", []):
            send(message["from"], "You said " + message["text"]["body"])

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bot)
threading.Thread(target=server.serve_forever, daemon=True).start()
call("PATCH", API + "/settings", {"callback_url": f"http://127.0.0.1:{server.server_port}/"})

asked = call("POST", API + "/users/u1/messages", {"text": "héllo"})
found = call("GET", f"{API}/messages?direction=sent&user=u1&after={asked['sequence']}&wait=20s")
assert found["complete"], found
assert found["messages"][0]["content"]["body"] == "You said héllo", found

call("POST", API + "/rules", {"fault": "throttle", "times": 1})
try:
    send("15550100123", "too fast")
    raise AssertionError("it was not throttled")
except urllib.error.HTTPError as error:
    assert json.load(error)["error"]["code"] == 130429

send("1555131026", "nobody there")
failed = call("GET", API + "/messages?user=1555131026&wait=20s")["messages"][0]
assert failed["type"] == "text", failed
print("all is well")
