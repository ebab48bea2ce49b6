"""Sends one request with one credential after another: a signature is for one attempt, and a token can be renewed."""

from __future__ import annotations

import msgspec

from harness.evidence import Exchange, ExchangeId
from harness.gather.identity.carrier import Credential
from harness.gather.message import Field
from harness.gather.transmission.letter import Manner, Partition
from harness.gather.wire import Wire

NOBODY = frozenset({"none", "absent"})
"""Names of no credential at all; an exchange says `none`."""


class Dispatch(msgspec.Struct, frozen=True):
    """A request that can be sent again with another credential."""

    wire: Wire
    partition: Partition
    method: str
    target: str
    headers: tuple[Field, ...]
    body: bytes
    identity: str
    probe: str
    intent: str

    def send(
        self, credential: Credential, attempt: int, caused_by: ExchangeId | None, *, fresh: bool = False
    ) -> Exchange:
        """Send it; a request that has an Authorization field of its own is left as it is. Raises StopRun and NotSent.

        `fresh` asks for a connection of its own.
        """
        own = any(name.lower() == "authorization" for name, _ in self.headers)
        signed = bool(credential.secrets) and not own
        return self.wire.send(
            self.partition,
            self.method,
            self.target if own else credential.target(self.target),
            self.headers if own else credential.fields(self.headers),
            self.body,
            identity="none" if self.identity in NOBODY else self.identity,
            probe=self.probe,
            intent=self.intent,
            attempt=attempt,
            caused_by=caused_by,
            facts={} if own else credential.facts,
            manner=Manner(
                client=credential.client, secrets=credential.secrets if signed else (), again=not signed, fresh=fresh
            ),
        )
