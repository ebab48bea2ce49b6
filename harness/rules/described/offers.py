"""`offers/1`: the product's own description offers something; a condition of what is asked only where it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from harness.contract import Contract, Unresolved
from harness.contract.media import is_json
from harness.errors import ProfileError
from harness.resources import Resource, resources_of
from harness.resources.traits import callback_members, correlation_fields, personal_operations
from harness.rules import base
from harness.rules.resources.repeated import KEY
from harness.verdict import Because

_ERROR: Final = re.compile(r"/responses/(?:[45][0-9X]{2}|default)/")


class Params(base.Params, frozen=True, kw_only=True):
    """What is asked for."""

    feature: str
    """A name of FEATURES."""


class Watch(base.OfDescription):
    """Looks through the operations, and what is inferred from them."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        if params.feature not in FEATURES:
            names = ", ".join(FEATURES)
            raise ProfileError(f"offers/1: unknown feature {params.feature!r}", hint=f"There are: {names}.")
        self._feature, self._world = params.feature, world

    def opening(self) -> tuple[base.Sign, ...]:
        """Give whether it is offered; where the evidence brings no description, nothing can be told."""
        if self._world.description is None:
            return ()
        at = (self._world.description.source.id,)
        if FEATURES[self._feature](self._world.contract):
            return (base.Passed(at),)
        hidden = next((gap for gap in self._world.contract.gaps if may_hide(gap)), None)
        if hidden is not None:
            params = {"feature": self._feature, "place": hidden.where, "reason": hidden.reason}
            return (base.Unsure(because=Because(code="perhaps-offered", params=params), cites=at),)
        because = Because(code="not-offered", params={"feature": self._feature})
        return (base.Broke(because=because, cites=at, cause=f"not-offered/{self._feature}"),)


def may_hide(gap: Unresolved) -> bool:
    """Tell whether what could not be read might have offered something; an error's content offers nothing."""
    of_an_error = _ERROR.search(gap.where) is not None
    return not of_an_error and not gap.where.endswith("/operationId")


def _some(has: Callable[[Resource], object]) -> Callable[[Contract], bool]:
    return lambda contract: any(has(one) for one in resources_of(contract))


def _takes_json(contract: Contract) -> bool:
    return any(is_json(name) for o in contract.operations for name in o.request_bodies)


def _deprecates(contract: Contract) -> bool:
    fields = (name for o in contract.operations for reply in o.replies.values() for name in reply.headers)
    return any(name in ("deprecation", "sunset") for name in fields)


def _problems(contract: Contract) -> bool:
    replies = (reply for o in contract.operations for reply in o.replies.values())
    return any(name == "application/problem+json" for reply in replies for name in reply.media)


def _gives_json(contract: Contract) -> bool:
    replies = (reply for o in contract.operations for reply in o.replies.values())
    return any(is_json(name) for reply in replies for name in reply.media)


FEATURES: Final[dict[str, Callable[[Contract], bool]]] = {
    "json-content": _gives_json,
    "json-bodies": _takes_json,
    "lists": _some(lambda r: r.list),
    "details": _some(lambda r: r.list and r.read and r.element_id is not None),
    "pages": _some(lambda r: r.paging),
    "page-sizes": _some(lambda r: r.page_size),
    "totals": _some(lambda r: (r.paging or r.limit) and r.total is not None),
    "filters": _some(lambda r: r.filters),
    "sorting": _some(lambda r: r.sort),
    "date-ranges": _some(lambda r: r.dates),
    "creation": _some(lambda r: r.create),
    "reading-back": _some(lambda r: r.create and r.read and r.writable),
    "replacement": _some(lambda r: r.create and r.read and r.replace and r.writable),
    "update": _some(lambda r: r.create and r.read and r.update and r.writable),
    "deletion": _some(lambda r: r.create and r.delete),
    "entity-tags": _some(lambda r: r.create and r.read and r.etag and (r.replace or r.update)),
    "required-conditions": lambda contract: any(
        p.required and p.location == "header" and p.name.lower() == "if-match"
        for o in contract.operations
        for p in o.parameters
    ),
    "boxes": _some(lambda r: r.box),
    "read-only-properties": _some(lambda r: r.create and r.read_only),
    "times": _some(lambda r: r.times),
    "coordinates": _some(lambda r: r.coordinates),
    "items": _some(lambda r: r.read and r.parameter),
    "correlation": lambda contract: bool(correlation_fields(contract)),
    "idempotency-keys": lambda contract: any(p.name.lower() == KEY for o in contract.operations for p in o.parameters),
    "deprecation": _deprecates,
    "personal-data": lambda contract: bool(personal_operations(contract)),
    "callbacks": lambda contract: bool(callback_members(contract)),
    "problem-details": _problems,
    "security": lambda contract: any(o.security and all(o.security) for o in contract.operations),
}
"""What an API may or may not have, by the name that profiles give it."""

KIND = base.RuleKind("offers/1", Params, Watch)
