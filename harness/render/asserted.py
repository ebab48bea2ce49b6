"""Holds what an assertion is derived from, and writes the parts that many have in common."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from harness.contract import Contract
from harness.evidence import Exchange, Response
from harness.jsonbytes import NotJson, parse
from harness.profile import Requirement
from harness.render.report import Part
from harness.verdict import Because, Violation

LONGEST: Final = 4_000
"""Characters of one literal that a test compares with."""


class CannotAssert(Exception):
    """One reply does not show what was wrong; the text says why."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What an assertion is derived from."""

    requirement: Requirement
    violation: Violation
    because: Because
    exchange: Exchange
    beside: Sequence[Exchange]
    part: Part

    def param(self, name: str) -> Any:
        return self.because.params.get(name)

    @property
    def reply(self) -> Response:
        """The recorded reply. Raises CannotAssert where there was none."""
        if not isinstance(self.exchange.reply, Response):
            raise CannotAssert("no whole answer was recorded")
        return self.exchange.reply


def status_is(wanted: Sequence[str]) -> str:
    """Return the statement that asks for one of these statuses, as descriptions write them: `200`, `4XX`, `default`."""
    message = told(f"the status is not {' or '.join(wanted)}", of="reply.status_code")
    return f"assert is_one_of(reply.status_code, {tuple(wanted)!r}), {message}"


def same_status(case: Case) -> list[str]:
    """Hold the reply to the kind of reply that the finding is about, where that was a success."""
    status = case.reply.status
    return [status_is((str(status),))] if status < 300 else []


def told(text: str, *, of: str = "found") -> str:
    """Return the message of an assertion: what is wrong, and what came."""
    return f"{text + ': '!r} + repr({of})[:300]"


def literal(value: Any) -> str:
    """Return a literal that is this value. Raises CannotAssert where there is none, or it is too long."""
    try:
        text = repr(value)
        ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        text = ""
    if not text or len(text) > LONGEST:
        raise CannotAssert("what was wrong is too much to be compared in a file")
    return text


def contract_of(case: Case) -> Contract:
    """Return the description that replies were held against. Raises CannotAssert where it is not at hand."""
    if case.part.contract is None:
        raise CannotAssert("the description is not at hand")
    return case.part.contract


def json_of(body: bytes) -> Any:
    """Return the JSON value of content; None where it is none."""
    value = parse(body)
    return None if isinstance(value, NotJson) else value
