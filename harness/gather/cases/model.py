"""Shapes one case: a request without what only a run can know."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.gather.pairs import Steps


class Hole(msgspec.Struct, frozen=True, array_like=True):
    """A place in a JSON body into which the run puts a value of its own."""

    steps: Steps
    mark: dict[str, Any]
    """What the schema says by `x-hallmark`."""
    longest: int = 0
    """Characters that a text may have there; 0: as many as it likes."""


class Case(msgspec.Struct, frozen=True, array_like=True):
    """One request to an operation; the path's parameters and other values that a run knows better are put in later."""

    right: bool
    """Whether it keeps the description."""
    why: str
    """What is tried, for readers."""
    path: tuple[tuple[str, str], ...] = ()
    """Name and text of each path parameter."""
    query: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    """Header parameters, and cookies as one field."""
    own: tuple[str, ...] = ()
    """`in:name` of the parameters that the case is about: nothing else is put in their place."""
    body: bytes = b""
    media_type: str = ""
    """Of the body; empty: none is said."""
    holes: tuple[Hole, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells it from other cases."""
        return self.path, self.query, self.fields, self.body, self.media_type
