"""Answers with whole documents: the service's own description, everything on a shelf as lines, or a text."""

from __future__ import annotations

from typing import ClassVar

import msgspec
import orjson

from harness.partner.acts.answering import JSON, headers
from harness.partner.acts.base import Act, Name
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step


class Describe(Act, frozen=True, kw_only=True, tag="describe"):
    """Answers with the OpenAPI description that the partner is played from."""

    headers: dict[str, str] = msgspec.field(default_factory=dict)
    answers: ClassVar[bool] = True

    def ready(self, bench: Bench) -> Step:
        if not bench.description:
            raise ValueError("the mock names no description of its own")
        body, fields = bench.description, headers(bench, self.headers, JSON)
        return lambda call: Reply(status=200, headers=fields(call.scope), body=body)


class Text(Act, frozen=True, kw_only=True, tag="text"):
    """Answers with the same text each time, as a media type of its own."""

    media_type: str
    text: str
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    answers: ClassVar[bool] = True

    def ready(self, bench: Bench) -> Step:
        body, fields = self.text.encode(), headers(bench, self.headers, self.media_type)
        return lambda call: Reply(status=200, headers=fields(call.scope), body=body)


class Lines(Act, frozen=True, kw_only=True, tag="lines"):
    """Answers with every record on a shelf, one JSON object a line."""

    in_: Name = msgspec.field(name="in")
    of: str = ""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    media_type: str = "application/x-ndjson"
    answers: ClassVar[bool] = True

    def ready(self, bench: Bench) -> Step:
        of, fields = bench.text(self.of), headers(bench, self.headers, self.media_type)

        def step(call: Call) -> Reply:
            shelf = call.world.store.look(self.in_, of(call.scope))
            lines = b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in shelf)
            return Reply(status=200, headers=fields(call.scope), body=lines)

        return step
