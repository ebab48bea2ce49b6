"""Says byte by byte how an answer goes out where that is not left to the server: what is sent when, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

WITHOUT_CONTENT: Final = frozenset({204, 304})
"""Statuses of answers that end with their head (RFC 9112 section 6.3)."""
End: TypeAlias = Literal["close", "reset", "hang"]
"""What happens to the connection when all pieces are sent: closed in order, reset, or left open and silent."""


_END: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """Octets that are sent together."""

    data: bytes
    after: float = 0.0
    """Seconds to wait before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An answer as octets."""

    pieces: tuple[Piece, ...] = ()
    end: End = "close"
    why: str = ""
    """Why it is no whole answer, in the words of `evidence.Partial`; empty: it is one."""
    body: bytes | None = None
    """Its content where the octets have it in another form (chunked); None: what follows the head."""

    @property
    def data(self) -> bytes:
        """Return all octets."""
        return b"".join(piece.data for piece in self.pieces)


def head_alone(delivery: Delivery) -> Delivery:
    """Return what is sent of an answer to HEAD: no content, and what is wrong with that does not show."""
    length = delivery.data.find(_END) + len(_END)
    if length < len(_END):
        return delivery
    kept: list[Piece] = []
    for piece in delivery.pieces:
        data = piece.data[:length]
        length -= len(data)
        kept += [Piece(data, piece.after)] if data else []
    return Delivery(pieces=tuple(kept), end=delivery.end)


def head_of(status: int, phrase: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Return a head with the empty line that ends it; the connection is closed after such an answer."""
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {text}" for name, text in fields), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def in_pieces(data: bytes, size: int, gap: float) -> tuple[Piece, ...]:
    """Return octets in pieces of that size, so many seconds apart."""
    return tuple(Piece(data[at : at + size], gap if at else 0.0) for at in range(0, len(data), size))
