"""Listens for the calls that a partner makes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any

Answer = Callable[[int], int]
"""The status to answer the n-th call with, counted from 0."""


class Listener:
    """Takes calls back, and keeps what they said."""

    def __init__(self, answer: Answer) -> None:
        self.calls: Queue[dict[str, Any]] = Queue()
        self.count = 0
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = answer(listener.count)
                listener.count += 1
                if 200 <= status < 300:
                    listener.calls.put(json.loads(body))
                self.send_response(status)
                self.send_header("Location", f"http://127.0.0.1:{listener.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/notifications"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def next(self) -> dict[str, Any]:
        """Return the next call, waiting for it."""
        return self.calls.get(timeout=5)

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def listening(answer: Answer = lambda _: 204) -> Iterator[Listener]:
    """Listen on a free port of this machine."""
    listener = Listener(answer)
    try:
        yield listener
    finally:
        listener.stop()
