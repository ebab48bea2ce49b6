"""`called-back/1`: a call to an address that was given is as the description has it, and holds no document."""

from __future__ import annotations

from typing import Final, Literal

from harness.contract import Problem
from harness.reading import Reading
from harness.rules import base

PARTS: Final = {"fields": ("header", "media_type"), "content": ("body", "media_type")}
DOCUMENTS: Final = (b"%PDF", b"JVBERi", b"255044462")
"""How a PDF begins: as it is, in base64, and in hexadecimal."""
LARGE: Final = 65_536
"""Octets beyond which a call is more than a notice."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of which calls."""

    shows: Literal["fields", "content", "no-document"]
    """`fields`: header fields and media type; `content`; `no-document`: no document comes with it."""
    operation: str


class Watch(base.Single):
    """Looks at each call that we took at an address of ours."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__((params.operation,))
        self._shows = params.shows

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first problem."""
        if not x.from_product or x.to_partner:
            return None
        if self._shows == "no-document":
            return self._light(x)
        parts = PARTS[self._shows]
        problem = next((p for p in x.request_problems if p.part in parts), None)
        if problem is not None:
            return self._broke(x, problem)
        unknown = next((p for p in x.request_unknown if p.part in parts), None)
        return base.open_question(x, unknown) if unknown is not None else base.passed(x)

    def _light(self, x: Reading) -> base.Sign:
        body = x.request_bytes
        if len(body) > LARGE or any(sign in body for sign in DOCUMENTS):
            return base.broke(x, "document-enclosed", cause="document-enclosed", octets=len(body))
        return base.passed(x)

    def _broke(self, x: Reading, problem: Problem) -> base.Broke:
        place = problem.pointer or problem.name
        cause = f"call/{problem.part}/{place}"
        return base.broke(x, "call", cause=cause, pointer=place, part=problem.part, rule=problem.code)


KIND = base.RuleKind("called-back/1", Params, Watch)
