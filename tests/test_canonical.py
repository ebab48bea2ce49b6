"""One value has one form (RFC 8785) and one digest, in any process and on any machine."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from harness.canonical import canonical, digest, digest_of
from harness.verdict import Because, Outcome

WITHIN = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WITHIN | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_plain_values_have_the_form_of_the_rfc(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(st.text(max_size=5), WITHIN, max_size=6))
def test_the_order_of_members_does_not_matter(value: dict[str, int]) -> None:
    assert digest_of(dict(reversed(value.items()))) == digest_of(value)


def test_the_rfc_s_own_example() -> None:
    """RFC 8785 section 3.2.2, without the numbers that Python reads otherwise."""
    value = {"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False], "numbers": [4.5, 2e-3, 1e-27]}
    assert canonical(value) == (
        b'{"literals":[null,true,false],"numbers":[4.5,0.002,1e-27],'
        b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_names_are_sorted_by_utf_16() -> None:
    """RFC 8785 section 3.2.3: surrogates come before U+E000 and above."""
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ufb33":1}'.encode()


class Thing(msgspec.Struct, frozen=True):
    b: int
    a: tuple[Outcome, ...]


def test_our_own_types() -> None:
    assert canonical(Thing(b=1, a=(Outcome.CONFORMS,))) == b'{"a":["conforms"],"b":1}'
    assert canonical(Because(code="x", params={"b": 1, "a": 2.0})) == b'{"code":"x","params":{"a":2,"b":1}}'


def test_the_digest_is_stable() -> None:
    """Written down once: a change here changes every certificate that was ever issued."""
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of({"b": [1, 2.5, None], "a": "ŷ"}) == digest(b'{"a":"\xc5\xb7","b":[1,2.5,null]}')
    assert digest_of({"b": [1, 2.5, None], "a": "ŷ"}) == (
        "sha256:20e66e82059d5652376fffd6e7029d203b8b7d06c166d9d87f8e5d382be14cbb"
    )


@pytest.mark.parametrize("value", [2**53 + 1, math.nan, math.inf, {"a": -(2**60)}])
def test_what_json_of_doubles_cannot_hold(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
