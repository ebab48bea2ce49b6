"""A register that a partner of ours publishes, the subscription to it, and what makes events of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from harness.gather.delivering.events import Event, Maker, Subscription
from harness.loading import find, load_bundle

BUNDLE = load_bundle(find("justice-events@1.0"))
TERMS = BUNDLE.profile.deliveries
KEY = b"k" * 32
SUBSCRIPTION = Subscription(url="http://127.0.0.1:1/events", key="kid", secret=base64.b64encode(KEY).decode())
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIKE = {
    "eventType": "PRISON_COURT_REGISTER_GENERATED",
    "cases": [{"urn": "EX0000001"}],
    "masterDefendantId": "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c05",
    "documentId": "5b0d2a6e-8c1f-4e7a-b3d9-1a2c3e4f5a02",
    "documentGeneratedTimestamp": "2026-03-02T09:30:00Z",
    "prisonEmailAddress": "reception@prison.example.org",
}


def maker(seed: str = "1") -> Maker:
    assert TERMS is not None
    return Maker(LIKE, TERMS, SUBSCRIPTION, seed)


def right(event: Event) -> str:
    return base64.b64encode(hmac.digest(KEY, event.body, hashlib.sha256)).decode()
