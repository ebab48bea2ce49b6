"""Chooses the described media type that a message's Content-Type or Accept field means."""

from __future__ import annotations

from collections.abc import Iterable

from harness.contract import Media
from harness.reading.fields import media_type_of, split_outside_quotes


def described(media: dict[str, Media], content_type: str) -> Media | None:
    """Return the entry for a Content-Type: the most exact of those that cover it (OpenAPI 3.1, 4.8.14), or None."""
    asked = media.get(content_type)
    if asked is not None:
        return asked  # the usual case: written as in the contract, without parameters
    given, parameters = media_type_of(content_type)
    exact = media.get(given)
    if exact is not None and not parameters:
        return exact
    best, rank = None, -1
    for name, each in media.items():
        score = _score(name, given, parameters)
        if score > rank:
            best, rank = each, score
    return best


def _score(name: str, given: str, parameters: tuple[tuple[str, str], ...]) -> int:
    """Return how exactly a described media type covers the one given; -1 where it does not."""
    wanted, needed = media_type_of(name)
    if any((key, value.lower()) not in {(k, v.lower()) for k, v in parameters} for key, value in needed):
        return -1
    if wanted == given:
        return 2 + len(needed)
    if wanted == "*/*":
        return 0
    return 1 if wanted.endswith("/*") and given.startswith(wanted[:-1]) else -1


def acceptable(accept: str, media_types: Iterable[str]) -> bool:
    """Tell whether an Accept field takes any of these media types (RFC 9110 section 12.5.1)."""
    ranges = [media_type_of(part) for part in split_outside_quotes(accept, ",") if part.strip()]
    return not ranges or any(_quality(media_type_of(each)[0], ranges) > 0 for each in media_types)


def _quality(media_type: str, ranges: list[tuple[str, tuple[tuple[str, str], ...]]]) -> float:
    best, quality = -1, 0.0
    for name, parameters in ranges:
        # An entry of the contract may be a range itself: then the two need only overlap.
        if name == media_type or (media_type.endswith("/*") and name.startswith(media_type[:-1])):
            rank = 2
        elif name == "*/*" or media_type == "*/*":
            rank = 0
        elif name.endswith("/*") and media_type.startswith(name[:-1]):
            rank = 1
        else:
            continue
        if rank > best:
            best, quality = rank, _number(dict(parameters).get("q", "1"))
    return quality


def _number(text: str) -> float:
    digits = text.replace(".", "", 1)
    return float(text) if digits.isascii() and digits.isdigit() and len(text) < 8 else 1.0
