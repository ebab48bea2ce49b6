"""Asks for features in each coordinate reference system that is listed, in one that is not, and by boxes in both.

Source: OGC API - Features - Part 2 1.0.1. Only a server that says that it has Part 2 is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from harness.contract.model import Operation
from harness.evidence import Exchange
from harness.expression import MISSING, follow
from harness.formats.positions import positions_of
from harness.formats.systems import CRS84, System, system_of
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation, at
from harness.gather.conversations.beneath import parents
from harness.gather.conversations.walking import ask, elements
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.resources.paths import placeholders

PART_2: Final = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
UNLISTED: Final = "http://www.opengis.net/def/crs/EPSG/0/99999"
"""A system that no collection has."""
GLOBAL: Final = "#/crs"
"""In a collection's list: those that the list of collections has."""
MOST_SYSTEMS: Final = 6
FEW: Final = "10"
MANY: Final = "100"
NEAR: Final = 0.05
"""Degrees from a place to the edges of a box around it."""
BRITAIN: Final = "-5.5,50.1,1.6,58.6"
"""A box that lies over Great Britain."""


def _go(bench: Bench, resource: Resource) -> None:
    everywhere = _named(bench, resource)
    for outputs in parents(bench, resource):
        Asking(bench, resource, outputs, everywhere).go()
        ask(bench, resource, {"bbox": BRITAIN, "limit": MANY}, "only those in Great Britain", outputs)


def _named(bench: Bench, resource: Resource) -> list[str] | None:
    """Return the systems that the list of collections has; None where the server does not declare Part 2."""
    declared = _send(bench, "getConformance", {}, "what it declares")
    classes = at(_json(bench, declared), "/conformsTo")
    parent = _parent(bench, resource)
    if not isinstance(classes, list) or PART_2 not in classes or parent is None:
        return None
    return _texts(_json(bench, _send(bench, parent.list, {}, "the collections, and their systems")), "/crs")


class Asking:
    """Asks for one collection; `everywhere` is None where its systems are not to be asked for."""

    def __init__(
        self, bench: Bench, resource: Resource, outputs: Mapping[str, object], everywhere: list[str] | None
    ) -> None:
        self.bench, self.resource, self.outputs, self.everywhere = bench, resource, outputs, everywhere

    def go(self) -> None:
        """Ask for everything."""
        if self.everywhere is None:
            return
        offered = self._offered()
        shown = elements(self.bench, self.resource, self._list({"limit": FEW}, "the features as they are"))
        name = self._name(shown)
        self._read(name, {}, "a feature as it is")
        for uri in offered:
            self._list({"limit": FEW, "crs": uri}, f"in {uri}")
            self._read(name, {"crs": uri}, f"a feature in {uri}")
        self._list({"limit": FEW, "crs": UNLISTED}, "in a system that is not listed")
        self._read(name, {"crs": UNLISTED}, "a feature in a system that is not listed")
        self._boxes(offered, shown)

    def _offered(self) -> list[str]:
        """Return the systems to ask for: those that are known here first, of the others what the seed chooses."""
        parent = _parent(self.bench, self.resource)
        own = (
            _texts(_json(self.bench, _send(self.bench, parent.read, self.outputs, "the collection")), "/crs")
            if parent
            else []
        )
        whole = [each for uri in own for each in ((self.everywhere or []) if uri == GLOBAL else [uri])]
        found = list(dict.fromkeys(whole or [CRS84]))
        known = [uri for uri in found if system_of(uri) is not None]
        others = [uri for uri in found if uri not in known]
        if len(found) > MOST_SYSTEMS:
            self.bench.inputs.random.shuffle(others)
        return [*known, *others][:MOST_SYSTEMS]

    def _boxes(self, offered: list[str], shown: list[Any]) -> None:
        """Ask for what lies around one place: in the default system, unsaid and said, in others, and in none."""
        known = [(uri, system) for uri in offered if (system := system_of(uri)) is not None]
        spot = _spot(shown, [system for _, system in known])
        if spot is None:
            return
        for uri, system in ((None, None), *known):
            box = _around(spot, system)
            said = {} if uri is None else {"bbox-crs": uri}
            self._list({"limit": MANY, "bbox": box, **said}, f"around a place, in {uri or 'no system that is said'}")
        box = _around(spot, None)
        self._list({"limit": FEW, "bbox": box, "bbox-crs": UNLISTED}, "around a place, in a system that is not listed")

    def _list(self, query: Mapping[str, str], intent: str) -> Exchange | None:
        return ask(self.bench, self.resource, query, intent, self.outputs)

    def _name(self, shown: list[Any]) -> str | None:
        """Return the name of a feature, if there is one that has a place."""
        placed = [one for one in shown if isinstance(at(one, "/geometry"), dict)] or shown
        named = (name_at(one, self.resource.element_id or "/id") for one in placed)
        return next((name for name in named if name is not None), None)

    def _read(self, name: str | None, query: Mapping[str, str], intent: str) -> None:
        if name is not None and self.resource.read:
            operation = self.bench.operation(self.resource.read)
            outputs = {**self.outputs, placeholders(operation.path)[-1]: name}
            _send(self.bench, self.resource.read, outputs, intent, query)


def _around(spot: tuple[float, float], system: System | None) -> str:
    """Return a box around a longitude and latitude, as it is written in a system."""
    x, y = spot
    corners = [(x + a * NEAR, y + b * NEAR) for a in (-1, 1) for b in (-1, 1)]
    places = [system.of(*corner) if system is not None else corner for corner in corners]
    lows = [min(place[axis] for place in places) for axis in (0, 1)]
    highs = [max(place[axis] for place in places) for axis in (0, 1)]
    return ",".join(f"{edge:.4f}" for edge in (*lows, *highs))


def _spot(shown: list[Any], systems: list[System]) -> tuple[float, float] | None:
    """Return where a feature is, a point if there is one, and where the most systems are used."""
    points = [one for one in shown if at(one, "/geometry/type") == "Point"]
    found = [place for one in points or shown for place in islice(positions_of(at(one, "/geometry")), 1)]
    return max(found, key=lambda spot: sum(system.holds(*spot) for system in systems), default=None)


def _parent(bench: Bench, resource: Resource) -> Resource | None:
    known = bench.inputs.knowledge
    return next((one for one in known.resources if one.collection == resource.parent), None) if known else None


def _send(
    bench: Bench, name: str, outputs: Mapping[str, object], intent: str, query: Mapping[str, str] | None = None
) -> Exchange | None:
    """Send a request to the operation of that name, where there is one and its path can be filled."""
    operation: Operation | None = bench.contract.operation(name)
    if operation is None:
        return None
    try:
        parameters = parameters_of(operation, outputs, bench.inputs)
    except Unfillable:
        return None
    try:
        return bench.send(write(operation, parameters | {("query", n): t for n, t in (query or {}).items()}), intent)
    except Unaddressable:
        return None


def _json(bench: Bench, exchange: Exchange | None) -> Any:
    return bench.read(exchange).reply_json if exchange is not None else MISSING


def _texts(value: Any, pointer: str) -> list[str]:
    found = follow(value, tuple(pointer[1:].split("/"))) if isinstance(value, dict) else MISSING
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _has_boxes(resource: Resource) -> bool:
    return bool(resource.list and resource.parent and resource.box == "bbox")


CONVERSATION = Conversation(
    go=_go,
    fits=_has_boxes,
    writes=False,
    estimate=40,
)
