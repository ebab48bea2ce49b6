"""What makes a request heavy is measured in its content, outside of texts."""

from __future__ import annotations

import re

import pytest
from building import exchange, reading
from hypothesis import given
from hypothesis import strategies as st

from harness.rules.weight import LEAST, WAYS


@pytest.mark.parametrize(
    "way, below, from_",
    [
        ("size", b"x" * (LEAST["size"] - 1), b"x" * LEAST["size"]),
        ("depth", b"[" * (LEAST["depth"] - 1), b"[" * LEAST["depth"]),
        ("number", b"9" * (LEAST["number"] - 1), b"9" * LEAST["number"]),
    ],
)
def test_from_where_on(way: str, below: bytes, from_: bytes) -> None:
    weighs = WAYS[way]
    assert not weighs(reading(exchange("POST", "/notes", below, 400, {})))
    assert weighs(reading(exchange("POST", "/notes", from_, 400, {})))


@given(st.binary(max_size=60))
def test_any_content_is_weighed(body: bytes) -> None:
    x = reading(exchange("POST", "/notes", body, 400, {}))
    assert not any(weighs(x) for weighs in (WAYS["size"], WAYS["depth"], WAYS["list"]))


@given(st.text('09aeE+"\\,[', max_size=40))
def test_a_huge_number_is_one_that_stands_outside_of_texts(text: str) -> None:
    body = text.encode()
    outside = re.split(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', body)
    expected = any(re.search(rb"[0-9]{300}|[0-9][eE]\+?[0-9]{3}", piece) for piece in outside)
    assert WAYS["number"](reading(exchange("POST", "/notes", body, 400, {}))) is expected


def test_depth_is_counted_outside_of_texts() -> None:
    inside = b'["' + b"[" * LEAST["depth"] + b'"]'
    around = b'["\\"["]' * LEAST["depth"] + b'{"a":' * LEAST["depth"]
    assert [WAYS["depth"](reading(exchange("POST", "/notes", body, 400, {}))) for body in (inside, around)] == [
        False,
        True,
    ]


def test_a_text_that_does_not_end_is_read_once() -> None:
    octets = b'"' + b'\\"' * (1 << 19) + b"[" * LEAST["depth"]
    assert not WAYS["depth"](reading(exchange("POST", "/notes", octets, 400, {})))
    assert not WAYS["number"](reading(exchange("POST", "/notes", octets + b"9" * LEAST["number"], 400, {})))
