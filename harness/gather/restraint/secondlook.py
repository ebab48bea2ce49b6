"""Remembers what the product answered, to be asked again before other answers are laid to something in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.arazzo import OWN
from harness.evidence import HALLMARK, Exchange, Partial, Response, Silence
from harness.gather.message import Message
from harness.gather.restraint.breaker import looks_foreign
from harness.gather.restraint.limits import StopRun

INTENT = "asked again: does the product still answer?"

LAST_LOOKS: Final = 2
"""How often what was answered before is asked again at the end of a run whose last request got no answer."""


class SecondLook:
    """The last GET of ours that the product itself answered, whatever it said, and the one highest up of all those.

    What the last one asked for may have been removed since; what lies higher up stays.
    """

    def __init__(self) -> None:
        """Nothing was answered yet."""
        self.message: Message | None = None
        self._highest: Message | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return what can be asked again, in this order; the product answers where it answers any of them."""
        return tuple(dict.fromkeys(m for m in (self.message, self._highest) if m is not None))

    def heed(self, message: Message, exchange: Exchange) -> None:
        """Remember a request if it was answered; one that signs for itself is none of ours."""
        own = any(name.lower() == "authorization" for name, _ in message.headers)
        if message.method == "GET" and not message.body and not own and answered(exchange):
            self.message = message
            if self._highest is None or _depth(message) < _depth(self._highest):
                self._highest = message

    def answers(self, ask: Callable[[Message], Exchange]) -> bool:
        """Tell whether the product still answers any of it; `ask` sends one."""
        return any(answered(ask(known)) for known in self.messages)

    def last(self, ask: Callable[[Message], Exchange]) -> None:
        """Ask it all at the end of a run whose last request got no answer. Raises StopRun where nothing comes."""
        asked = 0
        for message in self.messages * LAST_LOOKS:
            asked += 1
            if not silent(ask(message)):
                return
        if asked:
            raise StopRun(f"breaker: silence ({asked} requests at the end got no answer)")


def _depth(message: Message) -> int:
    return len([segment for segment in message.target.partition("?")[0].split("/") if segment])


def answered(exchange: Exchange) -> bool:
    """Tell whether the product, and nothing in between, answered us, signed in as ourselves."""
    reply = exchange.reply
    ours = exchange.from_party == HALLMARK and exchange.identity == OWN
    return ours and isinstance(reply, Response) and not looks_foreign(reply)


def silent(exchange: Exchange) -> bool:
    """Tell whether no answer came, or none to its end."""
    return isinstance(exchange.reply, Silence) or (
        isinstance(exchange.reply, Partial) and exchange.reply.why in ("timeout", "reset", "closed")
    )
