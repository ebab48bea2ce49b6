"""What has to come before an exchange is found by the names that it uses."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import exchange, exchange_id

from harness import leading
from harness.evidence import Exchange, ExchangeId, Response, Times
from harness.leading import LARGEST, LOCATION, MOST_KEPT, OVERHEAD, Made, names_given, names_used, weight

ID = "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01"


def created(ordinal: int, name: str, location: str = "", body: bytes | None = None, **changes: Any) -> Exchange:
    head = b"HTTP/1.1 201 Created" + (b"\r\nLocation: " + location.encode() if location else b"")
    content = b'{"noteId":"%b","title":"t"}' % name.encode() if body is None else body
    return exchange(ordinal, reply=Response(status=201, head=head, body=content), **changes)


def read(ordinal: int, name: str, **changes: Any) -> Exchange:
    return exchange(ordinal, method="GET", target=f"/notes/v1/notes/{name}", body=b"", **changes)


def test_what_made_the_thing_comes_before() -> None:
    maker, other, reader = created(0, ID), created(1, "else"), read(2, ID)
    assert Made([maker, other]).leading(reader) == (maker,)
    assert Made([other]).leading(reader) == ()


def test_what_made_the_things_around_it_comes_first() -> None:
    outer = created(0, "outer")
    inner = created(1, "inner", target="/notes/v1/notes/outer/parts")
    assert Made([outer, inner]).leading(read(2, "inner")) == (outer, inner)


def test_what_its_content_names_comes_before() -> None:
    maker = created(0, ID)
    linked = exchange(1, target="/notes/v1/links", body=b'{"note":{"id":"%b"}}' % ID.encode())
    assert Made([maker]).leading(linked) == (maker,)


def test_what_its_own_path_names_it_did_not_make() -> None:
    shake = exchange(0, target=f"/notes/v1/notes/{ID}", reply=created(0, ID).reply)
    assert Made([shake]).leading(read(1, ID)) == ()
    assert Made([created(0, ID), shake]).leading(read(2, ID)) == (created(0, ID),)


def test_the_last_to_make_it_before_counts_in_its_own_partition() -> None:
    first, second, later = created(0, ID), created(2, ID), created(9, ID)
    assert Made([first, second, later]).leading(read(3, ID)) == (second,)


def test_what_another_partition_made_earlier_counts() -> None:
    there = created(0, ID, id=ExchangeId("explore", 0), times=Times(anchor=1))
    after = created(0, ID, id=ExchangeId("explore", 0), times=Times(anchor=3))
    reader = read(1, ID, times=Times(anchor=2))
    assert Made([there]).leading(reader) == (there,)
    assert Made([after]).leading(reader) == ()


def test_only_what_was_made_by_us_is_remembered() -> None:
    refused = exchange(0, reply=Response(status=409, head=b"HTTP/1.1 409 x", body=b'{"id":"%b"}' % ID.encode()))
    theirs = created(0, ID, from_party="product", to_party="hallmark")
    large = created(0, ID, body=b'{"id":"%b","text":"%b"}' % (ID.encode(), b"x" * LARGEST))
    for one in (refused, theirs, large, read(0, ID)):
        assert Made([one]).leading(read(1, ID)) == ()


def test_of_other_partitions_the_first_are_remembered_and_of_this_one_all(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, here = (
        created(0, f"thing-{n}", id=ExchangeId(n, 0), times=Times(anchor=1)) for n in ("a", "b", "c")
    )
    monkeypatch.setattr(leading, "MOST_KEPT", weight(first))
    made = Made([first, second])
    assert made.leading(read(3, "thing-b", id=ExchangeId("b", 3))) == (second,)
    made.see(here)
    for name, makers in (("thing-a", (first,)), ("thing-b", ()), ("thing-c", (here,))):
        assert made.leading(read(3, name, id=ExchangeId("c", 3), times=Times(anchor=2))) == makers


def test_a_small_exchange_takes_memory_too() -> None:
    one = created(0, ID)
    assert weight(one) > OVERHEAD + len(one.request.head)
    assert MOST_KEPT // weight(one) < 10_000


def test_names_stand_in_location_and_in_members_that_are_called_so() -> None:
    made = created(
        0, "a", location="https://example.org/notes/v1/notes/b%20c?x=1", body=b'{"data":{"uuid":"u"},"n":"z"}'
    )
    assert names_given(made) == {"b c": LOCATION, "u": ("data", "uuid")}


@given(st.binary(max_size=40))
def test_any_content_may_be_looked_at(body: bytes) -> None:
    one = exchange(0, body=body, reply=Response(status=201, head=b"HTTP/1.1 201 Created", body=body))
    assert all(names_used(one))
    assert Made([one]).leading(msgspec.structs.replace(one, id=exchange_id(1))) in ((), (one,))


def test_a_reply_gives_no_name_that_its_own_path_had() -> None:
    listed = read(0, "outer", reply=created(0, ID, body=b'{"id":"outer","notes":[{"id":"%b"}]}' % ID.encode()).reply)
    assert "outer" not in names_given(listed)
