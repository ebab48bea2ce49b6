"""`resolves/1`: whatever a list names can be read under that name, and what is read bears it."""

from __future__ import annotations

from collections.abc import Iterator

from harness.evidence import ExchangeId
from harness.reading import NotJson, Reading
from harness.resources import Resource
from harness.resources.answers import elements_of, name_at
from harness.rules import base
from harness.rules.things import MOST_KEPT, Address, OfThings, address_of, succeeded


class Params(base.Params, frozen=True, kw_only=True):
    """Which lists are looked at."""

    operations: tuple[str, ...] = ()
    """Lists that are looked at, with what they name; none given: all."""


class Watch(OfThings):
    """Remembers what the lists of a partition named and what was removed, and judges each read of such a name."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world, params.operations)

    def look(self, state: dict[Address, ExchangeId], resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """A name that was listed must lead to its thing."""
        if role == "list" and succeeded(x) and resource.element_id is not None and resource.read:
            for element in elements_of(resource, x) or ():
                name = name_at(element, resource.element_id)
                if name is not None and len(state) < MOST_KEPT:
                    state[*x.path_params.values(), name] = x.id
            return
        address = address_of(resource, role, x)
        if role == "delete" and address is not None:
            state.pop(address, None)
        listed = state.get(address) if role == "read" and address is not None else None
        if listed is not None and base.soundly_ours(x) and x.exchange.request.method == "GET":
            yield from self._read(resource, x, listed)

    def _read(self, resource: Resource, x: Reading, listed: ExchangeId) -> Iterator[base.Sign]:
        if x.status is None:
            sign = base.no_answer(x)
            yield from (sign,) if sign is not None else ()
        elif x.status in (404, 410):
            yield base.broke(x, "listed-not-found", cause=listed_cause(resource), cites=(listed,), status=x.status)
        elif not succeeded(x):
            if x.status >= 500 and not base.busy(x):
                yield base.broke(x, "listed-not-found", cause=listed_cause(resource), cites=(listed,), status=x.status)
            elif x.status != 304 and x.request_is_valid:
                yield base.hidden(x)
        else:
            name = None
            if resource.item_id is not None and not isinstance(x.reply_json, NotJson):
                name = None if x.is_redacted(resource.item_id) else name_at(x.reply_json, resource.item_id)
            asked = list(x.path_params.values())[-1]
            if name is not None and name != asked:
                yield base.broke(x, "another-name", cites=(listed,), asked=asked, got=name)
            elif name is not None or (resource.item_id is None and x.has_body):
                yield base.passed(x, listed)


def listed_cause(resource: Resource) -> str:
    """Name the root cause by the list: that is where what cannot be read was named."""
    return f"listed-not-found/{resource.list}"


KIND = base.RuleKind("resolves/1", Params, Watch)
