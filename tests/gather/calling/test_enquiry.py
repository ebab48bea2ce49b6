"""What a person would see is found out by a program or by a call, and what is neither yes nor no is no answer."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
import relayed

from harness.declaration import Way
from harness.gather.calling.enquiry import enquired
from harness.partner.sender.product import running_sender


def asked(ways: Mapping[str, Way]) -> str:
    return enquired("down-told", "Did it?", ways)


def program(code: str) -> dict[str, Way]:
    return {"down-told": Way(command=(sys.executable, "-c", code))}


@pytest.mark.parametrize(
    "code, answer",
    [
        ("print('Yes')", "yes"),
        ("import os; print('no' if os.environ['HALLMARK_QUESTION'] == 'down-told' else 'yes')", "no"),
        (
            "import json, sys; print(json.dumps({'answer': json.load(sys.stdin)['text'] == 'Did it?' and 'yes'}))",
            "yes",
        ),
        ("print('perhaps')", ""),
        ("print('yes'); raise SystemExit(1)", ""),
    ],
)
def test_a_program_prints_it(code: str, answer: str) -> None:
    assert asked(program(code)) == answer


def test_an_address_answers_with_it() -> None:
    def says(method: str, target: str, body: bytes) -> bytes:
        said = b'{"answer": "no"}' if (method, target) == ("POST", "/shows/down-told") and b"Did it?" in body else b"?"
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said

    with relayed.product(says) as product:
        assert asked({"*": Way(url=f"{product.url}/shows/{{question}}")}) == "no"


def test_an_address_that_leads_elsewhere_is_not_followed() -> None:
    with relayed.product() as other:
        moved = f"HTTP/1.1 302 Found\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with relayed.product(lambda *_: moved) as product:
            assert asked({"*": Way(url=product.url)}) == ""
        assert other.heard == []


def test_what_answers_no_http_says_nothing() -> None:
    with relayed.product(lambda *_: b"no HTTP at all\r\n") as product:
        assert asked({"*": Way(url=product.url)}) == ""


def test_what_is_nested_without_end_says_nothing() -> None:
    assert asked({"*": Way(command=(sys.executable, "-c", "print('[' * 60000)"))}) == ""


def test_where_nothing_is_declared_or_nobody_there_nothing_is_said() -> None:
    assert asked({}) == ""
    assert asked({"*": Way(command=("no-such-program-anywhere",))}) == ""
    assert asked({"*": Way(url="http://127.0.0.1:1/x")}) == ""


def test_the_reference_sender_tells_what_it_shows() -> None:
    with running_sender("reference-sender", ["one-mark-for-all"]) as sender:
        ways = {"*": Way(url=f"{sender.url}/questions/{{question}}")}
        assert (asked(ways), enquired("slow-told", "", ways)) == ("no", "yes")
