"""Writes in Python what is asked of a place in the JSON of a reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from harness.contract import Schema
from harness.contract.model import Reply
from harness.expression import MISSING, follow, parse_pointer
from harness.profile import RuleCall
from harness.render.asserted import LONGEST, CannotAssert, Case, contract_of, json_of, literal, same_status, told

SIMPLE: Final = frozenset(
    {"type", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
     "exclusiveMaximum", "minItems", "maxItems", "minProperties", "maxProperties"}
)  # fmt: skip
"""Keywords of JSON Schema that the file can look at by themselves."""
DATE_TIME: Final = r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"


def schema(case: Case) -> list[str]:
    """Look at the one keyword at the one place; where the file cannot, the value must at least be another."""
    keyword, pointer = str(case.param("rule")), str(case.param("pointer"))
    tokens = parse_pointer(pointer)
    known = _keyword(case, keyword)
    if keyword == "required":
        steps, given = _steps(case, tokens[:-1]), repr([tokens[-1]])
    elif known is not None and len(repr(known)) <= LONGEST:
        steps, given = _steps(case, tokens), literal(known)
    else:
        return [*same_status(case), *_another_value(case, pointer)]
    return [
        *same_status(case),
        f"found = places(content(reply){steps})",
        f"assert all(keeps(one, {keyword!r}, {given}) for one in found), {told(f'{pointer} breaks {keyword}')}",
    ]


def _keyword(case: Case, keyword: str) -> Any:
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


def _schemas(case: Case) -> list[Schema]:
    operation = contract_of(case).operation(case.violation.operation)
    said = operation.reply_for(case.reply.status) if operation is not None else None
    return [m.schema for m in said.media.values() if isinstance(m.schema, Schema)] if isinstance(said, Reply) else []


def _another_value(case: Case, pointer: str) -> list[str]:
    """Hold that what was wrong does not stand there any more."""
    tokens = parse_pointer(pointer)
    wrong = follow(json_of(case.reply.body), tokens)
    if wrong is MISSING:
        raise CannotAssert("what was wrong cannot be pointed at in the reply")
    return [
        f"found = places(content(reply){_steps(case, tokens)})",
        f"assert not any(one == {literal(wrong)} for one in found), {_still(pointer)}",
    ]


def _still(pointer: str) -> str:
    return told(f"{pointer or 'the whole'} is still wrong")


def not_alike(case: Case) -> list[str]:
    """Hold that a value that must not have been taken is not there."""
    pointer = str(case.param("pointer"))
    wrong = follow(json_of(case.reply.body), parse_pointer(pointer))
    if wrong is MISSING:
        raise CannotAssert("what was wrong cannot be pointed at in the reply")
    steps = _steps(case, parse_pointer(pointer))
    return [
        *same_status(case),
        f"found = places(content(reply){steps})",
        f"assert not any(alike(one, {literal(wrong)}) for one in found), {_still(pointer)}",
    ]


def written(case: Case) -> list[str]:
    """Hold that what was written before comes back."""
    pointer = str(case.param("pointer"))
    tokens = parse_pointer(pointer)
    wrote = (
        found
        for earlier in case.beside
        for start in range(max(len(tokens), 1))
        if (found := follow(json_of(earlier.request.body), tokens[start:])) is not MISSING
    )
    value = next(wrote, MISSING)
    if value is MISSING:
        raise CannotAssert("what had been written is not among the exchanges that are shown")
    strict = isinstance(case.requirement.rule, RuleCall) and case.requirement.rule.with_.get("check") in (
        "text",
        "case",
    )
    same = f"one == {literal(value)}" if strict else f"alike(one, {literal(value)})"
    return [
        *same_status(case),
        f"found = places(content(reply){_steps(case, tokens)})",
        f"assert found and all({same} for one in found), {_still(pointer)}",
    ]


def time(case: Case) -> list[str]:
    """Ask for a time as RFC 3339 writes it."""
    pointer = str(case.param("pointer"))
    return [
        *same_status(case),
        f"found = places(content(reply){_steps(case, parse_pointer(pointer))})",
        f"assert all(re.match({DATE_TIME!r}, str(one)) for one in found), {_still(pointer)}",
    ]


def pointed(case: Case) -> list[str]:
    """Ask for another value at the place that the reason points at."""
    return [*same_status(case), *_another_value(case, str(case.param("pointer")))]


def _steps(case: Case, tokens: Sequence[str]) -> str:
    """Return the steps to a place as arguments; a place in a list stands for all of its elements."""
    value: Any = json_of(case.reply.body)
    written = ""
    for token in tokens:
        in_list = isinstance(value, list)
        written += ", EACH" if in_list else f", {token!r}"
        value = follow(value, (token,))
    return written
