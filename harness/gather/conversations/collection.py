"""Goes through a list page by page, then asks for parts of it: by filters, in an order, between dates, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.contract import Schema
from harness.evidence import Exchange, Response
from harness.expression import MISSING
from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, at, json_schema, make, make_with
from harness.gather.conversations.changes import changed
from harness.gather.inputs import Unfillable
from harness.gather.message import Message, Unaddressable, accept, write
from harness.gather.parameters import parameters_of
from harness.reading.links import below
from harness.resources import DateRange, Resource
from harness.resources.answers import elements_of, name_at, next_link
from harness.resources.fields import Field
from harness.resources.paths import placeholders

FEW: Final = 5
"""Items that are made, so that there is something to page through."""
PAGE: Final = 2
MANY: Final = 100
MOST_PAGES: Final = 60
MOST_ITEMS: Final = 5
MOST_CHOICES: Final = 4
Query = Mapping[str, str]


def _go(bench: Bench, resource: Resource) -> None:
    mine = list(_made(bench, resource)) if resource.create and resource.item_path and bench.means.write else []
    whole = _ask(bench, resource, {}, "the list as it is")
    elements = _elements(bench, resource, whole)
    pages(bench, resource)
    _items(bench, resource, elements)
    for query, intent in (*_filters(resource, mine, elements), *_sorting(resource), *_ranges(resource, mine, elements)):
        _ask(bench, resource, query, intent)


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


def _ask(bench: Bench, resource: Resource, query: Query, intent: str) -> Exchange | None:
    operation = bench.operation(resource.list)
    try:
        parameters = parameters_of(operation, {}, bench.inputs)
        parameters |= {("query", name): text for name, text in query.items()}
        return bench.send(write(operation, parameters), intent)
    except (Unfillable, Unaddressable):
        return None


def _elements(bench: Bench, resource: Resource, exchange: Exchange | None) -> list[Any]:
    if exchange is None or not isinstance(exchange.reply, Response) or exchange.reply.status != 200:
        return []
    return elements_of(resource, bench.read(exchange)) or []


def pages(bench: Bench, resource: Resource, *, many: bool = False) -> None:
    """Go from page to page to the end, `many` elements at a time or few."""
    paging = resource.paging
    if paging is None:
        return
    size = _largest(bench, resource) if many else _page_size(bench, resource)
    query: dict[str, str] = {paging.limit: str(size)} if paging.limit else {}
    exchange = _ask(bench, resource, query, "page 1")
    got, asked = 0, set[str]()
    for number in range(2, MOST_PAGES + 2):
        elements = _elements(bench, resource, exchange)
        if exchange is None or not elements:
            return
        got += len(elements)
        message = _following(bench, resource, exchange, query, got)
        if message is None or message.target in asked:
            return
        asked.add(message.target)
        exchange = bench.send(message, f"page {number}")


def _following(bench: Bench, resource: Resource, exchange: Exchange, query: Query, got: int) -> Message | None:
    """Return the request for the page after, by what the page says, else by counting; None at the end."""
    paging, x = resource.paging, bench.read(exchange)
    assert paging is not None
    operation = bench.operation(resource.list)
    if paging.style == "link" or paging.is_url:
        link = next_link(resource, x)
        target = below(x, link) if link is not None else None
        if target is not None:
            return Message(method="GET", target=target, headers=(("Accept", accept(operation)),))
        if paging.style == "link":
            return None
    if paging.style == "cursor":
        token = at(x.reply_json, paging.next or "")
        if token is MISSING or token in (None, "") or not isinstance(token, str | int):
            return None
        more = {paging.parameter: str(token)}
    else:
        total = at(x.reply_json, resource.total) if resource.total is not None else MISSING
        if isinstance(total, int) and got >= total:
            return None
        more = {paging.parameter: str(got)} if paging.style == "offset" else _next_page(paging, x)
    parameters = parameters_of(operation, {}, bench.inputs)
    return write(operation, parameters | {("query", name): text for name, text in {**query, **more}.items()})


def _next_page(paging: Any, x: Any) -> dict[str, str]:
    number = at(x.reply_json, paging.current) if paging.current is not None else MISSING
    if not isinstance(number, int):
        asked = x.query.get(paging.parameter, "")
        number = int(asked) if asked.isdigit() else paging.first
    return {paging.parameter: str(number + 1)}


def _page_size(bench: Bench, resource: Resource) -> int:
    """Return a small size that the description allows."""
    paging = resource.paging
    parameter = bench.operation(resource.list).parameter("query", paging.limit) if paging is not None else None
    if parameter is None or not isinstance(parameter.schema, Schema):
        return PAGE
    field = Field.of(parameter.schema)
    least, choices = field.value("minimum"), [one for one in field.enum if isinstance(one, int)]
    return min(choices) if choices else max(PAGE, least if isinstance(least, int) else PAGE)


def _largest(bench: Bench, resource: Resource) -> int:
    """Return a large size that the description allows."""
    paging = resource.paging
    parameter = bench.operation(resource.list).parameter("query", paging.limit) if paging is not None else None
    if parameter is None or not isinstance(parameter.schema, Schema):
        return MANY
    field = Field.of(parameter.schema)
    most, choices = field.value("maximum"), [one for one in field.enum if isinstance(one, int)]
    return max(choices) if choices else min(MANY, most if isinstance(most, int) else MANY)


def _items(bench: Bench, resource: Resource, elements: list[Any]) -> None:
    """Read the first items that the list names."""
    if not resource.read or resource.element_id is None:
        return
    operation = bench.operation(resource.read)
    for element in elements[:MOST_ITEMS]:
        name = name_at(element, resource.element_id)
        if name is None:
            continue
        outputs: dict[str, object] = {placeholders(operation.path)[-1]: name}
        try:
            bench.send(write(operation, parameters_of(operation, outputs, bench.inputs)), "read what the list names")
        except (Unfillable, Unaddressable):
            return


def _filters(resource: Resource, mine: list[Any], elements: list[Any]) -> Iterator[tuple[Query, str]]:
    """Yield each filter with a value that some element has, one of ours and a rare one where there are such.

    Text is asked for in other letters too, upper for lower, where nothing lists the values that it may have.
    """
    for one in resource.filters:
        known = [v for v in (at(e, one.pointer) for e in (mine or elements)) if isinstance(v, str | int | float)]
        if not known:
            continue
        value = min(known, key=lambda v: (known.count(v), known.index(v)))
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield {one.parameter: text}, f"only those whose {one.pointer} is that of one"
        if one.kind == "string" and not one.values and text.swapcase() != text:
            yield {one.parameter: text.swapcase()}, "the same in other letters, upper for lower"


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
