"""Renders what changed between two API descriptions, and what it puts at risk, as text or as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from harness.contract.changes import Change
from harness.gate.atrisk import Risk
from harness.render.inert import one_line

SENTENCES: Final[dict[str, str]] = {
    "operation-removed": "the operation is gone",
    "operation-added": "the operation is new",
    "address-changed": "it is at {new} now, and was at {old}",
    "id-changed": "it is called {new} now",
    "deprecated": "it is deprecated now",
    "parameter-required": "must be given now",
    "parameter-added": "may be given now",
    "parameter-removed": "is gone",
    "content-required": "content must be sent now",
    "media-type-removed": "{media_type} is no longer spoken",
    "media-type-added": "{media_type} is spoken too",
    "reply-removed": "is no longer described",
    "reply-added": "is described now",
    "header-removed": "is gone",
    "header-optional": "may be left out now",
    "content-unknown": "one of the two cannot be read",
    "security-changed": "other credentials are asked for: {new} instead of {old}",
    "security-dropped": "no credential is asked for any more",
    "type-changed": "its type is {new} now, and was {old}",
    "null-allowed": "it may be null now",
    "values-listed": "only listed values are allowed now",
    "values-freed": "any value is allowed now",
    "values-removed": "these values are gone: {values}",
    "values-added": "these values may come too: {values}",
    "member-removed": "the member is gone",
    "member-added": "the member is new",
    "member-required": "the member is required now",
    "member-optional": "the member may be left out now",
    "bound-changed": "{keyword} is {new} now, and was {old}",
    "closed": "members that are not described are refused now",
    "opened": "members that are not described may come now",
    "rule-added": "a rule is new: {keyword}",
    "rule-dropped": "a rule is gone: {keyword}",
    "rule-changed": "a rule is another: {keyword}",
    "branches-changed": "{keyword} has {new} branches now, and had {old}",
    "forbidden": "it may not be there any more",
    "no-longer-forbidden": "it may be there now",
}
"""A sentence for each code of `contract/changes.py` and `contract/schemachanges.py`."""
MOST_OPERATIONS: Final = 6
LONGEST: Final = 400


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One change, with every operation that it shows in: what is shared is said once."""

    text: str
    breaking: bool
    operations: tuple[str, ...]


def changes_text(found: tuple[Change, ...], risks: tuple[Risk, ...], against: str = "") -> bytes:
    """Return the report in UTF-8; `against` names the profile, and the run, that the risks are of."""
    told = together(found)
    breaking = [one for one in told if one.breaking]
    lines = [f"{_counted(len(breaking))} that may break a partner, {len(told) - len(breaking)} that do not"]
    for heading, mine in (("may break a partner", breaking), ("the rest", [o for o in told if not o.breaking])):
        if mine:
            lines += ["", heading, *(f"  {_operations(one.operations)}: {one.text}" for one in mine)]
    return "".join(one_line(line, LONGEST) + "\n" for line in [*lines, *_risks(risks, against)]).encode()


def changes_json(found: tuple[Change, ...], risks: tuple[Risk, ...], against: str = "") -> bytes:
    """Return the same as one JSON object; every operation has its own entry."""
    value = {
        "breaking": sum(change.breaking for change in found),
        "against": against,
        "changes": [{**msgspec.to_builtins(change), "text": sentence(change)} for change in found],
        "at_risk": msgspec.to_builtins(risks),
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def sentence(change: Change) -> str:
    """Return a change in words, without its operation."""
    params = {name: _value(value) for name, value in change.params.items()}
    place = " ".join(filter(None, (change.part, change.where)))
    text = SENTENCES[change.code].format_map(params)
    return f"{place}: {text}" if place else text


def together(found: Iterable[Change]) -> tuple[Told, ...]:
    """Return each change once, with all operations that have it."""
    seen: dict[tuple[str, bool], list[str]] = {}
    for change in found:
        seen.setdefault((sentence(change), change.breaking), []).append(change.operation)
    return tuple(
        Told(text=text, breaking=breaking, operations=tuple(dict.fromkeys(operations)))
        for (text, breaking), operations in seen.items()
    )


def _risks(risks: tuple[Risk, ...], against: str) -> list[str]:
    if not against:
        return []
    serious, rest = [r for r in risks if r.breaking], [r for r in risks if not r.breaking]
    lines = ["", f"requirements of {against} at risk ({len(serious)})"]
    for risk in serious:
        shown = f", shown by {', '.join(risk.cited)}" if risk.cited else ""
        lines.append(
            f"  {risk.requirement} ({risk.level.value}) {risk.statement} [{_operations(risk.operations)}{shown}]"
        )
    return [*lines, f"further requirements that are tried on operations with other changes: {len(rest)}"]


def _operations(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_OPERATIONS} more" if len(names) > MOST_OPERATIONS else ""
    return ", ".join(names[:MOST_OPERATIONS]) + more


def _counted(number: int) -> str:
    return f"{number} change" if number == 1 else f"{number} changes"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(each if isinstance(each, str) else json.dumps(each) for each in value) or "none"
    return value if isinstance(value, str) else "none" if value is None else json.dumps(value, default=str)
