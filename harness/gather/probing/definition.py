"""Follows a landing page's links to the API definition, and asks for what that has, and for what it cannot have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from harness.contract import Operation
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench
from harness.gather.means import OWN
from harness.gather.message import IN_PATH, Message
from harness.served import ITEMS, UNKNOWN, Entry, Served, choices_of, entries, served

MOST_LINKS: Final = 6
MOST_PATHS: Final = 24
"""Paths of the definition that are asked for; where there are more, the seed chooses."""
MOST_LISTS: Final = 4
"""Collections that are asked for with a parameter that no definition has."""
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
LANDING: Final = "/"
COLLECTIONS: Final = "/collections"
LISTS: Final = ("features", "collections")
"""Members of content that list things, each with its `id`."""


def go(bench: Bench) -> None:
    """Read the landing page, and go on from there."""
    landing = _get(bench, LANDING, "the landing page")
    definition = _definition(bench, _entries(bench, landing))
    names = _names(bench, _get(bench, COLLECTIONS, "the collections"))
    if definition is not None:
        _paths(bench, definition, names)
    chosen = names if len(names) <= MOST_LISTS else sorted(bench.inputs.random.sample(names, MOST_LISTS))
    for name in chosen:
        path = f"{COLLECTIONS}/{quote(name, safe=IN_PATH)}/items?limit=1&{UNKNOWN}=1"
        _get(bench, path, "with a parameter that no definition has")
    for name in chosen[:1]:
        path = f"{COLLECTIONS}/{quote(name, safe=IN_PATH)}/items?limit=1"
        _get(bench, path, "without a credential", identity="none")


def _entries(bench: Bench, landing: Exchange) -> tuple[Entry, ...]:
    found = {one.target: one for one in reversed(entries(bench.read(landing))) if one.target}
    return tuple(reversed(found.values()))[:MOST_LINKS]


def _definition(bench: Bench, links: tuple[Entry, ...]) -> Served | None:
    """Ask for what each link leads to, as the type that the link names; return the first that can be read."""
    found = None
    for one in links:
        x = _get(bench, one.target, f"the API definition, {one.relation}", accept=one.media_type or "*/*")
        found = found or served(bench.read(x))
    return found


def _paths(bench: Bench, definition: Served, names: list[str]) -> None:
    """Ask for paths of the definition without a query, lists before what they list."""
    asked = [o for o in definition.contract.operations if o.method == "GET" and _asks_nothing(o)]
    if len(asked) > MOST_PATHS:
        asked = bench.inputs.random.sample(asked, MOST_PATHS)
    known = {COLLECTIONS: names} if names else {}
    for operation in sorted(asked, key=lambda o: (o.path.count("/"), o.path)):
        for path in _filled(operation, known):
            place = definition.target(path, bench.base)
            x = _get(bench, place, "a path of the definition") if place is not None else None
            known[path] = _names(bench, x)


def _asks_nothing(operation: Operation) -> bool:
    return not any(p.required for p in operation.parameters if p.location != "path")


def _filled(operation: Operation, known: dict[str, list[str]]) -> Iterator[str]:
    """Yield the path with values that its parameters list, or with the first name that what lies above it shows."""
    rest = [""]
    for piece in operation.path.split("/")[1:]:
        named = piece.startswith("{") and piece.endswith("}")
        some = {above: _values(operation, piece[1:-1], known.get(above, [])) if named else [piece] for above in rest}
        rest = [f"{above}/{one}" for above in rest for one in some[above]]
    yield from (path for path in rest[:MOST_LISTS] if "{" not in path)


def _values(operation: Operation, name: str, known: list[str]) -> list[str]:
    """Return values of a parameter; of those that it lists first the ones that are not known otherwise."""
    listed = [str(one) for one in choices_of(operation.parameter("path", name))]
    some = sorted(listed, key=lambda one: one in known)[:MOST_LISTS] or known[:1]
    return [quote(one, safe=IN_PATH) for one in some]


def _names(bench: Bench, x: Exchange | None) -> list[str]:
    """Return the names of what a reply lists."""
    value: Any = bench.read(x).reply_json if x is not None and isinstance(x.reply, Response) else None
    for member in LISTS:
        found = value.get(member) if isinstance(value, dict) else None
        if isinstance(found, list):
            ids = (one.get("id") for one in found if isinstance(one, dict))
            return [str(one) for one in dict.fromkeys(i for i in ids if isinstance(i, str | int))]
    return []


def _get(bench: Bench, where: str, intent: str, *, accept: str = "", identity: str = OWN) -> Exchange:
    accept = accept or (GEOJSON if ITEMS.search(where) else JSON)
    message = Message(method="GET", target=where, headers=(("Accept", accept),))
    return bench.send(message, intent, identity=identity)
