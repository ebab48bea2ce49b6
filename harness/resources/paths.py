"""Compares paths of a description by their segments, whatever their placeholders are called."""

from __future__ import annotations


def placeholders(path: str) -> tuple[str, ...]:
    """Return the names of the placeholders of a path, in their order."""
    return tuple(piece.partition("}")[0] for piece in path.split("{")[1:])


def lies_on(path: str, item_path: str) -> bool:
    """Tell whether a path is the other one."""
    return _blank(path) == _blank(item_path)


def with_above(path: str) -> tuple[str, ...]:
    """Return a path and all that it lies below, the longest first, with placeholders alike whatever they are called."""
    blank = _blank(path)
    cuts = (at for at in range(len(blank) - 1, 0, -1) if blank[at] == "/")
    return (blank, *(blank[:at] for at in cuts))


def _blank(path: str) -> str:
    return "/".join("{}" if one.startswith("{") else one for one in path.rstrip("/").split("/"))
