"""Reads a call that tells of an event: which event it is, what it says, and how it is wrapped (CloudEvents 1.0)."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from harness.canonical import digest_of
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import Reading

STRUCTURED: Final = "application/cloudevents+json"
ATTRIBUTES: Final = ("id", "source", "specversion", "type")
"""What every CloudEvent has (core specification, section 'required attributes')."""
DATA: Final = ("data", "data_base64")
"""Members of structured mode that are no attributes (JSON format section 3.1)."""
IDENTITY: Final = "documentId"
"""The member that tells an event from others."""
SAYS: Final = (
    *("eventType", "cases", "masterDefendantId", "documentGeneratedTimestamp", "hearingId", "prisonEmailAddress"),
)
"""The members that say what happened (HMCTS, EventNotificationPayload)."""
ABOUT: Final = parse_pointer("/cases/0/urn")
"""What it is about: events about the same thing keep their order."""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one call tells of."""

    identity: str
    """Digest of all by which it is known: the document, and the id and source of its envelope; '' for none."""
    document: str
    says: str
    """Digest of what it says of what happened; what a publisher adds (which attempt it is) is left aside."""
    about: str
    envelope: Literal["plain", "binary", "structured"]
    attributes: dict[str, str]
    """Of its envelope, by name in lower case; those that are text."""


def event_of(x: Reading) -> Event:
    """Return the event that a call tells of."""
    value = x.request_json
    attributes: dict[str, str] = {}
    envelope: Literal["plain", "binary", "structured"] = "plain"
    if x.request_headers.get("content-type", "").partition(";")[0].strip().lower() == STRUCTURED:
        envelope = "structured"
        members = value if isinstance(value, dict) else {}
        attributes = {name: text for name, text in members.items() if name not in DATA and isinstance(text, str)}
        value = members.get("data")
    elif fields := {n[3:].lower(): text for n, text in x.request_headers.items() if n[:3].lower() == "ce-"}:
        envelope, attributes = "binary", fields
    return _event(value if isinstance(value, dict) else {}, envelope, attributes)


def _event(said: dict[str, Any], envelope: Any, attributes: dict[str, str]) -> Event:
    document, about = said.get(IDENTITY), follow(said, ABOUT)
    known = (document, attributes.get("id", ""), attributes.get("source", ""))
    return Event(
        identity=digest_of(list(known)) if isinstance(document, str) else "",
        document=document if isinstance(document, str) else "",
        says=digest_of({name: said[name] for name in SAYS if name in said}),
        about=str(about) if about is not MISSING else "",
        envelope=envelope,
        attributes=attributes,
    )
