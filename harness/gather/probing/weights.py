"""Sends requests that weigh a product down: large, deeply nested, long lists, huge numbers; and many in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from harness.contract.model import Reply
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench
from harness.gather.message import Message, simplest
from harness.gather.probing.trial import Trial
from harness.gather.restraint.secondlook import silent

SIZES: Final = (2 << 20, 16 << 20)
"""Octets of content; the larger one only where the smaller was taken."""
DEPTHS: Final = (1_000, 50_000)
ELEMENTS: Final = 50_000
DIGITS: Final = 5_000
BURST: Final = 60
"""Requests in a row after which a product is taken for one without a limit."""
MEMBER: Final = b'{"hallmark":'


def large(trial: Trial) -> None:
    """Content that is larger than anybody needs (RFC 9110 section 15.5.14)."""
    for size in SIZES:
        message = trial.request()
        if message is None or message.body[:1] != b"{":
            return
        exchange = insist(trial.bench, _with(message, b'"' + b"x" * size + b'"'), f"{size >> 20} MiB of content")
        if not isinstance(exchange.reply, Response) or exchange.reply.status >= 300:
            return


def deep(trial: Trial) -> None:
    """Nesting, lists and numbers that bring a parser to its knees."""
    for value, why in heavy_values():
        message = trial.request()
        if message is None or message.body[:1] != b"{":
            return
        insist(trial.bench, _with(message, value), why)
    message = trial.request()
    if message is not None:
        depth = DEPTHS[-1]
        insist(trial.bench, _instead(message, b"[" * depth + b"]" * depth), f"nothing but {depth} levels")


def heavy_values() -> Iterator[tuple[bytes, str]]:
    """Yield JSON texts that are right and heavy, and why."""
    for depth in DEPTHS:
        yield b"[" * depth + b"]" * depth, f"nested {depth} deep"
    yield b"[" + b",".join([b"0"] * ELEMENTS) + b"]", f"a list of {ELEMENTS}"
    yield b"9" * DIGITS, f"a number of {DIGITS} digits"
    yield b"1e99999", "a number beyond all measure"


def burst(trial: Trial) -> None:
    """One right request after another, until the product says that it is too many (RFC 6585 section 4)."""
    for _ in range(trial.number("most", BURST)):
        message = trial.request()
        if message is None:
            return
        exchange = trial.bench.send(message, "one of many")
        if exchange.attempt > 1 or (isinstance(exchange.reply, Response) and exchange.reply.status == 429):
            return


def insist(bench: Bench, message: Message, intent: str) -> Exchange:
    """Send a request; where nothing comes back, ask something else, and send it once more.

    Only so a request that is never answered can be told from one that got lost, and from a product that is gone.
    """
    exchange = bench.send(message, intent)
    if silent(exchange):
        plain = simplest(bench.contract)
        if plain is not None and not silent(bench.send(plain, "does it still answer?")):
            bench.send(message, f"again: {intent}")
            bench.send(plain, "does it still answer?")
    return exchange


def limits_rate(replies: Mapping[str, Reply]) -> bool:
    """Tell whether an operation says that it may be called too often."""
    return "429" in replies


def _with(message: Message, value: bytes) -> Message:
    """Return a request whose JSON has one member more."""
    rest = message.body[1:]
    return _instead(message, MEMBER + value + (b"," if rest.lstrip()[:1] != b"}" else b"") + rest)


def _instead(message: Message, body: bytes) -> Message:
    return Message(method=message.method, target=message.target, headers=message.headers, body=body)
