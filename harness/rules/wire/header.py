"""`header/1`: a reply carries the header fields that the contract requires of it, well-formed."""

from __future__ import annotations

from harness.contract import Problem
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """Which replies and which one header field."""

    header: str
    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx",)


class Watch(base.Single):
    """Looks at replies for which the contract documents the field."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._header = params.header.lower()
        self._in_question = compile_statuses(params.statuses)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only whole answers with a status in question."""
        return status is not None and self._in_question(status)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the field's problem, if it is missing or not well-formed; one that may be left out shows nothing."""
        if x.status is None or x.from_product or not self._in_question(x.status):
            return None
        said = x.reply_said
        if said is None or not said.documents_header(self._header):
            return None
        for problem in x.reply_problems:
            if self._is_of(problem):
                return base.broke(x, "header", cause=f"header/{self._header}", header=self._header, rule=problem.code)
        for problem in x.reply_unknown:
            if self._is_of(problem):
                return base.open_question(x, problem)
        return base.passed(x) if self._header in x.reply_headers else None

    def _is_of(self, problem: Problem) -> bool:
        return problem.part == "header" and problem.name.lower() == self._header


KIND = base.RuleKind("header/1", Params, Watch)
