"""Says how a product is made to act, and where it can be seen what came of it."""

from __future__ import annotations

import msgspec

from harness.auth import web_address
from harness.sealed import Sealed


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a product is made to act without a person: by a program, or by a call to its own test interface."""

    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell; what it needs to know stands in variables `HALLMARK_...`, and
    as JSON on its standard input."""
    url: str = ""
    """An address of the product's that is POSTed the same JSON; `{stimulus}`, or `{question}`, stands for the name."""

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.url):
            raise ValueError("a stimulus is brought about, and a question asked, by either a command or a url")
        if self.url:
            web_address("url", self.url.replace("{stimulus}", "x").replace("{question}", "x"))


class Subscribed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subscription that the product has already, where it takes events and cannot be made to subscribe."""

    url: str
    """Where it takes events: the callback URL that it would give."""
    key_id: str
    """The name of the key, as events bear it."""
    secret: Sealed
    """What events are signed with, in base64; by reference."""
    id: str = ""
    """What it calls the subscription when it fetches what an event is about."""

    def __post_init__(self) -> None:
        web_address("url", self.url)


class Effects(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it can be seen what a product that takes events made of them; they are found there by their names."""

    url: str = ""
    """An address of the product's that is read by GET: a list of the events that it acted on, in any form."""
    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell, that prints such a list."""

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.url):
            raise ValueError("effects are read by either a command or a url")
        if self.url:
            web_address("url", self.url)
