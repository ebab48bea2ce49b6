"""Collects what is wrong with a message and what cannot be known of it, and cuts the list to size."""

from __future__ import annotations

from typing import Any

from harness.contract import Check, Schema, Unresolved
from harness.contract.codes import found
from harness.contract.problem import FINE, MOST, Problem
from harness.reading.redacted import Redacted


class Findings:
    """Problems of one message, as they are found."""

    __slots__ = ("problems", "unknown")

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unknown: list[Problem] = []

    def wrong(self, part: str, code: str, *, unless: bool = False, **rest: Any) -> None:
        """Note a problem; `unless` it cannot be known."""
        (self.unknown if unless else self.problems).append(Problem(part=part, code=code, **rest))

    def unresolved(self, part: str, gap: Unresolved, name: str = "") -> None:
        """Note that the contract's own part could not be compiled."""
        params = {"reason": gap.reason}
        self.wrong(part, "unresolved", unless=True, name=name, schema_pointer=gap.where, params=params)

    def against(
        self, schema: Schema, value: Any, part: str, *, name: str = "", redacted: Redacted | None = None
    ) -> None:
        """Judge a value that `schema` refuses."""
        for problem, conditional in found(schema.errors(value), schema.key, part, name):
            # `unjudged`: the validator gave up, on a pattern that takes too long.
            unknown = problem.code == "unjudged" or (redacted is not None and redacted.explains(problem, conditional))
            (self.unknown if unknown else self.problems).append(problem)

    def check(self) -> Check:
        """Return what was found."""
        if not self.problems and not self.unknown:
            return FINE
        return Check(problems=tuple(self.problems[:MOST]), unknown=tuple(self.unknown[:MOST]), total=len(self.problems))
