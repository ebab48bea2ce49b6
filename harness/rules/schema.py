"""`schema/1`: a reply's body validates against the schema that the contract gives for its status and media type."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params):
    """Which replies are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx", "3xx", "4xx", "5xx")
    pointer: str = ""
    """Only problems at or below this place of the reply count."""


class Watch(base.Single):
    """Looks at replies whose status and media type are documented with a schema."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        self._in_question = compile_statuses(params.statuses)
        self._pointer = params.pointer

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first problem of the body; what a redaction touches stays unknown."""
        if x.operation is None or x.from_product:
            return None
        if x.partial:
            return base.unsure(x, "no-answer", why=x.silence)
        if x.status is None or not self._in_question(x.status) or not x.has_reply_schema:
            return None
        problems = [p for p in x.reply_problems if p.part == "body" and p.pointer.startswith(self._pointer)]
        if problems:
            p = problems[0]
            return base.broke(
                x, "schema", cause=f"schema/{p.schema_pointer}", pointer=p.pointer, rule=p.code, status=x.status
            )
        unknown = any(p.part == "body" and p.pointer.startswith(self._pointer) for p in x.reply_unknown)
        return base.unsure(x, "redacted") if unknown else base.passed(x)


class Schema:
    """The kind."""

    name = "schema/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
