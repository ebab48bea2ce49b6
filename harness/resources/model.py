"""Shapes a resource: operations by what they do, and where things stand in what they take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a list goes on."""

    style: str
    """`cursor` (a token from the page before), `offset`, `page`, or `link` (only a URL leads on)."""
    limit: str = ""
    """Query parameter that takes the size of a page; empty where there is none."""
    parameter: str = ""
    """Query parameter that takes token, offset or number of the page; empty for `link`."""
    first: int = 0
    """Number of the first page; for `page` alone."""
    least: int = 0
    """Least number of a page that the description allows: a page that says less of itself is wrong about that."""
    next: str | None = None
    """JSON pointer to what leads on: a token, or a URL; None where only a Link field can say so, or nothing does."""
    current: str | None = None
    """JSON pointer to the number of the page that came; for `page` alone."""
    is_url: bool = False
    """Whether a URL stands at `next`; a list of links (`rel`, `href`) counts as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A query parameter of a list that names a property of its elements."""

    parameter: str
    pointer: str
    """To the property, from an element."""
    kind: str
    """Type of the property: `string`, `integer`, `number` or `boolean`."""
    values: tuple[Any, ...] = ()
    """Those of its `enum`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A query parameter of a list that takes the property to sort by."""

    parameter: str
    choices: tuple[tuple[str, str, bool | None], ...]
    """Value of the parameter, pointer to the property, whether the order is descending; None where nothing says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Query parameters of a list between which a time of its elements lies."""

    after: str
    """Parameter for the earliest time; empty where there is none."""
    before: str
    pointer: str
    """To the time, from an element."""
    is_date: bool
    """Whether the parameters take a day and not a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of thing that an API keeps. Operations are named by id; an empty one is not there."""

    collection: str
    """Path of the collection as described, or that of the item where there is no collection: the resource's name."""
    item_path: str = ""
    parameter: str = ""
    """Path parameter that names an item."""
    list: str = ""
    create: str = ""
    read: str = ""
    replace: str = ""
    update: str = ""
    delete: str = ""
    items: str | None = None
    """Pointer to the elements in a reply to `list`; None where they were not found."""
    element_id: str | None = None
    """Pointer from an element to what names it in `parameter`; '' where the element itself is the name."""
    element: str = ""
    """Pointer from an element to its properties: '' or that of an envelope, such as `/attributes`."""
    created_id: str | None = None
    """Pointer to the name in a reply to `create`; None where only Location can tell."""
    envelope: str = ""
    """Pointer to the properties in a reply to `read`."""
    item_id: str | None = None
    """Pointer to the name in a reply to `read`."""
    paging: Paging | None = None
    limit: str = ""
    """Query parameter of a list that takes the greatest number of elements, where nothing is said of how to go on."""
    total: str | None = None
    """Pointer to the number of all elements in a reply to `list`."""
    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    dates: tuple[DateRange, ...] = ()
    box: str = ""
    """Query parameter of a list that takes west, south, east and north, in degrees (OGC API - Features, `bbox`)."""
    interval: str = ""
    """Query parameter of a list that takes an instant or an interval of time (OGC API - Features, `datetime`)."""
    etag: bool = False
    """Whether replies are described as having an entity tag, or changes as taking If-Match."""
    writable: tuple[str, ...] = ()
    """Pointers to the scalar properties at the top of what `create` takes and `read` gives."""
    states: tuple[str, ...] = ()
    """Of `writable` those whose values are listed, or true and false: a product may set such a state by itself."""
    read_only: tuple[str, ...] = ()
    """Pointers to the properties that only the product sets."""
    times: tuple[str, ...] = ()
    """Pointers to the times (`format: date-time`) in what `read` or an element holds."""
    coordinates: tuple[tuple[str, str], ...] = ()
    """Pointers to latitude and longitude; the same one twice is a GeoJSON position."""
    coordinates_in: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Pointers to lists in what `read` gives, and from an element of each to latitude and longitude."""
    parent: str = ""
    """Collection of the resource that this one lies under."""

    @property
    def page_size(self) -> str:
        """Return the query parameter that takes how many elements a list may hold, or ''."""
        return self.paging.limit if self.paging is not None else self.limit

    @property
    def operations(self) -> tuple[str, ...]:
        """Return the ids of its operations."""
        named = (self.list, self.create, self.read, self.replace, self.update, self.delete)
        return tuple(name for name in named if name)
