"""Takes one page of the records on a shelf: filtered, sorted, and by cursor, offset or number of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from harness.expression import MISSING, Scope
from harness.expression.compare import is_number
from harness.partner.acts.asking import pairs_of
from harness.partner.acts.base import Act, Name
from harness.partner.bench import Bench, Value
from harness.partner.call import Call, Reply, Step
from harness.partner.instant import seconds_of
from harness.partner.problem import Wrong, problem
from harness.partner.store import Record, Shelf

_CURSOR: Final = re.compile(r"[0-9a-f]{16}\Z")
Holds: TypeAlias = Callable[[Record], bool]
_instant = lru_cache(maxsize=65536)(seconds_of)


class Select(Act, frozen=True, kw_only=True, tag="select"):
    """Keeps a page of a shelf as `$found.<as>`, oldest record first where nothing else is asked for.

    It has `items`, `size` and `next`, a reference to the page after; by page or offset also `total`, `pages`, `page`,
    `offset`, `count` (of its items), `first`, `last` and `empty`. What a template names that the request does not have
    is not asked for.
    """

    in_: Name = msgspec.field(name="in")
    of: str = ""
    as_: Name = msgspec.field(name="as")
    by: Literal["cursor", "page", "offset"] = "cursor"
    where: dict[str, str] = msgspec.field(default_factory=dict)
    """Member of a record, and the template of what it must equal."""
    since: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a time, and the template of the first that is taken."""
    before: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a time, and the template of the first that is not taken."""
    least: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a number or a text, and the template of the least that is taken."""
    greatest: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a number or a text, and the template of the greatest that is taken."""
    holds: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that is a text or a list of texts, and the template of what is part of it, in upper or lower case."""
    within: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a GeoJSON point, and the template of west, south, east and north."""
    sort: dict[str, str] = msgspec.field(default_factory=dict)
    """Member that holds a time, and the template of the word that sorts by it; a minus before it turns round."""
    size: str = "limit"
    """Query parameter with the most records of a page."""
    place: str = "cursor"
    """Query parameter that says which page."""
    default: Annotated[int, msgspec.Meta(ge=1)] = 20
    most: int = 100
    ignore_case: bool = False
    """Whether `where` passes over upper and lower case."""
    heed_size: bool = True
    """Whether the client's size is obeyed."""
    only: tuple[str, ...] = ()
    """Members of a record that are shown; empty: all."""
    also: dict[str, Any] = msgspec.field(default_factory=dict)
    """Members that are added to each record that is shown, or replaced in it."""
    lost: int = 0
    """Records that get lost between two pages; negative: that come again."""

    def ready(self, bench: Bench) -> Step:
        of = bench.text(self.of)
        tests = _tests(self, bench)
        added = bench.value(dict(self.also))
        order = {member: bench.text(text) for member, text in self.sort.items()}
        bad_place = problem(
            400, f"{self.place} is not one that was given here.", errors=[Wrong("is another", parameter=self.place)]
        )

        def step(call: Call) -> Reply | None:
            asked = call.scope["request"]["query"]
            shelf = call.world.store.look(self.in_, of(call.scope))
            wanted = _all([test for make in tests if (test := make(call.scope))])
            size = asked.get(self.size, self.default) if self.heed_size else self.most
            if self.by == "cursor":
                start = _number(asked.get(self.place))
                if start is None:
                    return bad_place
                page = _after(shelf, start, size, wanted, self.lost)
            else:
                found = [record for record in shelf if wanted(record)] if wanted else list(shelf)
                found = _sorted(found, order, call.scope)
                page = _numbered(found, self.by, asked.get(self.place), size, self.lost)
            if (place := page.pop("then")) is not None:
                page["next"] = _link(call, self.place, place)
            if self.only or self.also:
                extra = added(call.scope)
                page["items"] = [self._shown(record, extra) for record in page["items"]]
            call.found[self.as_] = page
            return None

        return step

    def _shown(self, record: Record, extra: Record) -> Record:
        kept = {name: record[name] for name in self.only if name in record} if self.only else record
        return {**kept, **extra}


def _all(tests: list[Holds]) -> Holds | None:
    """The one test that stands for all; None for none, and no more than itself for one: lists grow long."""
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda record: all(test(record) for test in tests)


def _tests(act: Select, bench: Bench) -> list[Callable[[Scope], Holds | None]]:
    """What makes, from a request, the tests that a record must pass; None for one that is not asked for."""
    equal = _equal_in_any_case if act.ignore_case else _equal
    kinds: tuple[tuple[dict[str, str], Callable[[str, Any], Holds]], ...] = (
        *((act.where, equal), (act.since, _since), (act.before, _before), (act.within, _within)),
        *((act.least, _least), (act.greatest, _greatest), (act.holds, _holds)),
    )
    return [_test(member, bench.value(text), kind) for given, kind in kinds for member, text in given.items()]


