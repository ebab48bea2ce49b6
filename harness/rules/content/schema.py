"""`schema/1`: content validates against the schema that the contract gives for it.

Of the product's replies that is the schema for status and media type; of the calls that the product makes itself,
where a webhook is named in `operations`, that of the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.contract import Problem
from harness.contract.media import may_be_empty
from harness.reading import Reading
from harness.reading.check import BODILESS, check_content
from harness.rules import base
from harness.rules.places import covers, stands
from harness.rules.statuses import Statuses, compile_statuses

JSON_LD = "application/ld+json"


class Params(base.Params, frozen=True, kw_only=True):
    """Which replies are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx", "3xx", "4xx", "5xx")
    pointer: str = ""
    """Only problems at or below this place of the content count; a segment `*` is any."""
    depth: int | None = None
    """How many steps below that place a problem may lie; none given: any. 1: the thing and its own members."""
    keywords: tuple[str, ...] = ()
    """Only problems with these keywords count; none given: all."""
    media_type: str = ""
    """Where JSON comes as a media type that is not documented, it is judged as this one; that it does is for
    media-type/1 to say. JSON-LD is another representation, with members of its own."""


class Watch(base.Single):
    """Looks at replies whose status and media type are documented with a schema, and at calls of named webhooks."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._in_question = compile_statuses(params.statuses)
        self._pointer = params.pointer
        self._depth = params.depth
        self._as = params.media_type
        self._keywords = frozenset(params.keywords)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first problem of the content; what a redaction touches stays unknown."""
        if x.operation is None:
            return None
        if x.from_product:
            named = self.operations is not None
            return self._judged(x, x.request_problems, x.request_unknown, x.request_json) if named else None
        status = x.status
        if status is None:
            return base.no_answer(x) if x.partial else None
        if not self._in_question(status):
            return None
        if not x.has_body:
            return self._empty(x)
        if x.reply_said is not None and x.reply_said.unresolved is not None:
            return base.open_question(x, x.reply_unknown[0])
        media = x.reply_said.media.get(self._as) if x.reply_said is not None else None
        if media is not None and not x.media_type_documented and x.says_json and x.media_type != JSON_LD:
            check = check_content(media, self._as, x)
            return self._judged(x, check.problems, check.unknown, x.reply_json)
        if not x.has_reply_schema:
            return None
        return self._judged(x, x.reply_problems, x.reply_unknown, x.reply_json)

    def _empty(self, x: Reading) -> base.Sign | None:
        """Say that nothing came where a success is described with content that cannot be empty."""
        status, said = x.status or 0, x.reply_said
        if said is None or not 200 <= status < 300 or status in BODILESS or x.exchange.request.method == "HEAD":
            return None
        if self._pointer or self._keywords or not said.media or any(m.schema is None for m in said.media.values()):
            return None
        if may_be_empty((x.media_type,) if x.media_type_documented else said.media):
            return None
        return base.broke(x, "no-content", status=status)

    def _judged(
        self, x: Reading, problems: Iterable[Problem], unknown: Iterable[Problem], content: Any
    ) -> base.Sign | None:
        for p in problems:
            if self._is_in_question(p):
                cause = f"schema/{p.schema_pointer}"
                return base.broke(x, "schema", cause=cause, pointer=p.pointer, rule=p.code, status=x.status)
        for p in unknown:
            if self._is_in_question(p):
                sign = base.open_question(x, p)
                # Other people's data is taken out of every list that shows it; what is shown whole has to decide.
                return base.aside(sign) if sign.because.code == "redacted" else sign
        # What does not stand there shows nothing, but that nothing asks for it.
        return base.passed(x) if stands(content, self._pointer) else None

    def _is_in_question(self, problem: Problem) -> bool:
        named = not self._keywords or problem.code in self._keywords
        below = problem.pointer.count("/") - self._pointer.count("/")
        near = self._depth is None or below <= self._depth
        return named and near and problem.part == "body" and covers(self._pointer, problem.pointer)


KIND = base.RuleKind("schema/1", Params, Watch)
