"""What an event is, is read in what was sent; what came of it, in what was fetched and listed."""

from __future__ import annotations

from typing import Any

import pytest
from rules.webhooks.test_deliveries import BUNDLE, event, fetched, uuid

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules.webhooks.events import Scene, delivery, kind_of

TERMS = BUNDLE.profile.deliveries
NAMED = ExchangeId("stimulus:s", 0)


def reading(**changes: Any) -> Reading:
    return Reading(event(1, **changes), BUNDLE.contract)


@pytest.mark.parametrize(
    "changes, kind",
    [
        ({}, "plain"),
        ({"hearingId": "6d5c4b3a-2918-4076-a5b4-c3d2e1f00906"}, "plain"),
        ({"further": 1}, "extended"),
        ({"eventType": "OTHER"}, "unknown-type"),
        ({"eventType": 1}, "unknown-type"),
        ({"documentGeneratedTimestamp": "2025-12-02T02:40:00Z"}, "old"),
        ({"documentGeneratedTimestamp": "2025-12-02T02:40:00"}, "old"),
        ({"documentGeneratedTimestamp": "never"}, "old"),
        ({"further": "x" * (1 << 20)}, "oversized"),
        ({"body": b"{"}, "malformed"),
        ({"body": b"[]"}, "malformed"),
        ({"media_type": "text/plain"}, "media-type"),
        ({"method": "PUT"}, "method"),
    ],
)
def test_an_event_is_the_first_thing_in_which_it_is_not_as_events_are(changes: dict[str, Any], kind: str) -> None:
    assert TERMS is not None
    assert kind_of(reading(**changes), TERMS) == kind


def test_effects_are_counted_by_name() -> None:
    assert TERMS is not None
    scene = Scene()
    scene.deliveries = [delivery(reading(), TERMS)]
    assert scene.counts(uuid(1)) == (0, 0)
    scene.fetched += [(fetched(1).request.target, NAMED, given) for given in (True, False)]
    scene.listed = (f"{uuid(1)}, {uuid(2)}, {uuid(1)}", NAMED)
    assert (scene.counts(uuid(1)), scene.counts(uuid(2)), scene.counts("")) == ((1, 2), (0, 1), (0, 0))
    assert [one.name for one in scene.controls(0)] == [uuid(1)]
    assert scene.controls(scene.deliveries[0].at + 1) == []
