"""Asks for one media type where a product refuses a list of them, so that one fault does not hide all else."""

from __future__ import annotations

from typing import Final

from harness.evidence import Exchange, Response
from harness.gather.message import Message

SAFE: Final = ("GET", "HEAD")
REFUSED: Final = (400, 406)
"""What a product says that cannot read a list in Accept (RFC 9110 section 12.5.1 has it that Accept is one)."""


class Tastes:
    """What one partition has learned about the Accept fields that the product takes."""

    def __init__(self) -> None:
        self._instead: dict[str, str] = {}
        """By a list that was served or refused: what is asked for in its place; itself where nothing is better."""

    def suited(self, message: Message) -> Message:
        """Return the message with what is known to be taken in place of its list."""
        listed = _accept(message)
        instead = self._instead.get(listed, listed)
        return message if instead == listed else message.with_header("Accept", instead)

    def narrowed(self, message: Message, exchange: Exchange) -> Message | None:
        """Return the message with the first media type alone, where a list was refused before it was ever served."""
        listed = _accept(message)
        first = listed.partition(",")[0].strip()
        status = exchange.reply.status if isinstance(exchange.reply, Response) else 0
        if message.method not in SAFE or first == listed or listed in self._instead:
            return None
        if status // 100 == 2 or status in REFUSED:
            self._instead[listed] = listed
        if status not in REFUSED:
            return None
        return message.with_header("Accept", first)

    def learn(self, message: Message, narrower: Message, exchange: Exchange) -> bool:
        """Keep to the narrower message's field if it was served; tell whether it was."""
        served = isinstance(exchange.reply, Response) and exchange.reply.status // 100 == 2
        if served:
            self._instead[_accept(message)] = _accept(narrower)
        return served


def _accept(message: Message) -> str:
    values = [value for name, value in message.headers if name.lower() == "accept"]
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""
