"""OpenAPI's own formats are told apart from what is not of them."""

import base64

import pytest
from described import schema_of
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.formats import FORMATS, is_base16, is_base64, is_base64url


@pytest.mark.parametrize(
    "text, yes", [("", True), ("YQ==", True), ("YWI=", True), ("YQ", False), ("Y Q=", False), ("ŷŷ==", False)]
)
def test_base64(text: str, yes: bool) -> None:
    assert is_base64(text) is yes is FORMATS["byte"](text)


@pytest.mark.parametrize(
    "text, yes",
    [("", True), ("YQ", True), ("YQ==", True), ("YQ=", False), ("_-8", True), ("/+8=", False), ("Y", False)],
)
def test_base64url(text: str, yes: bool) -> None:
    assert is_base64url(text) is yes is FORMATS["base64url"](text)


@pytest.mark.parametrize("text, yes", [("", True), ("0aF9", True), ("0", False), ("0g", False)])
def test_base16(text: str, yes: bool) -> None:
    assert is_base16(text) is yes is FORMATS["base16"](text)


@given(st.binary(max_size=20))
def test_what_is_encoded_is_of_its_format(data: bytes) -> None:
    assert is_base64(base64.b64encode(data).decode())
    assert is_base64url(base64.urlsafe_b64encode(data).decode())
    assert is_base16(data.hex())


@pytest.mark.parametrize(
    "text, yes",
    [
        ("2025-03-01T14:00:00Z", True),
        ("2025-03-01T14:00:00.123+01:00", True),
        ("2025-03-01T14:00:00", False),
        ("2025-03-01 14:00:00Z", False),
        ("2025-02-30T14:00:00Z", False),
        ("2025-03-01T24:00:00Z", False),
        ("2025-03-01T14:00:00+0100", False),
    ],
)
def test_a_time_needs_its_offset(text: str, yes: bool) -> None:
    """RFC 3339 section 5.6; the validator's own format."""
    assert schema_of({"type": "string", "format": "date-time"}).is_valid(text) is yes
