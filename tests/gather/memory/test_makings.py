"""What was made and has not gone is left, in whatever order that is told."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gather.memory.makings import Makings

told = st.lists(st.tuples(st.booleans(), st.sampled_from(["/a/1", "/a/2", "/a/1/b/1", "/a/1/b/\u017e", "/c"])))


def makings(*steps: tuple[bool, str]) -> Makings:
    found = Makings()
    for made, path in steps:
        (found.made if made else found.gone)(path)
    return found


@given(told)
def test_as_sets_would_have_it(steps: list[tuple[bool, str]]) -> None:
    made = dict.fromkeys(path for is_made, path in steps if is_made)
    gone = {path for is_made, path in steps if not is_made}
    plain = sorted((path for path in made if path not in gone), key=lambda path: -path.count("/"))
    assert list(makings(*steps).left()) == plain


def test_what_lies_under_others_comes_first() -> None:
    assert list(makings((True, "/a/1"), (True, "/a/1/b/1"), (True, "/a/2")).left()) == ["/a/1/b/1", "/a/1", "/a/2"]


def test_nothing_lies_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(sqlite3, "connect", lambda name, **_: opened.append(name) or sqlite3.Connection(name))
    found = makings(*((True, f"/a/{number}") for number in range(1000)))
    assert opened == [""]  # a temporary file of SQLite's own, and not ":memory:"
    assert not [value for value in vars(found).values() if isinstance(value, list | dict | set)]
    assert sum(1 for _ in found.left()) == 1000
