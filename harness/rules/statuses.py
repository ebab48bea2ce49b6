"""Reads sets of status codes as profiles write them: 409, 4xx, or a list of either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.errors import ProfileError

Statuses = tuple[int | str, ...]
SERVERS_OWN: Final = frozenset({408, 414, 431})
"""What a web server says before any operation is looked for (RFC 9110 15.5.9 and 15.5.15, RFC 6585 section 5)."""


def compile_statuses(statuses: Statuses) -> Callable[[int], bool]:
    """Return a function that says whether a status is one of them. Raises ProfileError for what is neither."""
    exact = frozenset(s for s in statuses if isinstance(s, int))
    classes = frozenset(_class(s) for s in statuses if isinstance(s, str))
    return lambda status: status in exact or status // 100 in classes


def _class(text: str) -> int:
    if len(text) == 3 and text[0] in "12345" and text[1:].lower() == "xx":
        return int(text[0])
    raise ProfileError(f"{text!r} is no set of statuses", hint="Write a number such as 409, or a class such as 4xx.")
