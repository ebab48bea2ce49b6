"""Tells a call of our own from all others, and whether it and its answer came as they were sent, as others will."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final

from harness.partner.call import Reply
from harness.partner.problem import MEDIA_TYPE

PREFIX: Final = "/.well-known/hallmark-path-"
"""Before what is drawn for one run, at the end of the path that is called."""
METHOD: Final = "POST"
"""As products call: what lets only GET through lets none of their messages through."""
QUERY: Final = "at=%20%C3%A9&at=2"
"""What who rewrites addresses would write otherwise."""

STATUS: Final = 409
"""What it is answered with: who shows an error page of its own in place of answers like this keeps from a product what
we ask of it."""


class Knock:
    """One call that nobody else could make; `came` is set when it has come."""

    def __init__(self, nonce: str) -> None:
        """`nonce` is drawn for one look."""
        self.path = PREFIX + nonce
        self.target = f"{self.path}?{QUERY}"
        """What follows the address that is tried."""
        self.headers = {"Authorization": f"Bearer {nonce}", "Content-Type": "application/json"}
        # Spaces, so that it shows when something on the way reads content and writes it anew.
        self.body = f'{{"hallmark" :  "{nonce}" }}'.encode()
        self.reply = Reply(
            status=STATUS,
            headers=(("Content-Type", MEDIA_TYPE), ("Cache-Control", "no-store")),
            body=f'{{"type": "about:blank",  "heard": "{nonce[::-1]}"}}'.encode(),
        )
        """How it is answered: who sends the call back, or the answer to another one, does not have this."""
        self.came = threading.Event()
        self.altered = ""
        """What of it came otherwise than it was sent: `method`, `path`, `query`, `authorization`, `media type` or
        `content`; empty: nothing."""

    def takes(self, method: str, target: str, headers: Mapping[str, str], body: bytes, base: str | None) -> bool:
        """Tell whether a request is this call, and note what became of it on the way.

        `base` is what its path has to begin with, exactly; None: anything may stand there.
        """
        path, _, query = target.partition("?")
        if not path.endswith(self.path):
            return False
        compared = {
            "method": method == METHOD,
            "path": base is None or path == base + self.path,
            "query": query == QUERY,
            "authorization": headers.get("authorization", "") == self.headers["Authorization"],
            "media type": headers.get("content-type", "") == self.headers["Content-Type"],
            "content": body == self.body,
        }
        self.altered = next((name for name, is_same in compared.items() if not is_same), "")
        self.came.set()
        return True

    def returned(self, status: int, media_type: str, body: bytes) -> str:
        """Return what of the answer came back otherwise than it was given: `status`, `media type` or `content`."""
        compared = {
            "status": status == self.reply.status,
            "media type": media_type == self.reply.header("Content-Type"),
            "content": body == self.reply.body,
        }
        return next((name for name, is_same in compared.items() if not is_same), "")
