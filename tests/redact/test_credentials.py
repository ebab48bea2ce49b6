"""Credentials are found by where they stand."""

from __future__ import annotations

import time

import pytest

from harness.evidence import Redaction
from harness.redact.credentials import TOKEN_FIELDS, in_compact, in_fields, in_members, in_parameters, stated, tokenish
from harness.redact.hits import Hit, Leaves


def test_a_field_is_found_by_its_whole_name() -> None:
    head = b"authorization: a\r\nX-Authorization: b\r\nauthorization-x: c\r\nCookie2: d\r\nset-cookie:e"
    assert [(hit.marker, head[hit.start : hit.end]) for hit in in_fields(head)] == [
        ("secret:authorization", b"a"),
        ("secret:set-cookie", b"e"),
    ]


@pytest.mark.parametrize("name", TOKEN_FIELDS)
def test_each_token_is_found_in_a_form_and_in_json(name: str) -> None:
    assert tokenish(name)
    form = f"a=b&{name}=xyz&my_{name}=uvw".encode()
    assert [(hit.marker, form[hit.start : hit.end]) for hit in in_parameters(form)] == [(f"secret:{name}", b"xyz")]
    body = f'{{"a":{{"{name}":"xyz"}},"my_{name}":"uvw"}}'.encode()
    assert [(hit.marker, body[hit.start : hit.end], hit.pointer) for hit in in_members(Leaves(body))] == [
        (f"secret:{name}", b"xyz", f"/a/{name}")
    ]


def test_facts_go_to_the_authorization_field_or_the_first() -> None:
    def at(*markers: str) -> tuple[Redaction, ...]:
        return tuple(Redaction(part="request.head", offset=0, length=1, marker=marker) for marker in markers)

    facts = {"credential": "genuine"}
    assert [it.facts for it in stated(at("secret:cookie", "secret:bearer"), facts)] == [{}, facts]
    assert [it.facts for it in stated(at("secret:cookie", "secret:authorization"), facts)] == [{}, facts]
    assert [it.facts for it in stated(at("secret:key", "secret:cookie"), facts)] == [facts, {}]
    assert stated((), {}) == ()


def test_facts_of_what_leaves_no_trace_stand_beside_no_octet() -> None:
    facts = {"credential": "genuine", "scheme": "mutual-tls"}
    assert stated((), facts) == (Redaction(part="request.head", offset=0, length=0, marker="fact", facts=facts),)
    assert stated((), {"credential": "absent"}) == (), "nothing was there, and nothing has to be said of it"


def test_a_hostile_head_costs_no_more_than_its_length() -> None:
    begun = time.process_time()
    assert list(in_fields(b"x: " + b"cookie" * 170_000)) == []
    assert list(in_fields(b"cookie" * 170_000)) == []
    assert list(in_parameters(b"access_token" * 80_000)) == []
    assert len(list(in_members(Leaves(b'"access_token":"' + b"\\" * 400_001)))) == 1
    # Quadratic work would take hours.
    assert time.process_time() - begun < 20


def test_a_token_in_a_parameter_ends_where_the_parameter_does() -> None:
    part = b'<a href="/x?access_token=abc">#id_token=def;'
    assert list(in_parameters(part)) == [
        Hit(25, 28, "secret:access_token"),
        Hit(40, 43, "secret:id_token"),
    ]


def test_tokens_are_found_wherever_they_begin_and_what_looks_like_many_is_no_burden() -> None:
    token = b"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
    for before in (b"", b"a.b.", b"x-", b"_", b"Bearer ", b"/"):
        (hit,) = [one for one in in_compact(before + token + b" rest") if one.end == len(before + token)]
        assert hit.start == len(before)
    assert list(in_compact(b"eyJ.eyJ eyJhb..sig a.b.c")) == []
    for hostile in (b"-eyJ", b"eyJ", b"eyJ.", b"eyJa.eyJb "):
        assert len(list(in_compact(hostile * 100_000))) <= 100_000
