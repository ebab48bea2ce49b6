"""Holds one example: the exchanges of a short conversation, and what was declared with it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from harness.differing import Difference
from harness.evidence import Answer, Exchange, Greeting, Handshake, Observation

TARGET: Final = "https://product.example.org"
"""Where the product of every example stands."""
SHOWN: Final = (Exchange, Handshake, Greeting, Answer)
"""What a conversation is made of."""
BESIDE: Final[dict[str, Any]] = {"greeting": Greeting, "answer": Answer}
"""What is no exchange and no handshake of ours, by its name in a file."""
HTTP: Final = "HTTP/1.1"
"""The version of HTTP that replies have where they do not say another."""


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation, and what was declared with it."""

    exchanges: tuple[Observation, ...]
    """What happened, in order: exchanges, handshakes, and what a person said."""
    fixtures: dict[str, Any] = {}
    public_url: str = ""
    skew: int = 0
    described: tuple[Difference, ...] = ()
    """Where the product's own description differed from that of the reference partner."""
