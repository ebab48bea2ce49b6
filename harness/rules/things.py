"""Tells which thing an exchange is about, and follows things through a partition, for rules about resources."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from harness.arazzo import OWN
from harness.contract import Contract
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.reading.addressed import NOT_THEIRS
from harness.resources import Resource, resources_of
from harness.resources.answers import created_name, elements_of
from harness.rules import base

ROLES = ("list", "create", "read", "replace", "update", "delete")
MOST_KEPT = 2_000
"""Things remembered of one resource in one partition."""
Address = tuple[str, ...]
"""Path parameters of an item, in their order."""


class About(NamedTuple):
    """What an exchange is about."""

    resource: Resource
    role: str
    """One of ROLES."""


class Things:
    """The resources of a contract, by operation."""

    def __init__(self, contract: Contract, lists: tuple[str, ...] = ()) -> None:
        """Infer them; only those that one of `lists` lists, where any is given."""
        self._by_operation: dict[str, About] = {}
        for resource in resources_of(contract):
            if lists and resource.list not in lists:
                continue
            for role in ROLES:
                if getattr(resource, role):
                    self._by_operation[getattr(resource, role)] = About(resource, role)
        self.operations = frozenset(self._by_operation)

    def of(self, x: Reading) -> About | None:
        """Return what an exchange is about, or None."""
        return self._by_operation.get(x.operation_id)


@lru_cache(maxsize=8)
def things_of(contract: Contract, lists: tuple[str, ...] = ()) -> Things:
    """Return what `Things` finds, one table for all rules that ask for the same."""
    return Things(contract, lists)


class OfThings(base.Following):
    """A watch that follows the things of each resource through a partition; subclasses say what one exchange shows."""

    def __init__(self, world: base.World, lists: tuple[str, ...] = ()) -> None:
        self.things = things_of(world.contract, lists)
        self.operations = self.things.operations or frozenset(("",))

    def select(self, x: Reading) -> Hashable | None:
        """One key for each resource of a partition; only what we ask in our own name counts."""
        about = self.things.of(x)
        if about is None or x.from_product or x.exchange.identity != OWN or x.renewed:
            return None
        if x.silence in NOT_THEIRS and about.role in ("list", "read"):
            return None  # we broke off ourselves, and asked again
        return (x.id.partition, about.resource.collection)

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Hand the exchange on, with what it is about."""
        about = self.things.of(x)
        assert about is not None
        state = self.fresh() if state is None else state
        return state, tuple(self.look(state, about.resource, about.role, x))

    def fresh(self) -> Any:
        """Return the state that a resource begins with."""
        return {}

    def look(self, state: Any, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Yield what one exchange shows; `state` is the subclass's own, and is changed in place."""
        raise NotImplementedError


def succeeded(x: Reading) -> bool:
    """Tell whether a whole answer came that says that it was done."""
    return x.status is not None and 200 <= x.status < 300


def address_of(resource: Resource, role: str, x: Reading) -> Address | None:
    """Return the item that an exchange is about; of a creation the one that was made, if its reply tells."""
    above = tuple(x.path_params.values())
    if role != "create":
        return above if role != "list" else None
    name = created_name(resource, x) if succeeded(x) else None
    return (*above, name) if name is not None else None


def is_name(value: Any) -> bool:
    """Tell whether a JSON value can name an element: text or a whole number."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def members(resource: Resource, role: str, x: Reading) -> Iterator[tuple[str, Any]]:
    """Yield where the properties of each thing in a reply lie, and the properties: of a list those of its elements."""
    if isinstance(x.reply_json, NotJson):
        return
    if role == "list":
        for index, element in enumerate(elements_of(resource, x) or ()):
            yield f"{resource.items}/{index}", element
        return
    found = follow(x.reply_json, parse_pointer(resource.envelope))
    if found is not MISSING:
        yield resource.envelope, found


def plain_value(x: Reading, place: str, value: Any, pointer: str) -> Any:
    """Return what stands at a pointer below a place of the reply, or MISSING where it is not there or was taken out."""
    found = follow(value, parse_pointer(pointer))
    if found is MISSING or x.is_redacted(f"{place}{pointer}"):
        return MISSING
    return found
