"""Remembers what a partition shows of coordinate reference systems: what collections list, and what came in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from harness.contract import Contract
from harness.formats.positions import positions_of
from harness.formats.systems import CRS84, Place, same
from harness.reading import Reading
from harness.resources import resources_of
from harness.rules.kept import Kept, keep

CONFORMANCE: Final = "getConformance"
"""The operation that says what a server declares."""
PART_2: Final = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
FORMS: Final = frozenset({"application/geo+json", "application/json"})
"""What is read as GeoJSON: JSON-LD has places of its own."""
GLOBAL: Final = "#/crs"
"""In a collection's list: those that the list of collections has."""
MOST_ASKED: Final = 600
MOST_COLLECTIONS: Final = 2_000
MOST_FEATURES: Final = 100
MOST_PLACES: Final = 40
"""Positions that are kept of one feature."""


class Surface(NamedTuple):
    """The operations that matter, by name."""

    lists: str
    read: str
    collection: str
    collections: str
    conformance: str

    @classmethod
    def of(cls, contract: Contract) -> Surface | None:
        """Find them: the list that takes `bbox-crs`, and the things that it lies under."""
        resources = resources_of(contract)
        for one in resources:
            taken = contract.operation(one.list) if one.list else None
            above = next((r for r in resources if r.collection == one.parent), None)
            if taken is not None and above is not None and taken.parameter("query", "bbox-crs") is not None:
                return cls(one.list, one.read, above.read, above.list, CONFORMANCE)
        return None


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """What a collection says of its systems."""

    kept: Kept
    name: str
    crs: tuple[str, ...] | None
    """As it lists them; None where it lists none."""
    storage: str | None
    spatial: bool
    """Whether it has an extent in space."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request for features, or for one, and what came."""

    kept: Kept
    collection: str
    feature: str
    """'' for a list."""
    crs: str | None
    box: tuple[float, ...] | None
    box_crs: str | None
    others: bool
    """Whether it was also asked for by something else than a number of features, or wrongly."""
    said: str | None
    """The field Content-Crs."""
    type: str
    """Of the GeoJSON that came; ''."""
    places: dict[str, tuple[Place, ...]]
    """Positions of the features that came, by name of the feature."""
    names: frozenset[str]
    """Of all features that came, those without a place included."""
    whole: bool
    """Whether no further page is said to follow."""

    @property
    def came(self) -> bool:
        """Whether features came."""
        return self.kept.status == 200

    @property
    def by_us(self) -> bool:
        """Whether nothing but systems, boxes and numbers of features were asked for, and nothing in front refused."""
        return not self.others and self.kept.status not in (401, 403, 404, 407)


class Systems:
    """What the partition has shown so far."""

    def __init__(self) -> None:
        self.everywhere: tuple[str, ...] | None = None
        """The global list; None where none has been seen."""
        self.collections: list[Collection] = []
        self.undeclared: Kept | None = None
        """What shows that the server does not declare Part 2."""
        self.asked: list[Asked] = []

    def see(self, x: Reading, surface: Surface) -> None:
        """Remember what an exchange shows."""
        kept = keep(x, x.status or 0)
        if x.operation_id in (surface.lists, surface.read):
            if len(self.asked) < MOST_ASKED:
                self.asked.append(_asked(x, kept, x.operation_id == surface.read))
        elif x.operation_id == surface.conformance:
            classes = x.reply_json.get("conformsTo") if isinstance(x.reply_json, dict) else None
            self.undeclared = kept if isinstance(classes, list) and PART_2 not in classes else self.undeclared
        elif kept.status == 200 and isinstance(x.reply_json, dict):
            self._listed(x.reply_json, kept, x.operation_id == surface.collections)

    def _listed(self, value: dict[str, Any], kept: Kept, several: bool) -> None:
        if several:
            self.everywhere = _texts(value.get("crs")) if "crs" in value else self.everywhere
        found = value.get("collections") if several else [value]
        for one in found if isinstance(found, list) else ():
            if isinstance(one, dict) and len(self.collections) < MOST_COLLECTIONS:
                self.collections.append(_collection(one, kept))

    def offered(self, collection: Collection) -> tuple[str, ...] | None:
        """Return the systems of a collection, those of the global list included; None where that is not known."""
        if collection.crs is None:
            return (CRS84,)
        if GLOBAL in collection.crs and self.everywhere is None:
            return None
        whole = ((self.everywhere or ()) if uri == GLOBAL else (uri,) for uri in collection.crs)
        return tuple(uri for each in whole for uri in each)

    def lists(self, name: str, uri: str) -> bool | None:
        """Tell whether a collection lists a system; None where what it lists is not known."""
        for one in self.collections:
            offered = self.offered(one) if one.name == name else None
            if offered is not None:
                return any(same(uri, each) for each in offered)
        return None

    def plain(self, name: str) -> dict[str, tuple[Place, ...]]:
        """Return the places of a collection's features as they came without any system being asked for."""
        found: dict[str, tuple[Place, ...]] = {}
        for one in self.asked:
            if one.collection == name and one.came and one.crs is None:
                found |= one.places
        return found

    def evidence(self, name: str) -> Iterator[Kept]:
        """Yield what shows a collection's list."""
        yield from (one.kept for one in self.collections if one.name == name)


def _collection(value: dict[str, Any], kept: Kept) -> Collection:
    extent, storage = value.get("extent"), value.get("storageCrs")
    return Collection(
        kept=kept,
        name=str(value.get("id", "")),
        crs=_texts(value["crs"]) if isinstance(value.get("crs"), list) else None,
        storage=str(storage) if storage is not None else None,
        spatial=isinstance(extent, dict) and bool(extent.get("spatial")),
    )


def _asked(x: Reading, kept: Kept, single: bool) -> Asked:
    value = x.reply_json if kept.status == 200 and isinstance(x.reply_json, dict) else {}
    features = [value] if single else value.get("features")
    named = [one for one in features if isinstance(one, dict)] if isinstance(features, list) else []
    links = value.get("links")
    names = list(x.path_params.values())
    return Asked(
        kept=kept,
        collection=names[0] if names else "",
        feature=names[-1] if single else "",
        crs=x.query.get("crs"),
        box=_numbers(x.query.get("bbox")),
        box_crs=x.query.get("bbox-crs"),
        others=bool(x.query.keys() - {"crs", "bbox", "bbox-crs", "limit"})
        or not x.request_is_valid
        or (kept.status == 200 and x.media_type not in FORMS),
        said=x.reply_headers.get("content-crs"),
        type=str(value.get("type", "")),
        places={str(one.get("id", "")): _places(one.get("geometry")) for one in named[:MOST_FEATURES]},
        names=frozenset(str(one.get("id", "")) for one in named),
        whole=not any(isinstance(one, dict) and one.get("rel") == "next" for one in _items(links)),
    )


def _places(geometry: Any) -> tuple[Place, ...]:
    return tuple(islice(positions_of(geometry), MOST_PLACES))


def _numbers(text: str | None) -> tuple[float, ...] | None:
    try:
        found = tuple(float(one) for one in text.split(",")) if text is not None else ()
    except ValueError:
        return None
    return found if len(found) == 4 else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in _items(value) if isinstance(one, str))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
