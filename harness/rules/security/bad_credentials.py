"""`bad-credentials/1`: whatever can be wrong with a credential of its kind, it is refused (OWASP API2:2023, RFC 8725).

Which ways of being wrong there are depends on the kind: a key can be made up or altered, a signature can be outdated
besides, a token can be unsigned, expired or for somebody else as well. A way that was not tried leaves it open.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final, NamedTuple

from harness.reading import Reading
from harness.rules import base
from harness.rules.security.authentication import asks_for_one
from harness.rules.statuses import Statuses, compile_statuses
from harness.verdict import Because

OF_SCHEME: Final[Mapping[str, tuple[str, ...]]] = {
    "bearer": ("malformed", "tampered", "alg-none", "expired", "wrong-audience"),
    "hook": ("malformed", "tampered", "expired"),
    "basic": ("malformed", "tampered"),
    "api-key": ("malformed", "tampered"),
}
"""What must have been tried of each kind of credential."""
OF_ISSUER: Final = (*("not-yet-valid", "wrong-issuer", "wrong-key", "unknown-key", "embedded-key", "alg-confusion"),)
"""What must have been tried besides where an authority of ours signs the tokens, which can make each of these."""
_ALL: Final = frozenset((*OF_SCHEME["bearer"], *OF_ISSUER))


class Params(base.Params, frozen=True, kw_only=True):
    """On which operations, and what refuses."""

    operations: tuple[str, ...] = ()
    statuses: Statuses = (401, 403)


class _State(NamedTuple):
    schemes: frozenset[str] = frozenset()
    """Kinds of credential of our own that were seen."""
    tried: frozenset[str] = frozenset()
    """Ways of being wrong that were decided."""
    ours: bool = False
    """Whether an authority of ours signs the tokens."""
    shown: tuple[Any, ...] = ()
    """An exchange of our own with a good credential, for what is left open."""
    refused: tuple[Any, ...] = ()
    """The first with a bad one that was decided."""


class Watch:
    """Judges each bad credential, and at the end which were lacking."""

    scope: base.Scope = "run"
    least = 1

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = frozenset(params.operations) or None
        self._refuses = compile_statuses(params.statuses)
        self._unavailable = world.context.unavailable

    def select(self, x: Reading) -> Hashable | None:
        """One key for the run."""
        return None if x.from_product or x.operation is None or not asks_for_one(x) else "run"

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Note which kind is used, and judge what is wrong with one."""
        known: _State = state if state is not None else _State()
        scheme, credential = x.fact("scheme"), x.credential
        if credential == "genuine" and base.soundly_ours(x) and (not known.shown or scheme not in known.schemes):
            ours = known.ours or x.fact("issuer") == "ours"
            schemes = known.schemes | ({scheme} & OF_SCHEME.keys())
            return known._replace(schemes=schemes, shown=known.shown or (x.id,), ours=ours), ()
        if credential not in _ALL:
            return known, ()
        sign = self._asked(x, credential)
        decided = isinstance(sign, base.Passed | base.Broke)
        if decided:
            known = known._replace(tried=known.tried | {credential}, refused=known.refused or (x.id,))
        return known, (sign,) if sign is not None else ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Say what was not tried of what can be wrong with the kinds in use."""
        known: _State = state
        if not known.shown and known.tried:
            # Whoever refuses everybody refuses these as well.
            return (base.Unsure(because=Because(code="no-good-credential"), cites=known.refused),)
        wanted = dict.fromkeys(c for scheme in sorted(known.schemes) for c in OF_SCHEME[scheme])
        wanted |= dict.fromkeys(OF_ISSUER if known.ours else ())
        return tuple(
            base.Unsure(because=Because(code="credential-not-tried", params=self._lacking(one)), cites=known.shown)
            for one in wanted
            if one not in known.tried
        )

    def _lacking(self, credential: str) -> dict[str, str]:
        why = self._unavailable.get(f"identity:{credential}", "")
        return {"credential": credential, "reason": why}

    def _asked(self, x: Reading, credential: str) -> base.Sign | None:
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x)
        if base.busy(x) or (400 <= x.status < 500 and not x.request_is_valid):
            return base.hidden(x)
        code = "credential-accepted" if x.status < 400 else "not-a-refusal"
        cause = f"authentication/{credential}"
        return base.broke(x, code, cause=cause, anybody=True, credential=credential, status=x.status)


KIND = base.RuleKind("bad-credentials/1", Params, Watch)
