"""A stand-in for Genesys Cloud: gives everyone a token and accepts every operation. Prints its URL."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Genesys(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        token = {"access_token": "token", "token_type": "bearer", "expires_in": 86400}
        lists = {"conversations": [], "entities": [], "participants": []}
        body = json.dumps(token if self.path == "/oauth/token" else lists).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Genesys)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
