"""`callback-address/1`: each form of a private address is asked about, and only the tester's own is exempt."""

from __future__ import annotations

import pytest
from eventing import OURS, found, shown, subscribed


def asked(of: str, url: str, status: int) -> str:
    return shown("callback-address/1", {"of": of}, subscribed(url, status))


@pytest.mark.parametrize("status, outcome", [(400, "conforms"), (422, "conforms"), (201, "violates: address-taken")])
def test_what_is_answered(status: int, outcome: str) -> None:
    assert asked("inward", "https://0x7f000002:4443/x", status) == outcome
    assert asked("plain", "http://subscriber.example.org/x", status) == outcome


@pytest.mark.parametrize("status", [401, 403, 429])
def test_another_reason_hides_it(status: int) -> None:
    assert asked("inward", "https://10.0.0.1/x", status).startswith("inconclusive")


def test_our_own_address_is_exempt_and_nothing_near_it() -> None:
    assert asked("inward", f"{OURS}/events", 201) == "inconclusive: nothing-seen"
    assert asked("inward", "https://127.0.0.1:4444/events", 201) == "violates: address-taken"
    assert asked("plain", f"{OURS.replace('https', 'http')}/events", 201) == "violates: address-taken"


def test_a_public_address_is_asked_nothing_of() -> None:
    assert asked("inward", "https://subscriber.example.org/x", 201) == "inconclusive: nothing-seen"
    assert asked("plain", "https://subscriber.example.org/x", 201) == "inconclusive: nothing-seen"


def test_one_check_is_one_cause_that_names_all_it_let_through() -> None:
    urls = ("https://0x7f000002:4443/x", "https://2130706434/x", "https://0x7f000002:4443/x", "https://10.0.0.1/x")
    taken, refused = (subscribed(url, 201) for url in urls[:3]), subscribed(urls[3], 400)
    said = found("callback-address/1", {"of": "inward"}, *taken, refused)
    assert [violation.cause for violation in said.violations] == ["address-taken/inward"]
    assert (said.failed, said.passed) == (3, 1)
    assert said.violations[0].because.params == {"forms": ["hexadecimal", "decimal"]}


def test_what_it_failed_at_is_none_of_them() -> None:
    crashed, taken = subscribed("https://10.0.0.1/x", 500), subscribed("https://2130706434/x", 201)
    said = found("callback-address/1", {"of": "inward"}, crashed, taken)
    assert [violation.cause for violation in said.violations] == [
        "server-error/createClientSubscription",
        "address-taken/inward",
    ]
    assert said.violations[1].because.params == {"forms": ["decimal"]}


def test_a_crash_is_its_own_cause() -> None:
    assert asked("inward", "https://10.0.0.1/x", 500) == "violates: address-taken"
