"""A refusal is problem details that are the same each time."""

from __future__ import annotations

import orjson

from harness.partner.acts.base import Refusal


def test_a_refusal_names_status_place_and_fields() -> None:
    reply = Refusal(status=422, detail="Unknown.", pointer="/a/b", headers={"Retry-After": "1"}).reply()
    assert orjson.loads(reply.body) == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Unknown.",
        "errors": [{"pointer": "/a/b", "detail": "Unknown."}],
    }
    assert (reply.status, reply.header("content-type")) == (422, "application/problem+json")
    assert reply.header("retry-after") == "1"
