"""A folded field reads as one line, and each octet of it is found where it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.redact.folding import Unfolded, is_folded


@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t", b" \r\n  \t"])
def test_the_lines_of_a_field_are_put_together(fold: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nX: one" + fold + b"two" + fold + b"three\r\nY: z"
    whole = Unfolded(head)
    assert (whole.folds, whole.data) == (2, b"HTTP/1.1 200 OK\r\nX: onetwothree\r\nY: z")
    at = whole.data.index(b"etw")
    start, end = whole.span(at, at + 3)
    assert head[start:end] == b"e" + fold + b"tw"
    assert Unfolded(head, b" ").data.splitlines()[1] == b"X: one two three"


def test_most_heads_have_none() -> None:
    head = b"HTTP/1.1 200 OK\r\nX: a b\r\nY: c"
    assert not is_folded(head)
    assert Unfolded(head).data == head


@given(st.lists(st.sampled_from([b"a", b"b", b" ", b"\t", b"\r\n", b"\n", b":"]), max_size=40).map(b"".join))
def test_what_is_no_fold_stands_where_it_stood(head: bytes) -> None:
    whole = Unfolded(head)
    for at in range(len(whole.data)):
        start, end = whole.span(at, at + 1)
        assert head[start:end] == whole.data[at : at + 1]
