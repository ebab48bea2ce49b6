"""`shows/1`: some reply has a member that may be left out; a condition of what is asked only of those that give it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.rules import base
from harness.rules.kept import Kept, broke, keep, passed
from harness.rules.places import stands


class Params(base.Params, frozen=True, kw_only=True):
    """Where the member stands."""

    operations: tuple[str, ...]
    pointers: tuple[str, ...]
    """From the root of the content, one for each form that it has; a segment `*` is any."""


class Watch:
    """Looks at successful replies in JSON until one has the member."""

    scope: base.Scope = "run"
    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations: frozenset[str] | None = frozenset(params.operations)
        self._pointers = params.pointers

    def select(self, x: Reading) -> Hashable | None:
        """One key for the run, of what can be read."""
        if x.status != 200 or x.from_product or isinstance(x.reply_json, NotJson):
            return None
        return None if any(x.is_redacted(pointer.partition("/*")[0]) for pointer in self._pointers) else ""

    def step(self, state: tuple[bool, Kept] | None, x: Reading) -> tuple[tuple[bool, Kept], tuple[base.Sign, ...]]:
        """Remember the first reply that has it, or else the first."""
        there = any(stands(x.reply_json, pointer) for pointer in self._pointers)
        return (state if state is not None and (state[0] or not there) else (there, keep(x, 200))), ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give whether any had it."""
        shown, kept = state
        return (passed(kept),) if shown else (broke(kept, "member-left-out", pointer=self._pointers[0]),)


KIND = base.RuleKind("shows/1", Params, Watch)
