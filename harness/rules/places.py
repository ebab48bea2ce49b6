"""Compares JSON pointers as profiles write them (RFC 6901)."""

from __future__ import annotations


def covers(outer: str, pointer: str) -> bool:
    """Tell whether `pointer` lies at or below `outer`; '' is the whole value, and '/' everything inside of it."""
    if not outer or pointer == outer:
        return True
    return pointer.startswith(outer if outer == "/" else f"{outer}/")
