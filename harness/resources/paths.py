"""Compares paths of a description by their segments, whatever their placeholders are called."""

from __future__ import annotations


def placeholders(path: str) -> tuple[str, ...]:
    """Return the names of the placeholders of a path, in their order."""
    return tuple(piece.partition("}")[0] for piece in path.split("{")[1:])


def lies_on(path: str, item_path: str) -> bool:
    """Tell whether a path is the other one."""
    return _blank(path) == _blank(item_path)


def lies_under(path: str, item_path: str) -> bool:
    """Tell whether a path is the other one, or lies below it."""
    return f"{_blank(path)}/".startswith(f"{_blank(item_path)}/")


def _blank(path: str) -> str:
    return "/".join("{}" if one.startswith("{") else one for one in path.rstrip("/").split("/"))
