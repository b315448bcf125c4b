#!/usr/bin/env python3
"""Receives webhooks on a free port of this machine and checks them.

  tools/webhook_receiver.py --secret_file=FILE [--port_file=FILE]

Prints a line for each request: `webhook-id`, the kind of event, and `signed` or
`FORGED`. A receiver in earnest does the same checks, the signature as Standard
Webhooks has it and a timestamp that is not old, and takes each `webhook-id`
once.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import time

_PREFIX = "whsec_"
_AGE_MAX_SECONDS = 300


def _is_signed(headers, body: bytes, secret: str) -> bool:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    timestamp = headers.get("webhook-timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > _AGE_MAX_SECONDS:
        return False
    content = f"{headers.get('webhook-id')}.{timestamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(digest).decode()
    # Two while a secret is being changed.
    return any(
        hmac.compare_digest(wanted.encode(), signature.encode())
        for signature in headers.get("webhook-signature", "").split()
    )


def _handler(secret_file: str):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            with open(secret_file, encoding="ascii") as file:
                is_signed = _is_signed(self.headers, body, file.read().strip())
            kind = json.loads(body)["type"] if is_signed else "?"
            verdict = "signed" if is_signed else "FORGED"
            print(self.headers["webhook-id"], kind, verdict, flush=True)
            self.send_response(204 if is_signed else 401)
            self.end_headers()

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--secret_file", required=True)
    parser.add_argument("--port_file")
    arguments = parser.parse_args()
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), _handler(arguments.secret_file)
    )
    if arguments.port_file:
        with open(arguments.port_file + ".new", "w", encoding="ascii") as file:
            file.write(f"{server.server_port}\n")
        os.replace(arguments.port_file + ".new", arguments.port_file)
    else:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
