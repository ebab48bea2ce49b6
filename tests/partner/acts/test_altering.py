"""What was received is altered at one place, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from partner_acts import a_call, run

from harness.partner.acts.altering import ALTERATIONS


def altered(body: Any, **how: Any) -> Any:
    call = a_call(body=body)
    assert run(call, {"act": "alter", **how}) is None
    return call.scope["request"]["body"]


@pytest.mark.parametrize(
    "body, how, expected",
    [
        ({"a": 1}, {"at": "/a", "to": 2}, {"a": 2}),
        ({"a": 1}, {"at": "/b", "to": "$facts.author"}, {"a": 1, "b": "B. Enghraifft"}),
        ({"a": 1}, {"at": "/a", "to": 2, "missing": True}, {"a": 1}),
        ({"a": 1, "b": 2}, {"at": "/a", "drop": True}, {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"at": "/a/b", "drop": True}, {"a": {"c": 2}}),
        ({"a": 1}, {"at": "/b/c", "to": 2}, {"a": 1}),
        ({"a": 1}, {"at": "/a/c", "to": 2}, {"a": 1}),
        ({"a": [{"b": "X"}, {"c": "Y"}, "Z"]}, {"at": "/a/*/b", "by": "lower"}, {"a": [{"b": "x"}, {"c": "Y"}, "Z"]}),
        ([1], {"at": "/a", "to": 2}, [1]),
    ],
)
def test_places(body: Any, how: dict[str, Any], expected: Any) -> None:
    before = repr(body)
    assert altered(body, **how) == expected
    assert repr(body) == before


@pytest.mark.parametrize(
    "name, value, expected",
    [
        ("lower", "ABC", "abc"),
        ("decomposed", "Tŷ", "Ty\u0302"),
        ("swapped", [1, 2, 3], [2, 1, 3]),
        ("swapped", [1], [1]),
        ("ascii", "Tŷ\r\n🚒", "T?\r\n?"),
        ("digits", "1234567890123", "123456789012"),
        ("digits", "AB", "1"),
        ("cut", "x" * 2001, "x" * 2000),
        ("union", {"a": [1, 2], "b": [2, 3], "c": "d"}, {"a": [1, 2, 3], "b": [1, 2, 3], "c": "d"}),
        ("whole", -1.5, 1),
        ("whole", "x", 0),
        ("counted", 0, 1),
        ("counted", "2", 2),
        ("offset", "2027-03-01T14:00:00", "2027-03-01T14:00:00+00:00"),
        ("offset", "2027-03-01T14:00:00Z", "2027-03-01T14:00:00Z"),
        ("offset", "2027-03-01T14:00:00-05:00", "2027-03-01T14:00:00-05:00"),
    ],
)
def test_alterations(name: str, value: Any, expected: Any) -> None:
    assert ALTERATIONS[name](value) == expected


@pytest.mark.parametrize("name", ALTERATIONS)
@pytest.mark.parametrize("value", [None, True, 3, "x", [], {}, [None], {"a": None}])
def test_no_value_is_too_odd(name: str, value: Any) -> None:
    ALTERATIONS[name](value)
