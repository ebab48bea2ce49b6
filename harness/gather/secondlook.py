"""Remembers what the product answered, to be asked again before other answers are laid to something in between."""

from __future__ import annotations

from harness.evidence import HALLMARK, Exchange, Response
from harness.gather.breaker import looks_foreign
from harness.gather.means import OWN
from harness.gather.message import Message

INTENT = "asked again: does the product still answer?"


class SecondLook:
    """The last GET of ours that the product itself answered, whatever it said."""

    def __init__(self) -> None:
        """Nothing was answered yet."""
        self.message: Message | None = None

    def heed(self, message: Message, exchange: Exchange) -> None:
        """Remember a request if it was answered; one that signs for itself is none of ours."""
        own = any(name.lower() == "authorization" for name, _ in message.headers)
        if message.method == "GET" and not message.body and not own and answered(exchange):
            self.message = message


def answered(exchange: Exchange) -> bool:
    """Tell whether the product, and nothing in between, answered us, signed in as ourselves."""
    reply = exchange.reply
    ours = exchange.from_party == HALLMARK and exchange.identity == OWN
    return ours and isinstance(reply, Response) and not looks_foreign(reply)
