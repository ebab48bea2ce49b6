"""Reads the Accept field of a request (RFC 9110 section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=1024)
def offers(accept: str, offered: tuple[str, ...]) -> bool:
    """Tell whether one of the media types offered is acceptable; an empty field accepts anything."""
    ranges = list(_ranges(accept))
    return not accept.strip() or any(_quality(media, ranges) > 0 for media in offered)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            yield media, next((_weight(text[2:]) for text in parameters if text.startswith("q=")), 1.0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """The weight given to a media type by the most specific range that covers it, 0 when none does."""
    for pattern in (media, f"{media.partition('/')[0]}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == pattern]
        if weights:
            return max(weights)
    return 0.0
