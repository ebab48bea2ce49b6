"""Reads links: what of a reply leads to which operation (OpenAPI 3.1, Link Object)."""

from __future__ import annotations

from typing import Any

from harness.contract.model import Link, Unresolved
from harness.contract.places import Place, Unfound
from harness.contract.source import Source


def links(source: Source, place: Place) -> dict[str, Link]:
    """Return the links of the reply at `place`, by name; one that cannot be read is left out, and is a gap."""
    found: dict[str, Link] = {}
    for name, each in source.members(place.below("links")):
        each, value = source.object(each, "a link")
        if not isinstance(value, Unresolved):
            found[name] = _link(source, name, each, value)
    return found


def _link(source: Source, name: str, place: Place, value: dict[str, Any]) -> Link:
    parameters = value.get("parameters")
    return Link(
        name=name,
        operation=value["operationId"] if isinstance(value.get("operationId"), str) else "",
        target=_target(source, place, value.get("operationRef")),
        parameters=parameters if isinstance(parameters, dict) else {},
        body=value.get("requestBody"),
        where=str(place),
    )


def _target(source: Source, place: Place, ref: Any) -> str:
    if ref is None:
        return ""
    try:
        target = source.places.target(ref, place)
        source.places.value(target)
    except Unfound as error:
        source.gap(str(error), place.below("operationRef"))
        return ""
    return str(target)
