"""Tells a request that the product never answers from one that got lost: asked twice, while others were answered."""

from __future__ import annotations

import hashlib
from typing import Final

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.addressed import OUR_LIMITS
from harness.rules import base
from harness.verdict import Because

MOST: Final = 200
"""Requests without an answer that are remembered in one partition."""
THEIRS: Final = frozenset({"timeout", "reset", "closed"})
"""Ways of not answering that lie with whoever took the request; a connection that could not be made says less."""


class _Silent:
    """A request that got no answer."""

    __slots__ = ("answers", "because", "first")

    def __init__(self, first: ExchangeId, because: Because, answers: int) -> None:
        self.first = first
        self.because = because
        self.answers = answers
        """Answers to other requests before it."""


class Silences:
    """Follows one partition."""

    __slots__ = ("_answers", "_silent")

    def __init__(self) -> None:
        self._silent: dict[bytes, _Silent | None] = {}
        self._answers = 0

    def answered(self) -> None:
        """Note that the product answered something."""
        self._answers += 1

    def heard(self, x: Reading) -> tuple[base.Sign, ...]:
        """Take in a request that got no whole answer; the second time it is decided against the product."""
        if x.silence in OUR_LIMITS:
            return ()
        key = fingerprint(x)
        if key in self._silent:
            before = self._silent[key]
            if before is None or self._answers == before.answers or x.silence not in THEIRS:
                return ()  # decided already, or nothing was answered in between: the product as a whole may be gone
            self._silent[key] = None
            cause = f"never-answered/{x.operation_id}"
            return (base.broke(x, "never-answered", cause=cause, cites=(before.first,), why=x.silence),)
        if len(self._silent) >= MOST:
            return (base.unsure(x, "no-answer", why=x.silence),)
        self._silent[key] = _Silent(x.id, Because(code="no-answer", params={"why": x.silence}), self._answers)
        return ()

    def rest(self) -> tuple[base.Sign, ...]:
        """Return what was asked once and not answered: it may have got lost."""
        return tuple(
            base.Unsure(because=one.because, cites=(one.first,)) for one in self._silent.values() if one is not None
        )


def fingerprint(x: Reading) -> bytes:
    """Return what tells a request from others: method, target and content."""
    request = x.exchange.request
    body = hashlib.sha256(request.body).digest()
    return hashlib.sha256(f"{request.method} {request.target} ".encode("utf-8", "surrogatepass") + body).digest()
