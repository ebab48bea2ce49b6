"""Keeps of an exchange what a sign needs that is given later, when the rest of the run has shown what it means."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.entry import LACKING
from harness.reading.fields import media_type_of
from harness.rules import base
from harness.rules.kinds import FAMILIES, kinds
from harness.verdict import Because


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange with a whole answer."""

    id: ExchangeId
    operation: str
    method: str
    target: str
    status: int
    content_type: str
    """The field as it came."""
    cause: str
    """The root cause that the answer has for every rule; ''."""
    kinds: tuple[str, ...]
    case: base.Case

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return media_type_of(self.content_type)[0]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


def keep(x: Reading, status: int) -> Kept:
    """Return what is kept of an exchange that was answered with that status."""
    request = x.exchange.request
    return Kept(
        id=x.id,
        operation=x.operation_id,
        method=request.method,
        target=request.target,
        status=status,
        content_type=x.reply_headers.get("content-type", ""),
        cause=base.shared_cause(x),
        kinds=kinds(x),
        case=base.Case(id=x.id, request_print=x.request_print, length=len(request.target) + len(request.body)),
    )


def passed(kept: Kept, *cites: ExchangeId) -> base.Passed:
    """Say that it decided a case in the product's favour."""
    return base.Passed(_cited(kept, cites))


def broke(kept: Kept, code: str, *cites: ExchangeId, cause: str = "", **params: Any) -> base.Broke:
    """Say that it decided a case against the product."""
    cause = kept.cause or cause
    return base.Broke(
        because=Because(code=code, params=params),
        cites=_cited(kept, cites),
        operation=kept.operation,
        cause=cause,
        size=kept.case.length,
        kinds=kept.kinds if (cause or code).partition("/")[0] in FAMILIES else None,
        case=kept.case,
        lacking=kept.status in LACKING and bool(kept.operation),
    )


def unsure(kept: Kept, code: str, *, blocks: bool = True, **params: Any) -> base.Unsure:
    """Say that it could not be told."""
    return base.Unsure(because=Because(code=code, params=params), cites=(kept.id,), blocks=blocks)


def _cited(kept: Kept, besides: tuple[ExchangeId, ...]) -> tuple[ExchangeId, ...]:
    return tuple(dict.fromkeys((kept.id, *besides)))
