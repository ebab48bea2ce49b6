"""`kept-secret/1`: a secret is shown by the reply that issues it, and by nothing after it."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, Final

from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.webhooks.issued import Secret, issued_by, places_of

_ESCAPED: Final = re.compile(rb"\\(?:u00([0-7][0-9a-fA-F])|/)")
MASKS = frozenset("*•.xX-_ ")
"""What a secret is masked with."""


class Params(base.Params, frozen=True, kw_only=True):
    """Where secrets are issued, and where they might be shown."""

    issued: dict[str, str]
    """As `signed/1` has it."""
    operations: tuple[str, ...]
    """Whose replies show the thing that the secret belongs to: each is a case."""
    pointer: str = "/hmac/secret"
    """Where it would stand there."""


class Watch(base.Following):
    """Remembers secrets, and looks for them in all that the product says afterwards."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        self._places = places_of(params.issued)
        self._pointer = parse_pointer(params.pointer)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return x.id.partition

    def step(self, state: tuple[Secret, ...] | None, x: Reading) -> tuple[tuple[Secret, ...], tuple[base.Sign, ...]]:
        """Note a secret, or look for those that are known."""
        known = state or ()
        secret = issued_by(x, self._places)
        if secret is not None:
            shown = unescaped(x.reply_bytes)
            told = next((old for old in known if old.text.encode() in shown and old.text != secret.text), None)
            again = (self._shown(x, told),) if told is not None else ()
            return (*known, secret), again
        if not known:
            return known, ()
        said = x.exchange.request.head + x.exchange.request.body if x.from_product else _head(x) + x.reply_bytes
        said = unescaped(said)
        told = next((each for each in known if each.text.encode() in said), None)
        if told is not None:
            return known, (self._shown(x, told),)
        return known, tuple(filter(None, (self._member(x),)))

    def _member(self, x: Reading) -> base.Sign | None:
        """Give what stands where the secret would."""
        if x.from_product or x.operation_id not in self._params.operations or x.status is None or x.status >= 300:
            return None
        value: Any = x.reply_json
        found = None if isinstance(value, NotJson) else follow(value, self._pointer)
        if isinstance(found, str) and set(found) - MASKS:
            return base.broke(x, "secret-shown", cause="secret-shown", operation=x.operation_id)
        return base.passed(x)

    def _shown(self, x: Reading, secret: Secret) -> base.Broke:
        cites = (secret.id,)
        return base.broke(x, "secret-shown", cause="secret-shown", cites=cites, operation=x.operation_id)


def unescaped(said: bytes) -> bytes:
    """Return the same with what JSON may escape written plainly (RFC 8259 section 7); some escape `/` or `+`."""
    if b"\\" not in said:
        return said
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else b"/", said)


def _head(x: Reading) -> bytes:
    return bytes(getattr(x.exchange.reply, "head", b""))


KIND = base.RuleKind("kept-secret/1", Params, Watch)
