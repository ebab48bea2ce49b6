"""Stands in front of a server and passes calls on, each changed as a test says."""

from __future__ import annotations

import http.client
import http.server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from threads import served as serving

Passed = tuple[str, str, dict[str, str], bytes]
"""Method, target, fields and content of a request on its way."""
Given = tuple[int, str, bytes]
"""Status, media type and content of an answer on its way back."""


@contextmanager
def passing(
    to: str,
    change: Callable[[Passed], Passed] = lambda sent: sent,
    back: Callable[[Given], Given] = lambda given: given,
) -> Iterator[str]:
    """Something in front that passes calls on to an address and answers back, each changed."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            method, target, fields, body = change((self.command, self.path, dict(self.headers), body))
            onward = http.client.HTTPConnection(urlsplit(to).netloc, timeout=5)
            fields = {name: text for name, text in fields.items() if name != "Content-Length"}
            onward.request(method, target, body, fields)
            answer = onward.getresponse()
            said = answer.read()
            onward.close()
            status, media_type, said = back((answer.status, answer.getheader("Content-Type", ""), said))
            fields = {"Content-Type": media_type, "Content-Length": str(len(said))}
            head = [f"HTTP/1.0 {status} X", *(f"{name}: {text}" for name, text in fields.items()), "", ""]
            self.wfile.write("\r\n".join(head).encode() + said)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url
