"""What all conversations do with one item they do within the description."""

from __future__ import annotations

import pytest
from records import RESOURCES

from harness.gather.conversations import CONVERSATIONS
from harness.resources import Resource

WHOLE = {"/persons", "/objects", "/locations", "/events"}
FITS = {
    "lifecycle": WHOLE | {"/exports", "/subscriptions"},
    "collection": WHOLE | {"/subscriptions"},
    "conditional": WHOLE,
    "places": {"/locations"},
    "text": WHOLE | {"/exports", "/subscriptions"},
    "strangers": WHOLE | {"/exports", "/subscriptions"},
    "repeat": WHOLE | {"/exports", "/subscriptions"},
    "forged": WHOLE | {"/exports", "/subscriptions"},
    "pages": WHOLE | {"/subscriptions"},
    "apart": WHOLE | {"/subscriptions"},
    "beneath": set(),
    "systems": set(),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_is_held_where_it_fits(name: str) -> None:
    assert {one.collection for one in RESOURCES.values() if CONVERSATIONS[name].fits(one)} == FITS[name]
    assert not CONVERSATIONS[name].fits(Resource(collection="/things"))
