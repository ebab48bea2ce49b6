"""Says where personal data can stand in a reply, from the marks in the contract alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from harness.contract import Contract
from harness.contract.direction import key_of
from harness.contract.model import Operation, Reply
from harness.contract.personal import MARK
from harness.contract.schema import Schema
from harness.evidence import Exchange, Partial, Response
from harness.jsonbytes import escape

DEEPEST: Final = 16
"""Names from the root; a schema that refers to itself is followed so far."""


def personal_places(contract: Contract, base: str) -> Callable[[Exchange], Sequence[str]]:
    """Return a function from an exchange to the places in its reply's body, `*` standing for any index or name."""
    prefix = urlsplit(base).path.rstrip("/")

    def places(exchange: Exchange) -> Sequence[str]:
        if not isinstance(exchange.reply, Response | Partial):
            return ()
        # A GET's marks also hold for the HEAD or DELETE that should have no body.
        match = contract.match(exchange.request.method, exchange.request.target, prefix)
        if match is None:
            return ()
        return _of_reply(match.operation, exchange.reply.status)

    return places


def personal_in(contracts: Sequence[Contract], base: str) -> Callable[[Exchange], Sequence[str]]:
    """Return the same by any of several contracts."""
    ways = [personal_places(contract, base) for contract in contracts]
    if len(ways) == 1:
        return ways[0]
    return lambda exchange: tuple(place for way in ways for place in way(exchange))


@lru_cache(maxsize=4096)
def _of_reply(operation: Operation, status: int) -> tuple[str, ...]:
    said = operation.reply_for(status)
    # Under a status that is not described, whatever the operation can answer may stand there.
    replies = (
        [said] if isinstance(said, Reply) else [one for one in operation.replies.values() if isinstance(one, Reply)]
    )
    found: dict[str, None] = {}
    for reply in replies:
        for media in reply.media.values():
            if isinstance(media.schema, Schema):
                found |= dict.fromkeys(patterns(media.schema))
    return tuple(found)


def patterns(schema: Schema) -> tuple[str, ...]:
    """Return the places that the schema marks as personal, outermost only."""
    found: dict[str, None] = {}
    _walk(schema.node, schema.definitions, "", 0, found, frozenset())
    return tuple(place for place in found if not any(place.startswith(other + "/") for other in found))


def _walk(
    node: Any, definitions: Mapping[str, Any], place: str, depth: int, found: dict[str, None], inside: frozenset[int]
) -> None:
    if not isinstance(node, dict) or depth > DEEPEST or id(node) in inside:
        return
    if node.get(MARK) is True:
        found[place] = None
        return
    inside = inside | {id(node)}
    if "$ref" in node:
        _walk(definitions.get(key_of(node["$ref"])), definitions, place, depth, found, inside)
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        below = f"{place}/*" if keyword == "prefixItems" else place
        for part in node.get(keyword, ()):
            _walk(part, definitions, below, depth + (keyword == "prefixItems"), found, inside)
    for keyword in ("if", "then", "else"):
        _walk(node.get(keyword), definitions, place, depth, found, inside)
    for part in node.get("dependentSchemas", {}).values():
        _walk(part, definitions, place, depth, found, inside)
    for name, part in node.get("properties", {}).items():
        _walk(part, definitions, f"{place}/{escape(name)}", depth + 1, found, inside)
    for part in node.get("patternProperties", {}).values():
        _walk(part, definitions, f"{place}/*", depth + 1, found, inside)
    for keyword in ("items", "contains", "additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
        _walk(node.get(keyword), definitions, f"{place}/*", depth + 1, found, inside)
