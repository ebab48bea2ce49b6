"""Narrows path templates down to the few that can fit a path, by their segments without a placeholder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Branches(Generic[T]):
    """A tree of segments: one branch for each text, and one for all that hold a placeholder."""

    __slots__ = ("_any", "_ends", "_texts")

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._texts: dict[str, Branches[T]] = {}
        self._any: Branches[T] | None = None
        self._ends: list[T] = []

    def add(self, template: str, what: T, literal: Callable[[str], str]) -> None:
        """Put `what` where the segments of `template` lead; `literal` writes one as it stands in a path."""
        here = self
        for segment in template.split("/"):
            here = (
                here._open()
                if "{" in segment or "}" in segment
                else here._texts.setdefault(literal(segment), Branches())
            )
        here._ends.append(what)

    def fitting(self, path: str) -> Iterable[T]:
        """Return all that lie where the segments of `path` may lead, in no order that means anything."""
        here: list[Branches[T]] = [self]
        for segment in path.split("/"):
            here = [next_ for one in here for next_ in (one._texts.get(segment), one._any) if next_ is not None]
        return (what for one in here for what in one._ends)

    def _open(self) -> Branches[T]:
        if self._any is None:
            self._any = Branches()
        return self._any
