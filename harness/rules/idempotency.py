"""`idempotency/1`: the same message sent twice has one effect and the same answer (after draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base


class Params(base.Params):
    """Which messages, what names a message, and what of two answers must agree."""

    operations: tuple[str, ...]
    key: str
    """Pointer to the message's identifier in the request."""
    same: tuple[str, ...]
    """Pointers into the reply that must be equal both times; those that are absent are passed over."""


class Watch:
    """Remembers the first successful answer to each message of a partition."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset(params.operations)
        self._key = parse_pointer(params.key)
        self._same = tuple((text, parse_pointer(text)) for text in params.same)

    def select(self, x: Reading) -> Hashable | None:
        """One key for each message to one place by one party."""
        if x.from_product or isinstance(x.request_json, NotJson):
            return None
        name = follow(x.request_json, self._key)
        if not isinstance(name, str):
            return None
        return (x.operation_id, x.exchange.identity, name, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Hold a repetition, octet for octet, against the first answer."""
        if state is None:
            if x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
                return None, ()
            return (x.exchange.request.body, self._answer(x), x.id), ()
        body, answer, first = state
        if body != x.exchange.request.body:
            return state, ()
        return state, (self._repeated(x, answer, first),)

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """A message that was sent once shows nothing."""
        return ()

    def _answer(self, x: Reading) -> dict[str, Any]:
        found = {text: follow(x.reply_json, pointer) for text, pointer in self._same}
        return {text: value for text, value in found.items() if value is not MISSING}

    def _repeated(self, x: Reading, answer: dict[str, Any], first: ExchangeId) -> base.Sign:
        if x.status is None:
            return base.no_answer(x) or base.unsure(x, "no-answer")
        if not 200 <= x.status < 300:
            return base.broke(x, "repeat-refused", cites=(first,), status=x.status)
        again = {} if isinstance(x.reply_json, NotJson) else self._answer(x)
        for text, value in answer.items():
            if again.get(text) != value:
                return base.broke(x, "second-effect", cites=(first,), pointer=text)
        return base.Passed((x.id, first))


class Idempotency:
    """The kind."""

    name = "idempotency/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