def _test(member: str, value: Value, kind: Callable[[str, Any], Holds]) -> Callable[[Scope], Holds | None]:
    def make(scope: Scope) -> Holds | None:
        wanted = value(scope)
        return None if wanted is MISSING else kind(member, wanted)

    return make


def _equal(member: str, wanted: Any) -> Holds:
    return lambda record: record.get(member) == wanted


def _equal_in_any_case(member: str, wanted: Any) -> Holds:
    return lambda record: str(record.get(member)).casefold() == str(wanted).casefold()


def _since(member: str, wanted: Any) -> Holds:
    first = _time(wanted)
    return lambda record: _time(record.get(member)) >= first


def _before(member: str, wanted: Any) -> Holds:
    end = _time(wanted)
    return lambda record: _time(record.get(member)) < end


def _least(member: str, wanted: Any) -> Holds:
    return lambda record: _are_alike(record.get(member), wanted) and record[member] >= wanted


def _greatest(member: str, wanted: Any) -> Holds:
    return lambda record: _are_alike(record.get(member), wanted) and record[member] <= wanted


def _are_alike(held: Any, wanted: Any) -> bool:
    """Tell whether two values can be ordered: two numbers, or two texts, such as times of day."""
    return (is_number(held) and is_number(wanted)) or (isinstance(held, str) and isinstance(wanted, str))


def _holds(member: str, wanted: Any) -> Holds:
    part = str(wanted).casefold()

    def holds(record: Record) -> bool:
        held = record.get(member, "")
        return part in (held.casefold() if isinstance(held, str) else [one.casefold() for one in held])

    return holds


def _within(member: str, wanted: Any) -> Holds:
    west, south, east, north = wanted

    def holds(record: Record) -> bool:
        longitude, latitude = record[member]["coordinates"][:2]
        # A box whose west lies east of its east crosses the antimeridian (RFC 7946 section 5.2).
        across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        return bool(across and south <= latitude <= north)

    return holds


def _time(value: Any) -> float:
    found = _instant(value) if isinstance(value, str) else None
    return float("-inf") if found is None else found


def _sorted(found: list[Record], order: dict[str, Callable[[Scope], str]], scope: Scope) -> list[Record]:
    for member, text in order.items():
        if asked := text(scope):
            return sorted(found, key=lambda record: _time(record.get(member)), reverse=asked.startswith("-"))
    return found


def _after(shelf: Shelf, number: int, size: int, wanted: Holds | None, lost: int) -> dict[str, Any]:
    """The page of records after the one of that number."""
    start = shelf.position_after(number)
    if wanted:
        rest = enumerate(shelf.slice(start, len(shelf)), start)
        found = list(islice(((at, record) for at, record in rest if wanted(record)), size + 1))
    else:
        found = list(enumerate(shelf.slice(start, size + 1), start))
    more = len(found) > size
    then = _cursor(max(shelf.number_at(found[size - 1][0]) + lost, 0)) if more else None
    return {"items": [record for _, record in found[:size]], "size": size, "then": then}


def _numbered(found: list[Record], by: str, place: int | None, size: int, lost: int) -> dict[str, Any]:
    """The page of that number, or from that offset."""
    page = 1 if by == "offset" else place or 1
    start = (place or 0) if by == "offset" else (page - 1) * size
    items = found[max(start + (lost if start else 0), 0) :][:size]
    then = start + size if by == "offset" else page + 1
    return {
        "items": items,
        "size": size,
        "total": len(found),
        "pages": -(-len(found) // size),
        "page": page,
        "offset": start,
        "count": len(items),
        "first": start == 0,
        "last": start + size >= len(found),
        "empty": not items,
        "then": then if start + size < len(found) else None,
    }


def _link(call: Call, name: str, place: Any) -> str:
    """The path and query of the same request for another page."""
    kept = [(key, text) for key, text in pairs_of(call.query) or [] if key != name]
    return f"{call.target}?{urlencode([*kept, (name, str(place))])}"


def _cursor(number: int) -> str:
    return f"{number:016x}"


def _number(cursor: str | None) -> int | None:
    """The number that a cursor stands for, 0 without one, None for one that has not its form."""
    if cursor is None:
        return 0
    return int(cursor, 16) if _CURSOR.match(cursor) else None
