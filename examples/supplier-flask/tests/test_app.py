"""The supplier's own tests: they pass on both branches, as they know nothing of what was promised to others."""

from __future__ import annotations

from lostproperty import create_app

PHONE = {"kind": "phone", "foundAt": "2026-11-02T09:30:00+00:00", "place": "Platform 2"}


def test_what_was_handed_in_can_be_asked_for() -> None:
    client = create_app().test_client()
    made = client.post("/v1/items", json=PHONE)
    assert made.status_code < 300
    assert client.get(made.headers["Location"]).get_json()["place"] == "Platform 2"


def test_what_is_wrong_is_refused() -> None:
    refused = create_app().test_client().post("/v1/items", json={"kind": "elephant"})
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
