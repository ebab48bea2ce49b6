"""Takes requests octet for octet, for tests of what goes over the wire."""

from __future__ import annotations

import socket
import threading

from harness.render.curl import fields


class Listener:
    """Takes one request after another, octet for octet, and answers each with 204."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/notes/v1"
        self.got: list[tuple[bytes, bytes]] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as file:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = file.readline()
                    if not line:
                        break
                    head += line
                head = head.removesuffix(b"\r\n\r\n")
                lengths = [int(v) for n, v in fields(head) if n.lower() == "content-length"]
                self.got.append((head, file.read(lengths[0]) if lengths else b""))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
