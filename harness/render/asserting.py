"""Writes in Python what a requirement asks of the reply to a repeated request, as far as its finding tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from harness.contract import Contract, Schema
from harness.contract.model import Reply
from harness.evidence import Exchange, Response
from harness.expression import MISSING, follow, parse_pointer
from harness.jsonbytes import NotJson, parse
from harness.profile import Requirement, RuleCall
from harness.render.curl import fields
from harness.render.prose import refined
from harness.render.report import Part
from harness.rules.leak import SIGNATURES
from harness.verdict import Because, Violation

LONGEST: Final = 4_000
"""Characters of one literal that a test compares with."""
SUCCESS: Final = ("2XX",)
REFUSED: Final = ("4XX",)
STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "refused-right-request": SUCCESS,
    "current-write-refused": SUCCESS,
    "repeat-refused": SUCCESS,
    "listed-not-found": SUCCESS,
    "link-broken": SUCCESS,
    "head-refused": SUCCESS,
    "twin-broken": SUCCESS,
    "accepted-wrong-request": REFUSED,
    "not-a-refusal": REFUSED,
    "not-negotiated": REFUSED,
    "accepted-off-earth": REFUSED,
    "inward-callback": REFUSED,
    "method-not-refused": ("405",),
    "scope-not-asked": ("401", "403", "404"),
    "seen-by-a-stranger": ("401", "403", "404"),
    "credential-accepted": ("401", "403"),
    "used-after-removal": ("404", "410"),
    "key-reused": ("400", "409", "422"),
    "reuse-accepted": ("409", "422"),
    "stale-write-accepted": ("409", "412"),
    "unconditional-write-accepted": ("400", "412", "428"),
    "server-error": ("1XX", "2XX", "3XX", "4XX"),
    "repeat-broke": ("1XX", "2XX", "3XX", "4XX"),
    "never-answered": ("default",),
}
"""Which statuses a reply may have, where the reason is about its status."""
OF_RULE: Final = frozenset({"not-a-refusal", "accepted-wrong-request", "not-negotiated"})
"""Reasons for which the requirement itself may name the statuses that it asks for."""
SIMPLE: Final = frozenset(
    {"type", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
     "exclusiveMaximum", "minItems", "maxItems", "minProperties", "maxProperties"}
)  # fmt: skip
"""Keywords of JSON Schema that the file can look at by themselves."""
DATE_TIME: Final = r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"


class CannotAssert(Exception):
    """One reply does not show what was wrong; the text says why."""


class _Case(msgspec.Struct, frozen=True, kw_only=True):
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


def assertions(
    requirement: Requirement, violation: Violation, exchange: Exchange, beside: Sequence[Exchange], part: Part
) -> list[str]:
    """Return the statements that the variable `reply` is held against. Raises CannotAssert."""
    because = refined(violation.because, part.workflows)
    case = _Case(
        requirement=requirement, violation=violation, because=because, exchange=exchange, beside=beside, part=part
    )
    if because.code in STATUSES:
        return [_status(_statuses(case))]
    write = WRITERS.get(because.code)
    if write is None:
        raise CannotAssert("what is wrong does not show in the reply to one request")
    return write(case)


def _statuses(case: _Case) -> tuple[str, ...]:
    rule = case.requirement.rule
    named = rule.with_.get("statuses") if isinstance(rule, RuleCall) and case.because.code in OF_RULE else None
    return tuple(str(one).upper() for one in named) if named else STATUSES[case.because.code]


def _status(wanted: Sequence[str]) -> str:
    message = _told(f"the status is not {' or '.join(wanted)}", of="reply.status_code")
    return f"assert is_one_of(reply.status_code, {tuple(wanted)!r}), {message}"


def _same_status(case: _Case) -> list[str]:
    """Hold the reply to the kind of reply that the finding is about, where that was a success."""
    status = case.reply.status
    return [_status((str(status),))] if status < 300 else []


def _undocumented(case: _Case) -> list[str]:
    operation = _contract(case).operation(case.violation.operation)
    if operation is None or not operation.replies:
        return [f"assert reply.status_code != {case.reply.status}"]
    return [_status(tuple(operation.replies))]


def _step_status(case: _Case) -> list[str]:
    wanted = re.findall(r"[0-9]{3}", str(case.param("wanted")))
    return [_status(wanted)] if wanted else [f"assert reply.status_code != {case.reply.status}"]


def _schema(case: _Case) -> list[str]:
    """Look at the one keyword at the one place; where the file cannot, the value must at least be another."""
    keyword, pointer = str(case.param("rule")), str(case.param("pointer"))
    tokens = parse_pointer(pointer)
    known = _keyword(case, keyword)
    if keyword == "required":
        steps, given = _steps(case, tokens[:-1]), repr([tokens[-1]])
    elif known is not None and len(repr(known)) <= LONGEST:
        steps, given = _steps(case, tokens), _literal(known)
    else:
        return [*_same_status(case), *_another_value(case, pointer)]
    return [
        *_same_status(case),
        f"found = places(content(reply){steps})",
        f"assert all(keeps(one, {keyword!r}, {given}) for one in found), {_told(f'{pointer} breaks {keyword}')}",
    ]


def _told(text: str, *, of: str = "found") -> str:
    """Return the message of an assertion: what is wrong, and what came."""
    return f"{text + ': '!r} + repr({of})[:300]"


def _literal(value: Any) -> str:
    """Return a literal that is this value. Raises CannotAssert where there is none, or it is too long."""
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        text = ""
    if not text or len(text) > LONGEST:
        raise CannotAssert("what was wrong is too much to be compared in a file")
    return text


def _keyword(case: _Case, keyword: str) -> Any:
    """Return what the description gives for the keyword that was broken; None where that cannot be looked at alone."""
    kind, _, place = case.violation.cause.partition("/")
    if kind != "schema":
        return None
    for schema in _schemas(case):
        for key, node in schema.definitions.items():
            if place.startswith(f"{key}/"):
                tokens = parse_pointer(place.removeprefix(key))
                around = follow(node, tokens[:-1])
                return _given(around, keyword) if isinstance(around, dict) else None
    return None


def _given(around: dict[str, Any], keyword: str) -> Any:
    if keyword in SIMPLE:
        return around.get(keyword)
    if keyword == "additionalProperties" and around.get(keyword) is False and "patternProperties" not in around:
        return sorted(around.get("properties", {}))
    return None


def _schemas(case: _Case) -> list[Schema]:
    operation = _contract(case).operation(case.violation.operation)
    said = operation.reply_for(case.reply.status) if operation is not None else None
    return [m.schema for m in said.media.values() if isinstance(m.schema, Schema)] if isinstance(said, Reply) else []


def _contract(case: _Case) -> Contract:
    if case.part.contract is None:
        raise CannotAssert("the description is not at hand")
    return case.part.contract


def _another_value(case: _Case, pointer: str) -> list[str]:
    """Hold that what was wrong does not stand there any more."""
    tokens = parse_pointer(pointer)
    wrong = follow(_json(case.reply.body), tokens)
    if wrong is MISSING:
        raise CannotAssert("what was wrong cannot be pointed at in the reply")
    return [
        f"found = places(content(reply){_steps(case, tokens)})",
        f"assert not any(one == {_literal(wrong)} for one in found), {_still(pointer)}",
    ]


def _still(pointer: str) -> str:
    return _told(f"{pointer or 'the whole'} is still wrong")


def _not_alike(case: _Case) -> list[str]:
    """Hold that a value that must not have been taken is not there."""
    pointer = str(case.param("pointer"))
    wrong = follow(_json(case.reply.body), parse_pointer(pointer))
    if wrong is MISSING:
        raise CannotAssert("what was wrong cannot be pointed at in the reply")
    steps = _steps(case, parse_pointer(pointer))
    return [
        *_same_status(case),
        f"found = places(content(reply){steps})",
        f"assert not any(alike(one, {_literal(wrong)}) for one in found), {_still(pointer)}",
    ]


def _written(case: _Case) -> list[str]:
    """Hold that what was written before comes back."""
    pointer = str(case.param("pointer"))
    tokens = parse_pointer(pointer)
    wrote = (
        found
        for earlier in case.beside
        for start in range(max(len(tokens), 1))
        if (found := follow(_json(earlier.request.body), tokens[start:])) is not MISSING
    )
    value = next(wrote, MISSING)
    if value is MISSING:
        raise CannotAssert("what had been written is not among the exchanges that are shown")
    strict = isinstance(case.requirement.rule, RuleCall) and case.requirement.rule.with_.get("check") in (
        "text",
        "case",
    )
    same = f"one == {_literal(value)}" if strict else f"alike(one, {_literal(value)})"
    return [
        *_same_status(case),
        f"found = places(content(reply){_steps(case, tokens)})",
        f"assert found and all({same} for one in found), {_still(pointer)}",
    ]


def _time(case: _Case) -> list[str]:
    pointer = str(case.param("pointer"))
    return [
        *_same_status(case),
        f"found = places(content(reply){_steps(case, parse_pointer(pointer))})",
        f"assert all(re.match({DATE_TIME!r}, str(one)) for one in found), {_still(pointer)}",
    ]


def _pointed(case: _Case) -> list[str]:
    return [*_same_status(case), *_another_value(case, str(case.param("pointer")))]


def _steps(case: _Case, tokens: Sequence[str]) -> str:
    """Return the steps to a place as arguments; a place in a list stands for all of its elements."""
    value: Any = _json(case.reply.body)
    written = ""
    for token in tokens:
        in_list = isinstance(value, list)
        written += ", EACH" if in_list else f", {token!r}"
        value = follow(value, (token,))
    return written


def _json(body: bytes) -> Any:
    value = parse(body)
    return None if isinstance(value, NotJson) else value


def _header(case: _Case) -> list[str]:
    name = str(case.param("header"))
    if case.param("rule") == "required":
        return [*_same_status(case), f"assert reply.headers.get({name!r}, '').strip(), {f'{name} is missing'!r}"]
    wrong = next((v for n, v in fields(case.reply.head) if n.lower() == name.lower()), b"").decode("latin-1")
    return [*_same_status(case), f"assert reply.headers.get({name!r}) != {wrong!r}, {f'{name} is still wrong'!r}"]


def _has(name: str, pattern: str = "") -> Callable[[_Case], list[str]]:
    """Ask for a header field, or for something in it."""
    if not pattern:
        return lambda case: [f"assert reply.headers.get({name!r}, '').strip(), {f'{name} is missing'!r}"]
    return lambda case: [
        f"assert re.search({pattern!r}, reply.headers.get({name!r}, '').lower()), {f'{name} does not say so'!r}"
    ]


def _media_type(case: _Case) -> list[str]:
    """Ask for any that the operation documents: whether the status is the fitting one is for others to tell."""
    operation = _contract(case).operation(case.violation.operation)
    replies = operation.replies.values() if operation is not None else ()
    documented = dict.fromkeys(one.partition(";")[0].strip() for reply in replies for one in reply.media)
    if not documented or any("*" in one for one in documented):
        return [f"assert media_type(reply) != {case.param('got')!r}"]
    return [f"assert media_type(reply) in {list(documented)!r}, media_type(reply)"]


def _leak(case: _Case) -> list[str]:
    signature, _ = SIGNATURES[str(case.param("what"))]
    return [f"assert not re.search({signature.pattern!r}, reply.content), reply.content[:500]"]


def _allow(case: _Case) -> list[str]:
    missing = sorted(map(str, case.param("missing")))
    return [
        _status(("405",)),
        "allowed = {one.strip().upper() for one in reply.headers.get('Allow', '').split(',')}",
        f"assert set({missing!r}) <= allowed, sorted(allowed)",
    ]


def _challenge(case: _Case) -> list[str]:
    return [_status(("401",)), *_has("WWW-Authenticate")(case)]


def _echoed(case: _Case) -> list[str]:
    name = str(case.param("header"))
    given = next((v for n, v in fields(case.exchange.request.head) if n.lower() == name.lower()), b"")
    return [f"assert reply.headers.get({name!r}) == {given.decode('latin-1')!r}, {f'{name} did not come back'!r}"]


def _named(case: _Case) -> list[str]:
    return [f"assert plain({str(case.param('member'))!r}) in plain(reply.text), reply.text[:500]"]


_JSON_TYPE: Final = "assert re.fullmatch(r'application/([^;]+\\+)?json', media_type(reply)), media_type(reply)"

WRITERS: Final[Mapping[str, Callable[[_Case], list[str]]]] = {
    "undocumented-status": _undocumented,
    "step-status": _step_status,
    "schema": _schema,
    "schema-not-json": lambda case: [*_same_status(case), "content(reply)"],
    "not-strict-json": lambda case: [*_same_status(case), "content(reply)"],
    "no-object": lambda case: [*_same_status(case), "assert isinstance(content(reply), dict), reply.text[:300]"],
    "no-content": lambda case: [*_same_status(case), "assert reply.content"],
    "media-type": _media_type,
    "charset": lambda case: ["assert (reply.encoding or 'utf-8').lower() == 'utf-8', reply.encoding"],
    "html-instead-of-api": lambda case: ["assert media_type(reply) != 'text/html', reply.text[:300]"],
    "not-a-problem": lambda case: ["assert media_type(reply) == 'application/problem+json', media_type(reply)"],
    "error-not-json": lambda case: [_JSON_TYPE],
    "problem-status": lambda case: ["assert content(reply)['status'] == reply.status_code, reply.text[:300]"],
    "header": _header,
    "date-unreadable": _header,
    "version-shown": lambda case: [
        f"assert not re.search(r'\\d\\.\\d', reply.headers.get({str(case.param('header'))!r}, ''))"
    ],
    "leak": _leak,
    "allow-incomplete": _allow,
    "no-challenge": _challenge,
    "no-hsts": _has("Strict-Transport-Security", r"max-age=\"?[1-9]"),
    "may-be-cached": _has("Cache-Control", "no-store|private"),
    "token-may-be-stored": _has("Cache-Control", "no-store"),
    "correlation-lost": _echoed,
    "field-not-named": _named,
    "lost": _written,
    "changed": _written,
    "refused-and-taken": _not_alike,
    "left-out-and-kept": _not_alike,
    "read-only-set": _not_alike,
    "time": _time,
    "identifier": _pointed,
    "not-on-earth": _pointed,
    "swapped": _pointed,
}
"""What is asked of the reply, by the reason's code."""
