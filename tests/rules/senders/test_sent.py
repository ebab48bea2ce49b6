"""Of a call is kept what tells whether another is the same."""

from __future__ import annotations

import msgspec
from calling import called, shown
from rules.senders.test_following import EARLY, LATE, change


def test_a_target_in_absolute_form_is_the_same_thing() -> None:
    first = change(1, 409, EARLY, 0, baseVersion=1)
    whole = msgspec.structs.replace(first.request, target=f"http://127.0.0.1:1{first.request.target}?x")
    first = msgspec.structs.replace(first, request=whole)
    again = change(2, 201, LATE, 2, baseVersion=2)
    read = called("GET", "/notes/n1", status=200, got={"noteId": "n1", "text": "", "version": 2}, at=1)
    with_ = {"shows": "rereads", "operations": ["addComment"]}
    assert shown("messages/1", with_, first, read, again) == "conforms"
    assert shown("messages/1", with_, first, read) == "conforms", "what to do about it may be left to its user"
    assert shown("messages/1", with_, first, again) == "violates: not-read-again"
