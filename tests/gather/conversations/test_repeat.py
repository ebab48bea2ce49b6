"""One thing is created twice under a key and twice without, and something else under the used key."""

from __future__ import annotations

from records import conversation, said, steps


def test_what_is_sent_twice_is_the_same() -> None:
    readings = said([conversation("repeat")])
    creations = [x for x in readings if x.operation_id == "createPerson"]
    assert steps(creations) == [("createPerson", status) for status in (201, 201, 422, 201, 201)]
    keyed, again, other, plain, twice = creations
    assert keyed.request_bytes == again.request_bytes != other.request_bytes
    assert len({x.request_headers.get("idempotency-key") for x in (keyed, again, other)}) == 1
    assert plain.request_bytes == twice.request_bytes
    assert "idempotency-key" not in plain.request_headers
    assert [x.status for x in readings if x.operation_id == "getPerson"] == [200, 200]
