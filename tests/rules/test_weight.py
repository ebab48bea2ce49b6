"""What makes a request heavy is measured in its content, outside of texts."""

from __future__ import annotations

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
