"""`page-says/1`: what a page says of itself is so: its size and number, and whether it is the first, the last or empty.

Source: the page of Open Referral UK 3.0. Whether the members are there is for schema/1 to say, and whether the pages
together hold the whole list for pages/1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import json_equal
from harness.reading import NotJson, Reading
from harness.resources import Paging
from harness.resources.answers import elements_of
from harness.rules import base
from harness.rules.lists.pagination import whole
from harness.rules.things import Things, succeeded

SMALL: Final = 10
"""Size of a page that no product cuts: one above it may meet a cap that is the product's own."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which member is looked at, and what it must say."""

    check: str
    """One of CHECKS; or `full`: a page holds as many elements as were asked for, and only the last one fewer."""
    member: str = ""
    """Pointer to the member that says it."""
    operations: tuple[str, ...] = ()
    """Lists that are looked at; none given: all."""


class Page(NamedTuple):
    """One page that came."""

    number: int | None
    """The one that was asked for, counted from `first`; None where a list does not go on by number."""
    first: int
    size: int | None
    """What was asked for, where anything was."""
    got: int
    total: Any
    """Elements on all pages, as the page has it."""


Truth = Callable[[Page], Any]


def _is_last(page: Page) -> Any:
    """Nothing is said of a page beyond the last one, nor of the only one of a list that is empty."""
    last = _last(page) if _is_kept_to(page) else None
    return page.number == last if last is not None and page.number is not None and page.number <= last else None


def _last(page: Page) -> int | None:
    pages = _pages(page)
    return page.first + pages - 1 if pages is not None else None


def _says_number(page: Page) -> Any:
    """Nothing is said of a page beyond the last one that holds something: it may be another, and say so rightly."""
    return None if _is_another(page) else page.number


def _is_first(page: Page) -> Any:
    return None if page.number is None or _is_another(page) else page.number == page.first


def _is_another(page: Page) -> bool:
    """Tell whether it holds something, and lies beyond the last one: that is the page that it says it is."""
    last = _last(page)
    return page.got > 0 and last is not None and page.number is not None and page.number > last


def _pages(page: Page) -> int | None:
    """Return how many pages of that size there are; where the size was not kept to, another check says so."""
    size = page.size
    if not _is_count(page.total) or size is None or not 0 < page.got <= size <= SMALL:
        return None
    return -(-int(page.total) // size)


def _is_kept_to(page: Page) -> bool:
    """Tell whether a page holds as many as are due on it: of another size there are fewer pages, or more."""
    if not _is_count(page.total) or page.size is None or page.number is None:
        return True
    due = min(page.size, int(page.total) - (page.number - page.first) * page.size)
    return page.got == due or due <= 0


CHECKS: Final[Mapping[str, Truth]] = {
    "size": lambda page: page.got,
    "number": _says_number,
    "first": _is_first,
    "last": _is_last,
    "empty": lambda page: page.got == 0,
    "pages": lambda page: _pages(page) if _is_kept_to(page) else None,
}
"""What is so, by the name of the check; None where it cannot be told."""


class Watch(base.Single):
    """Looks at each page of a list, whatever part of it was asked for."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        if params.check not in (*CHECKS, "full"):
            raise ProfileError(f"page-says/1: no check {params.check!r}", hint=f"{', '.join(CHECKS)}, full")
        if params.check != "full" and not params.member:
            raise ProfileError("page-says/1: no member", hint="Give the pointer to what says it, such as /size.")
        self._check = params.check
        self._member = params.member
        self._things = Things(world.contract, params.operations)

    def look(self, x: Reading) -> base.Sign | None:
        """Give what one page shows."""
        page = self._page(x)
        if page is None:
            return None
        if self._check == "full":
            return _filled(x, page)
        said = follow(x.reply_json, parse_pointer(self._member))
        so = CHECKS[self._check](page)
        if so is None or said is MISSING or x.is_redacted(self._member):
            return None
        if not json_equal(said, so):
            cause = f"page-says/{x.operation_id}{self._member}"
            return base.broke(x, "page-says-otherwise", cause=cause, pointer=self._member, said=_short(said), got=so)
        # That most pages are neither first nor last nor empty shows nothing, nor that an empty one has no elements: a
        # constant would do.
        return None if so is False or (self._check == "size" and not so) else base.passed(x)

    def _page(self, x: Reading) -> Page | None:
        about = self._things.of(x)
        if about is None or about.role != "list" or x.from_product or not base.soundly_ours(x) or not succeeded(x):
            return None
        elements = elements_of(about.resource, x)
        if elements is None or isinstance(x.reply_json, NotJson):
            return None
        paging, total = about.resource.paging, about.resource.total
        return Page(
            number=_number(paging, x),
            first=paging.first if paging is not None else 0,
            size=whole(x.query.get(about.resource.page_size, "")),
            got=len(elements),
            total=follow(x.reply_json, parse_pointer(total)) if total is not None else MISSING,
        )


def _number(paging: Paging | None, x: Reading) -> int | None:
    if paging is None or paging.style != "page":
        return None
    asked = x.query.get(paging.parameter)
    return paging.first if asked is None else whole(asked)


def _filled(x: Reading, page: Page) -> base.Sign | None:
    size = page.size
    if size is None or not 1 <= size <= SMALL:
        return None
    if page.got > size:
        return base.broke(x, "page-too-long", limit=size, got=page.got)
    last = _last(page)
    if last is None or page.number is None or page.number >= last:
        return None
    return base.passed(x) if page.got == size else base.broke(x, "page-too-short", limit=size, got=page.got)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _short(said: Any) -> Any:
    return said if isinstance(said, bool | int | float) else type(said).__name__


KIND = base.RuleKind("page-says/1", Params, Watch)
