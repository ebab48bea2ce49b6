"""Says how a partner delivers what it announces; each line that is otherwise is a vice."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

Envelope: TypeAlias = Literal["plain", "binary", "structured"]
"""How an event is wrapped: not at all, or in one of the two modes of CloudEvents (HTTP Protocol Binding section 3)."""
Gap = Annotated[float, msgspec.Meta(ge=0)]


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How events are delivered."""

    gaps: tuple[Gap, ...] = (0.2, 0.5, 1.1)
    """Seconds before each further attempt."""
    timeout: float = 3.0
    """Seconds that one attempt may take."""
    envelope: Envelope = "binary"
    source: str = "/events"
    """The `source` of a CloudEvent."""
    origin: str = "partner.example.org"
    """By which name a subscriber is asked whether it wants to be called."""
    asks_permission: bool = True
    heeds_refusal: bool = True
    """Whether a subscriber that does not grant it is left alone."""
    signs: Literal["content", "rewritten", "wrongly"] = "content"
    """Over what: the octets that are sent, the same written anew, or something else."""
    form: Literal["base64", "hex"] = "base64"
    secret: Literal["current", "first", "of-the-event"] = "current"
    """Which one signs after a rotation: the new one, the first one, or that which counted when the event happened."""
    lacks: tuple[str, ...] = ()
    """Header fields and attributes that are left out."""
    omits: tuple[str, ...] = ()
    """Members of an event that are left out."""
    encloses: str = ""
    """The document, as it is enclosed; empty: it is not."""
    repeats: Literal["same", "renamed", "wrapped-anew", "dated-anew", "counted"] = "same"
    """What a repeat bears: the same event, one of another name, the same in an envelope of another name, one of another
    time, or the same and a count."""
    bears_secret: bool = False
    """Whether a call bears the secret that signs it."""
    fresh_event: bool = True
    """Whether each event has an identity of its own."""
    acknowledged_by: tuple[int, ...] = ()
    """Statuses that it takes for an acknowledgement; empty: all of 2xx."""
    stops_when_taken: bool = True
    stops_when_gone: bool = True
    heeds_retry_after: bool = True
    follows_redirects: bool = False
    in_order: bool = True
    """Whether an event waits for those about the same case that came before it."""
    keeps_dead: bool = True
    """Whether what could not be delivered is kept."""

    def takes(self, status: int) -> bool:
        """Tell whether a status is an acknowledgement to it."""
        return status in self.acknowledged_by if self.acknowledged_by else 200 <= status < 300
