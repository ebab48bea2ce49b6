"""Goes through a list page by page, asks for parts of it by filters, in an order, between dates, and for its items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from harness.formats.positions import positions_of
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation, at, json_schema, make, make_with
from harness.gather.conversations.changes import changed
from harness.gather.conversations.walking import NOBODY, Query, ask, elements, room, walk
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.resources import DateRange, Resource
from harness.resources.answers import name_at
from harness.resources.intervals import intervals, moments
from harness.resources.paths import placeholders

FEW: Final = 5
"""Items that are made, so that there is something to page through."""
PAGE: Final = 2
MOST_ITEMS: Final = 5
MOST_CHOICES: Final = 4
NEAR: Final = 0.05
"""Degrees from a place to the edges of a box around it."""


def _go(bench: Bench, resource: Resource) -> None:
    mine = list(_made(bench, resource)) if resource.create and resource.item_path and bench.means.write else []
    look(bench, resource, NOBODY, mine)


def look(bench: Bench, resource: Resource, outputs: Mapping[str, object], mine: Sequence[Any] = ()) -> None:
    """Ask for parts of a list and go through it; `outputs` name what it lies under, `mine` was made for it.

    The whole comes before the parts, which are measured by it, and after them as well where one was empty that should
    not be: others are at work, and may have removed what it should show.
    """
    whole = ask(bench, resource, {}, "the list as it is", outputs)
    shown = elements(bench, resource, whole)
    paged = resource.paging is not None or bool(resource.limit)
    last = walk(bench, resource, room(bench, resource, whole, PAGE), outputs=outputs) if paged else []
    exact = tuple(_filters(resource, list(mine), shown))
    found = [elements(bench, resource, ask(bench, resource, query, intent, outputs)) for query, intent in exact]
    parts = (
        *_other_letters(exact, resource),
        *_sorting(resource),
        *_ranges(resource, list(mine), shown),
        *_boxes(resource, list(mine), shown),
        *_intervals(resource, [*mine, *shown]),
    )
    for query, intent in parts:
        ask(bench, resource, query, intent, outputs)
    if not all(found):
        ask(bench, resource, {}, "the list as it still is", outputs)
        if paged:
            walk(bench, resource, room(bench, resource, whole, PAGE), outputs=outputs)
    _items(bench, resource, [*_some(bench, shown), *last[-1:], *_lacking(resource, shown)], outputs)


def _made(bench: Bench, resource: Resource) -> Iterator[Any]:
    """Make a few items, and yield what was sent: one plain, then others that differ in what the list selects by."""
    first = make(bench, resource)
    schema = json_schema(bench.operation(resource.create))
    if first is None or schema is None:
        return
    yield first.sent
    sorts = (pointer for _, pointer, _ in (resource.sort.choices if resource.sort else ()))
    by = dict.fromkeys((*(f.pointer for f in resource.filters), *(d.pointer for d in resource.dates), *sorts))
    for pointer in (*[p for p in by if p in resource.writable], *resource.writable[:FEW])[:FEW]:
        other = changed(schema, first.sent, (pointer,), bench.inputs)
        item = make_with(bench, resource, other[1]) if other is not None else make(bench, resource)
        if item is not None:
            yield item.sent


def _items(bench: Bench, resource: Resource, elements: list[Any], above: Mapping[str, object]) -> None:
    """Read items that the list names, each once."""
    if not resource.read or resource.element_id is None:
        return
    operation = bench.operation(resource.read)
    named = (name_at(element, resource.element_id) for element in elements)
    for name in dict.fromkeys(name for name in named if name is not None):
        outputs: dict[str, object] = {**above, placeholders(operation.path)[-1]: name}
        try:
            bench.send(write(operation, parameters_of(operation, outputs, bench.inputs)), "read what the list names")
        except (Unfillable, Unaddressable):
            return


def _some(bench: Bench, elements: list[Any]) -> list[Any]:
    """Return the first items of a list, and of the others as many as the seed chooses: what comes late is less seen."""
    first, others = elements[:MOST_ITEMS], elements[MOST_ITEMS:]
    return [*first, *bench.inputs.random.sample(others, min(MOST_ITEMS, len(others)))]


def _lacking(resource: Resource, elements: list[Any]) -> list[Any]:
    """Return the first element without a place, and without a time, of what can be selected by those."""
    features = [one for one in elements if isinstance(one, dict)]
    placeless = [one for one in features if resource.box and one.get("geometry", "") is None]
    timeless = [one for one in features if resource.interval and not moments(one)]
    return [*placeless[:1], *timeless[:1]]


def _filters(resource: Resource, mine: list[Any], elements: list[Any]) -> Iterator[tuple[Query, str]]:
    """Yield each filter with a value that some element has, one of ours and a rare one where there are such."""
    for one in resource.filters:
        known = [v for v in (at(e, one.pointer) for e in (mine or elements)) if isinstance(v, str | int | float)]
        if not known:
            continue
        value = min(known, key=lambda v: (known.count(v), known.index(v)))
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield {one.parameter: text}, f"only those whose {one.pointer} is that of one"


def _other_letters(filters: Iterable[tuple[Query, str]], resource: Resource) -> Iterator[tuple[Query, str]]:
    """Yield the same filters in other letters, upper for lower, where nothing lists the values that a text may have."""
    free = {one.parameter for one in resource.filters if one.kind == "string" and not one.values}
    for query, _ in filters:
        for name, text in query.items():
            if name in free and text.swapcase() != text:
                yield {name: text.swapcase()}, "the same in other letters, upper for lower"


def _sorting(resource: Resource) -> Iterator[tuple[Query, str]]:
    if resource.sort is not None:
        for value, pointer, _ in resource.sort.choices[:MOST_CHOICES]:
            yield {resource.sort.parameter: value}, f"in the order of {pointer}"


def _ranges(resource: Resource, mine: list[Any], elements: list[Any]) -> Iterator[tuple[Query, str]]:
    """Yield for each range one that begins, and one that ends, at the middle of the times that were seen."""
    for dates in resource.dates:
        seen = sorted(t for t in (at(e, dates.pointer) for e in (*mine, *elements)) if isinstance(t, str))
        if seen:
            yield from _around(dates, seen[len(seen) // 2])


def _boxes(resource: Resource, mine: list[Any], elements: list[Any]) -> Iterator[tuple[Query, str]]:
    """Yield a small box around one place that was seen, the one that lies farthest from the others."""
    if not resource.box:
        return
    spots = [spot for e in (*mine, *elements) for pair in resource.coordinates if (spot := _spot(e, pair)) is not None]
    if spots:
        latitude, longitude = max(spots, key=lambda one: sum(abs(one[0] - o[0]) + abs(one[1] - o[1]) for o in spots))
        edges = (longitude - NEAR, latitude - NEAR, longitude + NEAR, latitude + NEAR)
        yield {resource.box: ",".join(f"{edge:.4f}" for edge in edges)}, "only those in a box around one"


def _intervals(resource: Resource, elements: list[Any]) -> Iterator[tuple[Query, str]]:
    """Yield days in which half of the times lie that were seen, and one in which few lie."""
    things = [times for element in elements if (times := moments(element))] if resource.interval else []
    for text in intervals(things):
        yield {resource.interval: text}, "only those within a time"


def _spot(element: Any, pair: tuple[str, str]) -> tuple[float, float] | None:
    if pair[0] == pair[1]:
        first = next(positions_of(at(element, pair[0].rpartition("/")[0])), None)
        return (first[1], first[0]) if first is not None else None
    latitude, longitude = (at(element, pointer) for pointer in pair)
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (latitude, longitude)):
        return None
    return float(latitude), float(longitude)


def _around(dates: DateRange, middle: str) -> Iterator[tuple[Query, str]]:
    text = middle[:10] if dates.is_date else middle
    if dates.after:
        yield {dates.after: text}, f"only those whose {dates.pointer} is not before that of one"
    if dates.before:
        yield {dates.before: text}, f"only those whose {dates.pointer} is not after that of one"


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.list),
    writes=False,
    estimate=20,
)
