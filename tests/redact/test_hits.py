"""What must go is overwritten once, in order, and said so."""

from __future__ import annotations

from harness.evidence import Redaction
from harness.redact.hits import Hit, Leaves, done_in, overwrite


def test_hits_become_asterisks_in_order() -> None:
    kept, found = overwrite("reply.body", b"0123456789", [Hit(7, 9, "b"), Hit(1, 3, "a", "/p")])
    assert kept == b"0**3456**9"
    assert found == (
        Redaction(part="reply.body", offset=1, length=2, marker="a", pointer="/p"),
        Redaction(part="reply.body", offset=7, length=2, marker="b"),
    )


def test_hits_that_overlap_become_one() -> None:
    kept, found = overwrite(
        "p", b"0123456789", [Hit(1, 4, "a", "/x"), Hit(3, 6, "b", "/y"), Hit(1, 3, "c"), Hit(8, 8, "d")]
    )
    assert kept == b"0*****6789"
    assert [(it.offset, it.length, it.marker, it.pointer) for it in found] == [(1, 5, "a", "")]


def test_hits_side_by_side_stay_two() -> None:
    _, found = overwrite("p", b"0123456789", [Hit(1, 3, "a"), Hit(3, 5, "b")])
    assert [it.marker for it in found] == ["a", "b"]


def test_what_was_done_is_not_done_again() -> None:
    before = (Redaction(part="p", offset=1, length=4, marker="a"), Redaction(part="q", offset=6, length=2, marker="a"))
    assert done_in("p", before) == ((1, 5),)
    raw = b"0****56789"
    assert overwrite("p", raw, [Hit(2, 4, "b")], before) == (raw, ())
    assert overwrite("p", raw, [Hit(6, 8, "b")], before)[0] == b"0****5**89"


def test_a_hit_learns_its_leaf() -> None:
    leaves = Leaves(b'{"a":"one two","b":123}')
    assert leaves.around(Hit(10, 13, "m")) == Hit(10, 13, "m", "/a")
    assert leaves.around(Hit(20, 21, "m")) == Hit(19, 22, "m", "/b")
    assert leaves.around(Hit(2, 3, "m")) == Hit(2, 3, "m")
    assert [leaves.inside(span) for span in leaves.all()] == [(6, 13), (19, 22)]


def test_leaves_say_from_where_on_they_cannot_be_read() -> None:
    leaves = Leaves(b'{"a":1,"b":oops}')
    assert [pointer for pointer, _, _ in leaves.all()] == ["/a"]
    assert leaves.unreadable == 7
    assert Leaves(b"<html>").all() == []
    again = Leaves(b'{"a":*}', ((5, 6),))
    assert [pointer for pointer, _, _ in again.all()] == ["/a"]
