"""An Accept field is read as RFC 9110 has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.partner.acts.accept import offers

JSON = ("application/json",)


@pytest.mark.parametrize(
    "accept, expected",
    [
        ("application/json", True),
        ("APPLICATION/JSON", True),
        ("application/*", True),
        ("*/*", True),
        ("", True),
        ("text/html, application/json;q=0.1", True),
        ("application/json; charset=utf-8", True),
        ("image/png", False),
        ("application/json;q=0", False),
        ("application/json;q=0, */*", False),
        ("text/*, application/problem+json", False),
        ("*/*;q=x", False),
        (",,;", False),
    ],
)
def test_what_is_acceptable(accept: str, expected: bool) -> None:
    assert offers(accept, JSON) is expected


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    assert offers(text, JSON) in (True, False)
