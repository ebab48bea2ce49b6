"""Octets are put together as they go out."""

from __future__ import annotations

from harness.partner.delivery import Delivery, Piece, head_alone, head_of, in_pieces


def test_pieces_are_parts_of_the_whole_and_only_the_first_does_not_wait() -> None:
    pieces = in_pieces(b"abcdefg", 3, 0.5)
    assert pieces == (Piece(b"abc"), Piece(b"def", 0.5), Piece(b"g", 0.5))
    assert Delivery(pieces=pieces).data == b"abcdefg"


def test_a_head_says_that_the_connection_ends() -> None:
    assert head_of(200, "OK", [("A", "1")]) == b"HTTP/1.1 200 OK\r\nA: 1\r\nConnection: close\r\n\r\n"


def test_an_answer_to_head_ends_with_its_head() -> None:
    pieces = (Piece(b"HTTP/1.1 200 OK\r"), Piece(b"\n\r\nab", 0.5), Piece(b"cd", 0.5))
    trimmed = Delivery(pieces=(pieces[0], Piece(b"\n\r\n", 0.5)), end="reset")
    assert head_alone(Delivery(pieces=pieces, end="reset", why="reset")) == trimmed
    silent = Delivery(end="hang")
    assert head_alone(silent) == silent
