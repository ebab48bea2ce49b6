"""Turns the validator's errors into our own codes, with numbers and pointers and none of its words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs

from harness.contract.problem import COUNTED, Problem
from harness.jsonbytes import escape

LONGEST_NAME = 100
MOST_NAMES = 5
MOST_OPTIONS = 50

CODES: dict[str, str] = {
    "type": "expected, found", "enum": "options", "const": "expected", "required": "property",
    "additionalProperties": "names, count", "unevaluatedProperties": "names, count", "additionalItems": "limit",
    "unevaluatedItems": "count", "propertyNames": "", "pattern": "pattern", "format": "format",
    "minLength": "limit", "maxLength": "limit", "minimum": "limit", "maximum": "limit",
    "exclusiveMinimum": "limit", "exclusiveMaximum": "limit", "multipleOf": "limit",
    "minItems": "limit", "maxItems": "limit", "uniqueItems": "", "contains": "",
    "minProperties": "limit", "maxProperties": "limit", "anyOf": "closest, code, at", "oneOf": "closest, code, at",
    "oneOf.many": "", "not": "", "false": "", "unjudged": "",
}  # fmt: skip
"""Codes of a schema's problems, each with the names of its params; `false` is a schema that allows nothing,
`unjudged` a value that the validator gave up on."""

OF_WHOLE = frozenset(
    ("enum", "const", "anyOf", "oneOf", "oneOf.many", "not", "contains", "uniqueItems", "unevaluatedProperties",
     "unevaluatedItems", "unjudged")
)  # fmt: skip
"""Codes that hang on everything below the instance's node, and so on whatever was redacted there."""

_GAVE_UP = (
    jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded,
    jsonschema_rs.ValidationErrorKind.RegexEngineFailure,
)
_LIMITS = frozenset(name for name, params in CODES.items() if params == "limit")
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


class Found(NamedTuple):
    """One problem of a value."""

    problem: Problem
    conditional: bool
    """Whether it arose under `then` or `else`, and so hangs on whatever the `if` looked at."""


def found(errors: Iterable[jsonschema_rs.ValidationError], root: str, part: str, name: str = "") -> list[Found]:
    """Return the problems in a fixed order, `COUNTED` at most; `root` is the key of the schema that was asked."""
    every = [Found(_problem(error, root, part, name), _conditional(error)) for error in islice(errors, COUNTED)]
    return sorted(every, key=_order)


def problems(errors: Iterable[jsonschema_rs.ValidationError], root: str, part: str, name: str = "") -> list[Problem]:
    """Return what `found` returns, without whether it is conditional."""
    return [each.problem for each in found(errors, root, part, name)]


def _conditional(error: jsonschema_rs.ValidationError) -> bool:
    return "then" in error.evaluation_path or "else" in error.evaluation_path


def _order(each: Found) -> tuple[str, str, str, str]:
    problem = each.problem
    return problem.pointer, problem.schema_pointer, problem.code, repr(problem.params)


def _problem(error: jsonschema_rs.ValidationError, root: str, part: str, name: str) -> Problem:
    code = _code(error.kind)
    pointer = _pointer(error.instance_path)
    if code == "required":
        pointer += f"/{escape(error.kind.property)}"  # type: ignore[attr-defined]
    return Problem(
        part=part,
        code=code,
        name=name,
        pointer=pointer,
        schema_pointer=_schema_pointer(error.schema_path, root),
        params=_params(code, error),
    )


def _code(kind: Any) -> str:
    name = str(kind.name)
    if isinstance(kind, _GAVE_UP):
        return "unjudged"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.OneOfMultipleValid):
        return "oneOf.many"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
        return "false"
    return name if name in CODES else "unjudged"


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{escape(str(token))}" for token in path)


def _schema_pointer(path: list[str | int], root: str) -> str:
    if len(path) >= 2 and path[0] == "$defs":
        return f"{path[1]}{_pointer(path[2:])}"
    return f"{root}{_pointer(path)}"


def type_name(value: Any) -> str:
    """Return the JSON type of a value."""
    return "null" if value is None else _TYPES[type(value)]


def _params(code: str, error: jsonschema_rs.ValidationError) -> dict[str, Any]:
    kind: Any = error.kind
    if code in _LIMITS:
        limit = getattr(kind, "limit", None)
        return {"limit": kind.multiple_of if limit is None else limit}
    if code == "type":
        return {"expected": sorted(kind.types), "found": type_name(error.instance)}
    if code == "required":
        return {"property": kind.property}
    if code in ("additionalProperties", "unevaluatedProperties"):
        names = sorted(str(each) for each in kind.unexpected)
        return {"names": [each[:LONGEST_NAME] for each in names[:MOST_NAMES]], "count": len(names)}
    if code == "unevaluatedItems":
        return {"count": len(kind.unexpected)}
    if code == "enum":
        return {"options": list(kind.options)[:MOST_OPTIONS]}
    if code == "const":
        return {"expected": kind.expected_value}
    if code in ("pattern", "format"):
        return {code: getattr(kind, code)}
    return _closest(kind) if code in ("anyOf", "oneOf") else {}


def _closest(kind: Any) -> dict[str, Any]:
    """Say which alternative came nearest, by its first problem; ties go to the first."""
    branches = [list(branch) for branch in kind.context]
    if not branches:
        return {}
    closest = min(range(len(branches)), key=lambda index: (len(branches[index]), index))
    first = problems(branches[closest], "", "")[:1]
    return {"closest": closest, **{key: value for problem in first for key, value in _brief(problem).items()}}


def _brief(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "at": problem.pointer}
