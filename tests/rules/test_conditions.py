"""Conditions are recomputed from the bytes of the request."""

from __future__ import annotations

from typing import Any

import pytest
from building import context, exchange, notes, overwritten, reading
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import created, new

from harness.adjudicate import world_of
from harness.errors import ProfileError
from harness.evidence import Environment, Exchange
from harness.rules.base import World
from harness.rules.conditions import NEVER, Condition, ahead, compile_conditions, instant

AT = 1_750_000_000_000_000


def world(**rest: Any) -> World:
    bundle = notes()
    return world_of(bundle.profile, bundle.contract, bundle.workflows, context(**rest), "keeper", None)


def holds(x: Exchange, *conditions: dict[str, Any], **rest: Any) -> bool:
    return compiled(*conditions, **rest).hold(reading(x))


def compiled(*conditions: dict[str, Any], **rest: Any) -> Any:
    made = (Condition(**{("is_" if k == "is" else k): v for k, v in c.items()}) for c in conditions)
    return compile_conditions(tuple(made), world(**rest))


def sent(value: Any, **rest: Any) -> Exchange:
    return created(sent=value, **rest)


def test_all_must_hold() -> None:
    valid, equal = {"is": "valid"}, {"is": "equals", "pointer": "/text", "value": "x"}
    assert holds(sent(new("x")), valid, equal)
    assert not holds(sent(new("y")), valid, equal)
    assert holds(sent(new("y")))


@pytest.mark.parametrize(
    "condition, expected",
    [
        ({}, True),
        ({"pointer": "/"}, True),
        ({"pointer": "/text"}, True),
        ({"pointer": "/text", "code": "minLength"}, True),
        ({"pointer": "/text", "code": "maxLength"}, False),
        ({"pointer": "/tex"}, False),
        ({"pointer": "/agency"}, False),
        ({"name": "If-Match"}, False),
    ],
)
def test_invalid_at_a_place(condition: dict[str, str], expected: bool) -> None:
    assert holds(sent(new("")), {"is": "invalid", **condition}) is expected
    assert not holds(sent(new()), {"is": "invalid", **condition})


def test_invalid_parameters_have_names() -> None:
    x = exchange("GET", "/words?limit=0")
    assert holds(x, {"is": "invalid", "name": "Limit"})
    assert not holds(x, {"is": "invalid", "name": "cursor"})
    assert not holds(x, {"is": "invalid", "pointer": "/"})


def test_whether_a_refusal_can_only_be_for_these() -> None:
    both = reading(sent(new("") | {"messageId": "no uuid"}))
    assert not compiled({"is": "invalid", "pointer": "/text"}).alone(both)
    assert compiled({"is": "invalid", "pointer": "/text"}, {"is": "invalid", "pointer": "/messageId"}).alone(both)
    assert compiled({"is": "invalid"}).alone(both)
    assert not compiled({"is": "equals", "pointer": "/text", "value": ""}).alone(both)
    assert compiled({"is": "equals", "pointer": "/text", "value": "x"}).alone(reading(sent(new("x"))))


@pytest.mark.parametrize(
    "body, expected",
    [
        *((b'{"a":', True), (b"\xff", True), (b" ", True), (b'{"a":1,}', True)),
        *((b"{}", False), (b"1e999", False), (b'{"a":NaN}', False), (b'{"a":1,"a":2}', False)),
    ],
)
def test_malformed_is_what_no_reader_takes(body: bytes, expected: bool) -> None:
    assert holds(sent(body), {"is": "malformed"}) is expected


def test_malformed_alone() -> None:
    assert compiled({"is": "malformed"}).alone(reading(sent(b'{"a":')))
    assert not compiled({"is": "malformed"}).alone(reading(sent(b"{", ask={"Content-Type": "text/plain"})))


def test_equals_and_differs_compare_json() -> None:
    x = sent(new("true") | {"more": True, "one": 1})
    assert holds(x, {"is": "equals", "pointer": "/more", "value": True})
    assert not holds(x, {"is": "equals", "pointer": "/one", "value": True})
    assert holds(x, {"is": "equals", "pointer": "/agency", "fixture": "own_agency"})
    assert not holds(x, {"is": "differs", "pointer": "/agency", "fixture": "own_agency"})
    assert holds(x, {"is": "differs", "pointer": "/text", "fixture": "own_agency"})


@pytest.mark.parametrize("kind", ["equals", "differs"])
def test_what_is_not_there_neither_equals_nor_differs(kind: str) -> None:
    assert not holds(sent(new()), {"is": kind, "pointer": "/nothing", "value": "x"})
    assert not holds(sent(new()), {"is": kind, "pointer": "/agency", "fixture": "undeclared"})
    assert not holds(sent(b"{"), {"is": kind, "pointer": "/agency", "value": "x"})
    hidden = overwritten(sent(new()), "/agency", "request.body")
    assert not holds(hidden, {"is": kind, "pointer": "/agency", "value": "GB-POL-X02"})


def test_times_are_compared_with_the_product_s_clock() -> None:
    x = sent(new(writtenAt="2025-06-15T15:06:45+00:00"), at=AT)  # five seconds after AT
    future = {"is": "future", "pointer": "/writtenAt", "seconds": 3}
    assert holds(x, future)
    assert not holds(x, future | {"seconds": 5})
    assert not holds(x, future, environment=Environment(skew=2_000_000))
    assert holds(x, future | {"is": "not-future", "seconds": 5})
    assert holds(sent(new()), future | {"is": "not-future"})


def test_identity() -> None:
    assert holds(sent(new(), identity="other-agency"), {"is": "identity", "identity": "other-agency"})


def test_an_unknown_name_is_the_profile_s_mistake() -> None:
    with pytest.raises(ProfileError, match="unknown condition 'wrong'"):
        compiled({"is": "wrong"})


@pytest.mark.parametrize(
    "text", ["2025-06-15T15:06:40", "2025-06-15", "now", "", 7, None, "2025-06-15T15:06:61Z", "9" * 5000]
)
def test_what_is_no_time_lies_before_everything(text: Any) -> None:
    assert instant(text) is None
    assert ahead(text, 0) == NEVER


@given(st.datetimes(timezones=st.timezones()))
def test_any_time_is_read_back(moment: Any) -> None:
    found = instant(moment.isoformat())
    assert found is None or isinstance(found, int)


@given(st.text())
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    assert ahead(text, 0) >= NEVER
