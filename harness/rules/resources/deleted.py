"""`deleted/1`: what was removed is gone: it is neither read nor changed nor listed any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.entry import TURNED_AWAY
from harness.resources import Resource
from harness.resources.answers import elements_of, name_at
from harness.resources.names import plain
from harness.rules import base
from harness.rules.lists.pages import Walk, begun, ends, leads
from harness.rules.things import MOST_KEPT, Address, OfThings, address_of, succeeded

CHECKS = ("read", "change", "list")
FLAGS = frozenset(("deleted", "isdeleted", "deletedat", "deletedon", "removed", "removedat", "archived", "archivedat"))
GONE = frozenset(("deleted", "removed", "archived", "withdrawn", "inactive", "closed"))
AT_ONCE = frozenset((200, 204, 205))
"""Statuses that say that it is done; 202 says that it will be."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is tried on what is gone."""

    check: str = "read"
    """`read`, `change` or `list`."""


class _Gone:
    """What was removed from one resource, and the walk through its list that is under way."""

    __slots__ = ("removed", "since", "walk")

    def __init__(self) -> None:
        self.removed: dict[Address, ExchangeId] = {}
        self.since = 0
        """How many had been removed when the walk began."""
        self.walk: Walk | None = None

    def whole(self, resource: Resource, elements: list[Any], x: Reading) -> bool:
        """Tell whether a page ends a walk that began after the last removal."""
        paging = resource.paging
        if paging is None:
            return not x.query
        if self.walk is None or self.walk.last is None or not leads(self.walk, resource, paging, x):
            self.walk, self.since = begun({}, resource, paging, x), len(self.removed)
        if self.walk is None:
            return False
        self.walk.got += len(elements)
        self.walk.last = x
        return ends(self.walk, resource, paging, elements, x) and self.since == len(self.removed)


def _says_so(value: Any) -> bool:
    """Tell whether a thing says of itself that it has been removed."""
    if not isinstance(value, dict):
        return False
    return any(
        (plain(name) in FLAGS and member not in (None, False, ""))
        or (plain(name) in ("status", "state") and isinstance(member, str) and plain(member) in GONE)
        for name, member in value.items()
    )


class Watch(OfThings):
    """Remembers what was removed in the partition, and judges what is done with it afterwards."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world)
        if params.check not in CHECKS:
            raise ProfileError(f"deleted/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = params.check

    def fresh(self) -> _Gone:
        """Begin with nothing removed."""
        return _Gone()

    def look(self, gone: _Gone, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Something gone that is found is a case against the product."""
        state = gone.removed
        if role == "list":
            if self._check == "list" and base.soundly_ours(x):
                yield from self._listed(gone, resource, x)
            return
        address = address_of(resource, role, x)
        if address is None:
            return
        if role == "delete" and x.status in AT_ONCE and len(state) < MOST_KEPT:
            state.setdefault(address, x.id)
        elif role == "create":
            state.pop(address, None)
        elif address in state and base.soundly_ours(x):
            wanted = "read" if role == "read" else "change" if role in ("replace", "update") else ""
            sign = self._used(state, address, x) if wanted == self._check else None
            yield from (sign,) if sign is not None else ()

    def _used(self, state: dict[Address, ExchangeId], address: Address, x: Reading) -> base.Sign | None:
        removed = state[address]
        if x.status is None:
            return base.no_answer(x)
        if x.status in (404, 410):
            return base.passed_if_there(x, removed)
        if x.status == 201 and x.exchange.request.method == "PUT":
            state.pop(address)  # made anew under the same name, as PUT may (RFC 9110 section 9.3.4)
            return base.hidden(x)
        if succeeded(x):
            if _says_so(x.reply_json):
                return base.hidden(x)  # kept as a trace of itself, and said to be gone: a habit, and no lie
            return base.broke(x, "used-after-removal", cause="used-after-removal", cites=(removed,), status=x.status)
        if x.status >= 500 and not base.busy(x):
            return base.broke(x, "used-after-removal", cause="used-after-removal", cites=(removed,), status=x.status)
        if x.status in TURNED_AWAY and not base.at_the_door(x):
            # To whom it was shown before it was removed: so some say that there is no such thing for anybody any more.
            return base.passed_if_there(x, removed)
        return base.hidden(x)

    def _listed(self, gone: _Gone, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        """Only a list that was seen to its end shows that something is not in it."""
        elements = elements_of(resource, x)
        if elements is None or resource.element_id is None or not succeeded(x):
            return
        above = tuple(x.path_params.values())
        names = [name_at(element, resource.element_id) for element in elements]
        found = [gone.removed[*above, name] for name in names if name is not None and (*above, name) in gone.removed]
        if found:
            yield base.broke(x, "listed-after-removal", cause="listed-after-removal", cites=tuple(found[:1]))
            return
        due = [at for address, at in gone.removed.items() if address[:-1] == above]
        if gone.whole(resource, elements, x) and due and elements:
            yield base.passed(x, *due[:1])


KIND = base.RuleKind("deleted/1", Params, Watch)
