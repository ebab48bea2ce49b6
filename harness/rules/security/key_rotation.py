"""`key-rotation/1`: a token signed by a key that its issuer has published since is taken (OpenID Connect Core 10.1.1).

A product may keep keys for a while: what is asked is that a key which it does not know makes it look again. So a token
of a new key is sent several times, and one answer that takes it decides.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, NamedTuple

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.security.authentication import asks_for_one
from harness.verdict import Because

NEW_KEY: Final = "new-key"


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing."""


class _State(NamedTuple):
    good: ExchangeId | None = None
    """What a token of the key before was served."""
    refused: base.Broke | None = None
    """The last refusal of one of the new key."""
    taken: bool = False


class Watch:
    """Waits for the answer that takes a token of the new key."""

    scope: base.Scope = "run"
    least = 1
    operations: frozenset[str] | None = None

    def __init__(self, params: Params, world: base.World) -> None:
        """Nothing is asked of the profile."""

    def select(self, x: Reading) -> Hashable | None:
        """One key for the run: an issuer's keys are the same for every operation."""
        return None if x.from_product or x.operation is None or not asks_for_one(x) else "run"

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Note what a good token was served, and what one of the new key was."""
        known: _State = state if state is not None else _State()
        if x.credential == "genuine" and base.soundly_ours(x) and x.status is not None and x.status < 400:
            return known._replace(good=x.id), ()
        if x.credential != NEW_KEY or known.taken:
            return known, ()
        if x.status is None:
            sign = base.no_answer(x)
            return known, (sign,) if sign is not None else ()
        if x.status in (401, 403):
            cites = (known.good,) if known.good is not None else ()
            refused = base.broke(x, "new-key-refused", cause="key-rotation", cites=cites, status=x.status)
            return known._replace(refused=base.held(refused, x)), ()
        if x.status >= 400:
            return known, (base.hidden(x),)
        return known._replace(taken=True), (base.passed(x),)

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give the refusal, where a token of the key before was taken and none of the new one."""
        known: _State = state
        if known.taken or known.refused is None:
            return ()
        if known.good is None:
            because = Because(code="good-token-refused")
            return (base.Unsure(because=because, cites=known.refused.cites),)
        return (known.refused,)


KIND = base.RuleKind("key-rotation/1", Params, Watch)
