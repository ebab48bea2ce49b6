"""What our listener answers is given by words, call by call."""

from __future__ import annotations

import pytest

from harness.arazzo import Listen
from harness.evidence import Response, Silence
from harness.gather.calling.listening import answer, longer_than, pause_after, said_to, takes

URL = "https://here.example.org/t/events"


def test_the_last_answer_is_given_to_all_further_calls() -> None:
    listen = Listen(answers=("500", "204"))
    given = [said_to(listen, number, "POST", URL).reply for number in range(3)]
    assert [reply.status for reply in given if isinstance(reply, Response)] == [500, 204, 204]


@pytest.mark.parametrize(
    "word, status, field",
    [("429:2", 429, b"Retry-After: 2"), ("307", 307, f"Location: {URL}/redirected".encode()), ("204", 204, b"")],
)
def test_a_word_is_an_answer(word: str, status: int, field: bytes) -> None:
    said = answer(word, URL)
    assert isinstance(said.reply, Response)
    assert said.reply.status == status
    assert field in said.reply.head
    assert (said.fault is None) == (status == 204)


def test_a_reset_is_silence() -> None:
    assert answer("reset", URL).reply == Silence(why="reset")


@pytest.mark.parametrize("away, host", [("https://there.example.org", "there"), ("", "here")])
def test_a_redirect_leads_to_another_host_where_we_have_one(away: str, host: str) -> None:
    reply = said_to(Listen(answers=("307:away",)), 0, "POST", URL, f"{away}/t/events" if away else "").reply
    assert isinstance(reply, Response)
    assert f"Location: https://{host}.example.org/t/events/redirected".encode() in reply.head
    assert b"Retry-After" not in reply.head


def test_leave_is_given_or_refused() -> None:
    granted = said_to(Listen(), 0, "OPTIONS", URL).reply
    assert isinstance(granted, Response)
    assert b"WebHook-Allowed-Origin: *" in granted.head
    refused = said_to(Listen(permission=False), 0, "OPTIONS", URL).reply
    assert isinstance(refused, Response)
    assert refused.status == 403
    beside = said_to(Listen(permission=False, granted_at="/beside"), 0, "OPTIONS", f"{URL}/beside?a=1").reply
    assert beside == granted


@pytest.mark.parametrize("word", ["", "99", "later", "slow:1.5", "429:x"])
def test_what_means_nothing_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is no answer"):
        answer(word, URL)


@pytest.mark.parametrize("gap, pause", [(0.1, 1), (2, 3), (60, 90), (100_000, 9999)])
def test_a_pause_is_longer_than_the_product_makes_by_itself(gap: float, pause: int) -> None:
    made = longer_than(Listen(answers=("429:longer", "204")), gap)
    assert made.answers == (f"429:{pause}", "204")
    assert [pause_after(made, number) for number in range(3)] == [pause, 0, 0]
    assert pause_after(Listen(), 0) == 0


@pytest.mark.parametrize(
    "method, url, taken",
    [("POST", "/t/gone/taken?a=1", True), ("POST", "/t/gone", False), ("OPTIONS", "/t/taken", False)],
)
def test_what_comes_beside_is_taken_whatever_the_others_are_answered(method: str, url: str, taken: bool) -> None:
    assert takes(Listen(answers=("410",), taken_at="/taken"), method, url) is taken
    assert not takes(Listen(answers=("410",)), method, url)
