"""A call of our own is told from all others, and what became of it on the way is noted."""

from __future__ import annotations

import pytest

from harness.partner.knock import METHOD, Knock

KNOCK = Knock("0a1b")
SENT = {name.lower(): text for name, text in KNOCK.headers.items()}


def noted(method: str = METHOD, target: str = KNOCK.target, base: str | None = "", **other: str) -> str:
    knock = Knock("0a1b")
    assert knock.takes(method, target, SENT | {"content-type": other.get("type", "application/json")}, KNOCK.body, base)
    assert knock.came.is_set()
    return knock.altered


def test_what_came_as_it_was_sent_has_nothing_to_be_noted() -> None:
    assert noted() == ""
    assert noted(target=f"/base{KNOCK.target}", base="/base") == ""
    assert noted(target=f"/any/token{KNOCK.target}", base=None) == ""


def test_what_was_altered_is_named() -> None:
    assert noted("PUT") == "method"
    assert noted(target=f"/hook{KNOCK.target}") == "path"
    assert noted(target=KNOCK.path) == "query"
    assert noted(type="text/plain") == "media type"


@pytest.mark.parametrize("target", ["/", "", f"{KNOCK.path}x", Knock("ffff").target, f"/x?{KNOCK.path}"])
def test_another_call_is_not_it(target: str) -> None:
    knock = Knock("0a1b")
    assert not knock.takes(METHOD, target, SENT, KNOCK.body, None)
    assert not knock.came.is_set()


def test_what_came_back_of_the_answer_is_compared() -> None:
    given, media_type = KNOCK.reply, KNOCK.reply.header("Content-Type") or ""
    assert KNOCK.returned(given.status, media_type, given.body) == ""
    assert KNOCK.returned(204, media_type, given.body) == "status"
    assert KNOCK.returned(given.status, "text/html", given.body) == "media type"
    assert KNOCK.returned(given.status, media_type, KNOCK.body) == "content"
    assert Knock("ffff").reply.body != given.body
