"""Finds in the description of a list where its elements lie, how it is paged, counted, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.contract import Operation, Parameter, Schema
from harness.resources import names
from harness.resources.fields import Field
from harness.resources.model import DateRange, Filter, Paging, Sort
from harness.resources.names import plain

SCALARS = frozenset({"string", "integer", "number", "boolean"})
TIMES = frozenset({"date-time", "date"})


def elements(root: Field, path: str) -> Field | None:
    """Return the list in a reply: the root itself, or the member that names such things, else the only list."""
    if root.kind == "array":
        return root
    lists = [field for field in root.properties.values() if field.element is not None and field.kind in ("array", "")]
    last = plain([one for one in path.strip("/").split("/") if "{" not in one][-1]) if path.strip("/") else ""
    for wanted in (last, *names.ITEMS):
        for field in lists:
            if wanted and plain(field.pointer) == wanted:
                return field
    if len(lists) == 1:
        return lists[0]
    for name, field in root.properties.items():
        if plain(name) in ("embedded", *names.ENVELOPES) and field.kind == "object":
            inner = elements(field, path)
            if inner is not None:
                return inner
    return None


def paging(operation: Operation, root: Field) -> Paging | None:
    """Return how the list goes on, or None where nothing is said of it."""
    query = {plain(p.name): p for p in operation.parameters if p.location == "query"}
    limit = _named(query, names.LIMITS)
    following, is_url = _following(root)
    cursor = _named(query, names.CURSORS)
    if cursor and following is not None and not is_url:
        return Paging(style="cursor", limit=limit, parameter=cursor, next=following)
    offset, page = _named(query, names.OFFSETS), _named(query, names.PAGES)
    if page:
        return Paging(
            style="page",
            limit=limit,
            parameter=page,
            first=_first(query[plain(page)]),
            least=_least(query[plain(page)]),
            next=following,
            current=_current(root),
            is_url=is_url,
        )
    if offset and limit and not _is_time(query[plain(offset)]):
        return Paging(style="offset", limit=limit, parameter=offset, next=following, is_url=is_url)
    if following is not None and (is_url or cursor):
        return Paging(style="link", limit=limit, next=following, is_url=True)
    reply = next((r for s, r in operation.replies.items() if s.startswith("2")), None)
    if reply is not None and reply.documents_header("link"):
        return Paging(style="link", limit=limit)
    return None


def limit(operation: Operation, element: Field) -> str:
    """Return the parameter for the greatest number of elements: a whole number that is no property of theirs, or ''."""
    properties = {plain(name) for name in element.properties}
    query = {plain(p.name): p for p in operation.parameters if p.location == "query" and _is_whole(p)}
    return _named(query, [name for name in names.LIMITS if name not in properties])


def _is_whole(parameter: Parameter) -> bool:
    return isinstance(parameter.schema, Schema) and Field.of(parameter.schema).kind == "integer"


def _named(query: dict[str, Parameter], wanted: Iterable[str]) -> str:
    return next((query[name].name for name in wanted if name in query), "")


def _first(parameter: Parameter) -> int:
    """Return the number of the first page: what is the least or the default, else 0 only where 0 is allowed."""
    if not isinstance(parameter.schema, Schema):
        return 1
    field = Field.of(parameter.schema)
    for keyword in ("default", "minimum"):
        value = field.value(keyword)
        if isinstance(value, int) and value in (0, 1):
            return int(value)
    return 1


def _least(parameter: Parameter) -> int:
    value = Field.of(parameter.schema).value("minimum") if isinstance(parameter.schema, Schema) else None
    return int(value) if isinstance(value, int) and value in (0, 1) else 0


def _current(root: Field) -> str | None:
    for wanted in names.CURRENT:
        for field in _near(root):
            if plain(field.pointer.rpartition("/")[2]) == wanted and field.kind == "integer":
                return field.pointer
    return None


def _is_time(parameter: Parameter) -> bool:
    return isinstance(parameter.schema, Schema) and Field.of(parameter.schema).format in TIMES


def _following(root: Field) -> tuple[str | None, bool]:
    """Return the pointer to what leads on, and whether a URL stands there."""
    for field in _near(root):
        name = plain(field.pointer.rpartition("/")[2])
        if name == "links" and field.element is not None and {"rel", "href"} <= field.element.properties.keys():
            return field.pointer, True
        if name == "next" and field.kind == "object" and "href" in field.properties:
            return field.properties["href"].pointer, True
        if (
            name in names.URLS
            and field.format in ("uri", "url", "uri-reference")
            and "string" in (field.kind, "string")
        ):
            return field.pointer, True
    for wanted in names.TOKENS:
        for field in _near(root):
            name = plain(field.pointer.rpartition("/")[2])
            if name == wanted and field.kind in ("string", "integer", ""):
                return field.pointer, name in ("nexturl", "nextlink") or "links" in field.pointer.lower()
    for field in _near(root):
        if plain(field.pointer.rpartition("/")[2]) in names.URLS and field.kind == "string":
            return field.pointer, True
    return None, False


def total(root: Field) -> str | None:
    """Return the pointer to the number of all elements; a bare `count` only where it cannot be that of the page."""
    for wanted in names.TOTALS:
        for field in _near(root):
            if plain(field.pointer.rpartition("/")[2]) == wanted and field.kind in ("integer", "number"):
                return field.pointer
    count = root.properties.get("count")
    if count is not None and count.kind == "integer" and {"next", "previous"} <= root.properties.keys():
        return count.pointer
    return None


def _near(root: Field) -> Iterator[Field]:
    """Yield the members of the root, then those of its metadata."""
    yield from root.properties.values()
    for name, field in root.properties.items():
        if plain(name) in names.METADATA:
            yield from field.properties.values()


def filters(operation: Operation, element: Field, used: frozenset[str]) -> tuple[Filter, ...]:
    """Return the query parameters that name a scalar property of the elements."""
    properties = {plain(name): field for name, field in element.properties.items()}
    found = []
    for parameter in operation.parameters:
        field = properties.get(plain(parameter.name))
        if parameter.location != "query" or parameter.name in used or field is None:
            continue
        if field.kind in SCALARS and field.format not in TIMES and _is_scalar(parameter):
            found.append(Filter(parameter=parameter.name, pointer=field.pointer, kind=field.kind, values=field.enum))
    return tuple(found)


def _is_scalar(parameter: Parameter) -> bool:
    return isinstance(parameter.schema, Schema) and Field.of(parameter.schema).kind in SCALARS


def sort(operation: Operation, element: Field) -> Sort | None:
    """Return the sorting whose values name properties of the elements; one whose values are not listed is unknown."""
    properties = {plain(name): field.pointer for name, field in element.properties.items() if field.kind in SCALARS}
    properties = {name: pointer for name, pointer in properties.items() if name not in ("asc", "desc")}
    for parameter in operation.parameters:
        if parameter.location != "query" or plain(parameter.name) not in names.SORTS:
            continue
        if not isinstance(parameter.schema, Schema):
            continue
        field = Field.of(parameter.schema)
        field = field.element or field
        values = tuple(value for value in field.enum if isinstance(value, str))
        choices = [_choice(value, properties, values) for value in values]
        known = tuple(one for one in choices if one is not None)
        if known:
            return Sort(parameter=parameter.name, choices=known)
    return None


def _choice(value: str, properties: dict[str, str], values: tuple[str, ...]) -> tuple[str, str, bool | None] | None:
    """Return what a value such as `-created`, `created:desc` or `created,desc` sorts by."""
    name = plain(value)
    descending: bool | None = None
    if value.startswith("-") or name.endswith(("desc", "descending")):
        descending = True
    elif name.endswith(("asc", "ascending")) or value.startswith("+") or f"-{value}" in values:
        descending = False
    for candidate in (
        name,
        name.removesuffix("desc"),
        name.removesuffix("asc"),
        name.removesuffix("descending"),
        name.removesuffix("ascending"),
    ):
        if candidate in properties:
            return value, properties[candidate], descending
    return None


def box(operation: Operation) -> str:
    """Return the parameter that takes a box on the map, or ''."""
    return next((p.name for p in operation.parameters if p.location == "query" and plain(p.name) in names.BOXES), "")


def interval(operation: Operation) -> str:
    """Return the parameter that takes an interval of time, or ''; beside a box alone is the word sure to mean that."""
    if not box(operation):
        return ""
    wanted = (p for p in operation.parameters if p.location == "query" and plain(p.name) in names.INTERVALS)
    return next((p.name for p in wanted if not _is_time(p)), "")


def date_ranges(operation: Operation, element: Field) -> tuple[DateRange, ...]:
    """Return pairs of parameters between which a time of the elements lies."""
    times = {plain(name): field for name, field in element.properties.items() if field.format in TIMES}
    found: dict[str, dict[str, str]] = {}
    days: dict[str, bool] = {}
    for parameter in operation.parameters:
        if parameter.location != "query" or not _is_time(parameter):
            continue
        for side, words in (("after", names.FROM), ("before", names.TO)):
            pointer = _meant(plain(parameter.name), words, times)
            if pointer is not None and side not in found.get(pointer, {}):
                found.setdefault(pointer, {})[side] = parameter.name
                days[pointer] = isinstance(parameter.schema, Schema) and Field.of(parameter.schema).format == "date"
                break
    return tuple(
        DateRange(after=sides.get("after", ""), before=sides.get("before", ""), pointer=pointer, is_date=days[pointer])
        for pointer, sides in found.items()
    )


def _meant(name: str, words: tuple[str, ...], times: dict[str, Field]) -> str | None:
    """Return the pointer of the time that `createdFrom` speaks of (`createdAt`, `created`); of `from` the only one."""
    root = names.without(name, words)
    if root is None:
        return None
    for word in names.TIMES:
        root = root.removesuffix(word) if root != word else ""
    if not root:
        return next(iter(times.values())).pointer if len(times) == 1 else None
    for candidate in (root, *(f"{root}{word}" for word in names.TIMES), *(f"{word}{root}" for word in names.TIMES)):
        if candidate in times:
            return times[candidate].pointer
    return None
