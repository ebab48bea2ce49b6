"""`idempotency/1`: a message sent twice has one effect and one answer (after draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import json_equal
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """Which messages, what names a message, and what of two answers must agree."""

    operations: tuple[str, ...]
    key: str
    """Pointer to the message's identifier in the request."""
    same: tuple[str, ...] = ()
    """Pointers into the reply that must be equal both times; those that are absent are passed over."""
    check: str = "repeat"
    """`repeat`: the same content again; or `reuse`: other content under the same identifier, which is refused."""
    statuses: Statuses = (409, 422)
    """For `reuse`: what refuses."""


class Watch(base.Following):
    """Remembers the first successful answer to each message of a partition."""

    def __init__(self, params: Params, world: base.World) -> None:
        if params.check not in ("repeat", "reuse"):
            raise ProfileError(f"idempotency/1: no check {params.check!r}", hint="Use repeat or reuse.")
        if params.check == "repeat" and not params.same:
            raise ProfileError("idempotency/1: `same` names nothing that two answers must agree in")
        self.operations = frozenset(params.operations)
        self._key = parse_pointer(params.key)
        self._same = tuple((text, parse_pointer(text)) for text in params.same)
        self._reuse = params.check == "reuse"
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """One key for each message to one place by one party."""
        if x.from_product or isinstance(x.request_json, NotJson):
            return None
        name = follow(x.request_json, self._key)
        if not isinstance(name, str):
            return None
        return (x.operation_id, x.exchange.identity, name, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Hold what comes under the same identifier against the first answer."""
        if state is None:
            if x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
                return None, ()
            return (content_of(x), self._answer(x), x.id), ()
        content, answer, first = state
        if (content != content_of(x)) is not self._reuse:
            return state, ()
        sign = self._reused(x, first) if self._reuse else self._repeated(x, answer, first)
        return state, (sign,) if sign is not None else ()

    def _answer(self, x: Reading) -> dict[str, Any]:
        found = {text: follow(x.reply_json, pointer) for text, pointer in self._same if not x.is_redacted(text)}
        return {text: value for text, value in found.items() if value is not MISSING}

    def _repeated(self, x: Reading, answer: dict[str, Any], first: ExchangeId) -> base.Sign | None:
        if x.status is None:
            return base.no_answer(x)
        if base.busy(x) or base.at_the_door(x):
            return base.hidden(x)
        if not 200 <= x.status < 300:
            return base.broke(x, "repeat-refused", cites=(first,), status=x.status)
        if not answer:
            return base.unsure(x, "nothing-to-compare")
        for text, value in answer.items():
            if x.is_redacted(text):
                return base.unsure(x, "redacted", pointer=text)
            if isinstance(x.reply_json, NotJson) or not json_equal(follow(x.reply_json, parse_pointer(text)), value):
                return base.broke(x, "second-effect", cites=(first,), pointer=text)
        return base.passed(x, first)

    def _reused(self, x: Reading, first: ExchangeId) -> base.Sign | None:
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x, first)
        if 200 <= x.status < 300 or (x.status >= 500 and not base.busy(x)):
            return base.broke(x, "reuse-accepted", cites=(first,), status=x.status)
        return base.hidden(x)


def content_of(x: Reading) -> bytes:
    """Return a digest of the request's content, so that many messages do not fill the memory."""
    return hashlib.sha256(x.exchange.request.body).digest()


KIND = base.RuleKind("idempotency/1", Params, Watch)
