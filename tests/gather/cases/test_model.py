"""Cases are told apart by what is sent, and travel as JSON."""

from __future__ import annotations

import msgspec

from harness.gather.cases import Case, Hole


def test_what_is_tried_and_why_does_not_tell_cases_apart() -> None:
    one = Case(True, "one", query=(("a", "1"),), body=b"{}")
    other = Case(False, "other", query=(("a", "1"),), own=("query:a",), body=b"{}")
    assert one.key == other.key
    assert one.key != Case(True, "one", query=(("a", "2"),), body=b"{}").key


def test_a_case_travels_as_json() -> None:
    case = Case(
        True, "x", (("id", "é"),), (("q", ""),), (), ("query:q",), b"\xff", "a/b", (Hole(("a", 0), {"x": 1}, 5),)
    )
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case
