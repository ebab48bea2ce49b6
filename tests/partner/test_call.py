"""A reply's fields are found by any case, and fresh identifiers differ."""

from __future__ import annotations

import pytest

from harness.partner.call import Fresh, Reply
from harness.partner.store import Store


def test_fields_are_found_by_any_case() -> None:
    reply = Reply(status=200, headers=(("ETag", '"1"'),))
    assert (reply.header("etag"), reply.header("ETAG"), reply.header("Date")) == ('"1"', '"1"', None)


def test_each_look_gives_another_identifier() -> None:
    fresh = Fresh(Store(1))
    assert len({fresh[name] for _ in range(100) for name in fresh}) == 200
    assert ("uuid" in fresh, "other" in fresh, list(fresh), len(fresh)) == (True, False, ["uuid", "secret"], 2)
    with pytest.raises(KeyError):
        fresh["other"]
