"""Compares JSON pointers as profiles write them (RFC 6901)."""

from __future__ import annotations

from typing import Any


def covers(outer: str, pointer: str) -> bool:
    """Tell whether `pointer` lies at or below `outer`; '' is the whole value, and '/' everything inside of it.

    A segment `*` of `outer` stands for any one segment.
    """
    if "/*" in outer:
        wanted, given = outer.split("/"), pointer.split("/")
        return len(given) >= len(wanted) and all(w in ("*", g) for w, g in zip(wanted, given, strict=False))
    if not outer or pointer == outer:
        return True
    return pointer.startswith(outer if outer == "/" else f"{outer}/")


def stands(value: Any, pointer: str) -> bool:
    """Tell whether anything stands at a place of a JSON value; of a segment `*` any will do."""
    if pointer in ("", "/"):
        return True
    segment, _, rest = pointer[1:].partition("/")
    rest = f"/{rest}" if rest else ""
    if isinstance(value, dict):
        inner = value.values() if segment == "*" else [value[_name(segment)]] if _name(segment) in value else []
    elif isinstance(value, list):
        inner = value if segment == "*" else value[int(segment) :][:1] if segment.isdigit() else []
    else:
        return False
    return any(stands(one, rest) for one in inner)


def _name(segment: str) -> str:
    return segment.replace("~1", "/").replace("~0", "~")
