"""The same value has the same bytes whatever the order of its keys (RFC 8785); a digest names its algorithm."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from harness.canonical import canonical, digest, digest_of

SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
SCALARS = st.none() | st.booleans() | SAFE | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


class Point(msgspec.Struct, frozen=True):
    """Anything of ours that is digested."""

    y: int
    x: tuple[int, ...]


@pytest.mark.parametrize(
    "value, expected",
    [
        # RFC 8785 section 3.2.2: numbers as ECMAScript writes them, escapes as short as they may be.
        (
            {
                "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
                "string": '€$\x0f\nA\'B"\\\\"/',
                "literals": [None, True, False],
            },
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
        ),
        # Section 3.2.3: keys in the order of their UTF-16 code units, so that a surrogate pair comes before U+FB33.
        (
            {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\u0080": 6, "ö": 7},
            '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
        ),
        (-0.0, "0"),
        (1.0, "1"),
        ({}, "{}"),
        (Point(y=1, x=(2, 3)), '{"x":[2,3],"y":1}'),
    ],
)
def test_the_standards_own_vectors(value: Any, expected: str) -> None:
    assert canonical(value) == expected.encode()


@given(st.dictionaries(st.text(), VALUES))
def test_the_order_of_keys_does_not_show(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(VALUES)
def test_what_was_written_reads_back_and_writes_the_same_again(value: Any) -> None:
    once = canonical(value)
    # Every number is a double to the standard; to Python, 1e17 would come back as a whole number too large.
    assert canonical(json.loads(once, parse_int=float)) == once


@pytest.mark.parametrize("value", [2**53, -(2**53), math.nan, math.inf, {"a": [math.nan]}])
def test_a_number_that_a_double_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)


def test_a_digest_names_its_algorithm() -> None:
    # FIPS 180-4, the empty message.
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of({"b": 1, "a": 2}) == digest(b'{"a":2,"b":1}')
    assert digest_of({"a": 2}) != digest_of({"a": 3})
