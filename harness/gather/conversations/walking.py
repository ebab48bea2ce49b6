"""Asks for a list, and goes from page to page to its end, by what each page says or by counting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from harness.contract import Schema
from harness.evidence import Exchange, Response
from harness.expression import MISSING, follow, parse_pointer
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.message import Message, Unaddressable, accept, write
from harness.reading import NotJson, Reading
from harness.reading.links import below
from harness.resources import Paging, Resource
from harness.resources.answers import elements_of, next_link
from harness.resources.fields import Field

MOST_PAGES: Final = 60
MOST_ON_A_PAGE: Final = 100
Query = Mapping[str, str]
NOBODY: Final[Mapping[str, object]] = {}


def ask(
    bench: Bench, resource: Resource, query: Query, intent: str, outputs: Mapping[str, object] = NOBODY
) -> Exchange | None:
    """Ask for the list with parameters; `outputs` name what it lies under. None where it cannot be asked for."""
    operation = bench.operation(resource.list)
    try:
        parameters = parameters_of(operation, outputs, bench.inputs)
        return bench.send(write(operation, parameters | {("query", n): t for n, t in query.items()}), intent)
    except (Unfillable, Unaddressable):
        return None


def elements(bench: Bench, resource: Resource, exchange: Exchange | None) -> list[Any]:
    """Return the elements of a page; none where it is no page."""
    if exchange is None or not isinstance(exchange.reply, Response) or exchange.reply.status != 200:
        return []
    return elements_of(resource, bench.read(exchange)) or []


def walk(
    bench: Bench, resource: Resource, size: int, intent: str = "page", outputs: Mapping[str, object] = NOBODY
) -> list[Any]:
    """Go through the list with pages of `size`, or the nearest size that the description allows.

    Returns the elements of the last page that held any.
    """
    paging = resource.paging
    query: dict[str, str] = {}
    if resource.page_size:
        query[resource.page_size] = str(_allowed(bench, resource, size))
    exchange = ask(bench, resource, query, f"{intent} 1", outputs)
    got, asked, last = 0, set[str](), list[Any]()
    for number in range(2, MOST_PAGES + 2):
        found = elements(bench, resource, exchange)
        last = found or last
        if exchange is None or not found or paging is None:
            return last
        got += len(found)
        message = _following(bench, resource, paging, exchange, {**query}, got)
        if message is None or message.target in asked:
            return last
        asked.add(message.target)
        exchange = bench.send(message, f"{intent} {number}")
    return last


def room(bench: Bench, resource: Resource, exchange: Exchange | None, size: int) -> int:
    """Return the least size of page, from `size` on, with which the pages hold a list of the total that it says."""
    if exchange is None or not isinstance(exchange.reply, Response) or resource.total is None:
        return size
    total = _at(bench.read(exchange), resource.total)
    if not isinstance(total, int) or isinstance(total, bool):
        return size
    return min(max(size, -(-total // MOST_PAGES)), MOST_ON_A_PAGE)


def _following(
    bench: Bench, resource: Resource, paging: Paging, exchange: Exchange, query: Query, got: int
) -> Message | None:
    """Return the request for the page after, by what the page says, else by counting; None at the end."""
    x, operation = bench.read(exchange), bench.operation(resource.list)
    if paging.style == "link" or paging.is_url:
        link = next_link(resource, x)
        target = below(x, link) if link is not None else None
        if target is not None:
            return Message(method="GET", target=target, headers=(("Accept", accept(operation)),))
        if paging.style == "link":
            return None
    more = _counted(resource, paging, x, got)
    if more is None:
        return None
    parameters = parameters_of(operation, dict(x.path_params), bench.inputs)
    return write(operation, parameters | {("query", n): t for n, t in {**query, paging.parameter: more}.items()})


def _counted(resource: Resource, paging: Paging, x: Reading, got: int) -> str | None:
    """Return token, offset or number of the page after."""
    if paging.style == "cursor":
        token = _at(x, paging.next or "")
        return str(token) if isinstance(token, str | int) and token != "" else None
    total = _at(x, resource.total) if resource.total is not None else MISSING
    if isinstance(total, int) and got >= total:
        return None
    if paging.style == "offset":
        return str(got)
    # What was asked for comes first: a page that is wrong about its own number would lead in a circle.
    asked = x.query.get(paging.parameter, "")
    if asked.isdigit():
        return str(int(asked) + 1)
    number = _at(x, paging.current) if paging.current is not None else MISSING
    return str((number if isinstance(number, int) and number >= paging.least else paging.first) + 1)


def _at(x: Reading, pointer: str) -> Any:
    return MISSING if isinstance(x.reply_json, NotJson) else follow(x.reply_json, parse_pointer(pointer))


def _allowed(bench: Bench, resource: Resource, size: int) -> int:
    """Return the size of a page that the description allows and that is nearest to the one wanted."""
    parameter = bench.operation(resource.list).parameter("query", resource.page_size)
    if parameter is None or not isinstance(parameter.schema, Schema):
        return size
    field = Field.of(parameter.schema)
    choices = [one for one in field.enum if isinstance(one, int)]
    if choices:
        return min(choices, key=lambda one: abs(one - size))
    least, most = field.value("minimum"), field.value("maximum")
    size = max(size, least) if isinstance(least, int) else size
    return min(size, most) if isinstance(most, int) else size
