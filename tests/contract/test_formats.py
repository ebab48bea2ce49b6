"""OpenAPI's own formats are told apart from what is not of them."""

import pytest
from described import schema_of

from harness.contract.formats import FORMATS, WHOLE_NUMBERS, is_base64


@pytest.mark.parametrize(
    "text, yes", [("", True), ("YQ==", True), ("YWI=", True), ("YQ", False), ("Y Q=", False), ("ŷŷ==", False)]
)
def test_base64(text: str, yes: bool) -> None:
    assert is_base64(text) is yes is FORMATS["byte"](text)


@pytest.mark.parametrize("name, least, most", [(name, *bounds) for name, bounds in WHOLE_NUMBERS.items()])
def test_whole_numbers_have_bounds(name: str, least: int, most: int) -> None:
    schema = schema_of({"type": "integer", "format": name})
    assert schema.is_valid(least)
    assert schema.is_valid(most)
    assert not schema.is_valid(least * 2)
    assert not schema.is_valid(most * 2)


def test_tighter_bounds_stay() -> None:
    schema = schema_of({"type": "integer", "format": "int32", "minimum": 5, "exclusiveMaximum": 7})
    assert [schema.is_valid(n) for n in (4, 5, 6, 7)] == [False, True, True, False]


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
