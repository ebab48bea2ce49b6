"""`header/1`: a reply carries the header fields that the contract requires of it, well-formed."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params):
    """Which replies and which one header field."""

    header: str
    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx",)


class Watch(base.Single):
    """Looks at replies for which the contract documents the field."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        self._header = params.header.lower()
        self._in_question = compile_statuses(params.statuses)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the field's problem, if it is missing or not well-formed."""
        if x.operation is None or x.status is None or x.from_product or not self._in_question(x.status):
            return None
        reply = x.operation.reply_for(x.status)
        if reply is None or not reply.documents_header(self._header):
            return None
        for problem in x.reply_problems:
            if problem.part == "header" and problem.name.lower() == self._header:
                return base.broke(x, "header", cause=f"header/{self._header}", header=self._header, rule=problem.code)
        unknown = any(p.part == "header" and p.name.lower() == self._header for p in x.reply_unknown)
        return base.unsure(x, "redacted") if unknown else base.passed(x)


class Header:
    """The kind."""

    name = "header/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
