"""What the attempts of a message show together: that it arrives once, in time, in order, and as it was."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import msgspec
import pytest
from calling import CUT, called, lost, note, shown, uuid

from harness.evidence import Footer, Silence

S = 1_000_000


def asked(what: str, *calls: Any, **rest: Any) -> str:
    return shown("messages/1", {"shows": what}, *calls, **rest)


def change(number: int, status: int, at: str, when: int, **sent: Any) -> Any:
    body = {"messageId": f"{number:08d}-5a0c-4e1d-8b7a-3c9d2e4f0001", "sentAt": at, "text": f"{number}", **sent}
    return called("POST", "/notes/n1/comments", body, status, {"commentId": "c", "text": ""}, at=when)


EARLY, LATE = "2025-03-01T14:00:00+00:00", "2025-03-01T14:00:01+00:00"


def test_what_failed_at_first_arrives() -> None:
    assert asked("delivered", lost(), note()) == "conforms"
    assert asked("delivered", note(status=503), note(status=429), note()) == "conforms"
    assert asked("delivered", lost(), note(2, text="Two.", at=S)) == "violates: never-delivered"
    assert asked("delivered", lost(), note(2, text="Two.", at=S), footer=CUT).startswith("inconclusive")
    assert asked("delivered", lost(), note(status=422)) == "inconclusive: nothing-seen"
    assert asked("delivered", note()) == "inconclusive: nothing-seen"


def test_what_we_broke_off_ourselves_is_nobody_s_fault() -> None:
    ours = note(at=S, reply=Silence(why="interrupted"))
    assert asked("delivered", lost(), ours) == "inconclusive: cut-off-by-us"
    assert asked("delivered", lost(), ours, note(at=2 * S)) == "conforms"
    stale = change(1, 409, EARLY, 0, baseVersion=1)
    reads = called("GET", "/notes/n1", reply=Silence(why="interrupted"), at=S)
    again = change(2, 201, LATE, 2 * S, baseVersion=2)
    assert asked("rereads", stale, reads, again) == "conforms"
    assert asked("rereads", stale, again) == "violates: not-read-again"


def test_a_repeat_under_another_name_has_arrived_and_has_waited() -> None:
    assert asked("delivered", lost(), note(2, 503, at=S), note(3, at=2 * S)) == "conforms"
    assert asked("delivered", lost(), note(2, 503, at=S)) == "violates: never-delivered"
    assert asked("delivered", lost(), note(2, 409, at=S)) == "inconclusive: nothing-seen"
    busy = note(status=429, say={"Retry-After": "2"}, at=S)
    assert asked("waits", lost(), busy, note(2, at=3 * S + 1)) == "inconclusive: would-have-waited"
    assert asked("waits", lost(at=S // 2), busy, note(2, at=3 * S)) == "conforms"
    assert asked("waits", busy, note(2, at=2 * S)) == "violates: too-early"


def test_nothing_written_later_overtakes_it() -> None:
    in_order = (change(1, 503, EARLY, 0), change(1, 201, EARLY, 1), change(2, 201, LATE, 2))
    overtaken = (change(1, 503, EARLY, 0), change(2, 201, LATE, 1), change(1, 201, EARLY, 2))
    assert asked("delivered", *in_order) == "conforms"
    assert asked("delivered", *overtaken) == "violates: overtaken"


@pytest.mark.parametrize("first, second", [("14:00:00Z", "14:00:00.5Z"), ("15:00:00+01:00", "14:00:01Z")])
def test_when_it_was_written_is_an_instant_however_it_is_written(first: str, second: str) -> None:
    one, other = f"2025-03-01T{first}", f"2025-03-01T{second}"
    failed = (change(1, 503, one, 0), change(2, 503, other, 1))
    assert asked("delivered", *failed, change(1, 201, one, 2), change(2, 201, other, 3)) == "conforms"
    assert asked("delivered", *failed, change(2, 201, other, 2), change(1, 201, one, 3)) == "violates: overtaken"


@pytest.mark.parametrize("written", [EARLY, "", "2025-03-01T14:00:00"], ids=["the-same-second", "no-time", "no-offset"])
def test_of_what_bears_one_time_that_is_the_earlier_which_was_tried_first(written: str) -> None:
    first, failed = change(1, 503, written, 0), change(2, 503, written, S)
    taken = change(2, 201, written, 2 * S)
    assert asked("delivered", first, failed, taken, change(1, 201, written, 3 * S)) == "violates: overtaken"
    assert asked("delivered", first, change(1, 201, written, S), change(2, 201, written, 2 * S)) == "conforms"
    together = change(2, 503, written, 0)
    assert asked("delivered", first, together, taken, change(1, 201, written, 3 * S)) == "conforms", "nobody can tell"


def test_changes_of_two_things_do_not_overtake_each_other() -> None:
    def patch(number: int, status: int, at: str, when: int, of: int) -> Any:
        made = change(number, status, at, when)
        request = msgspec.structs.replace(made.request, method="PATCH", target=f"/v1/notes/{uuid(of)}")
        return msgspec.structs.replace(made, request=request)

    first, other = patch(1, 503, EARLY, 0, of=7), patch(2, 201, LATE, 1, of=8)
    assert asked("delivered", first, other, patch(1, 201, EARLY, 2, of=7)) == "conforms"
    assert (
        asked("delivered", first, patch(2, 201, LATE, 1, of=7), patch(1, 201, EARLY, 2, of=7)) == "violates: overtaken"
    )


def test_a_repeat_has_the_name_and_the_content_of_the_first() -> None:
    assert asked("same-name", lost(), note()) == "conforms"
    assert asked("same-name", lost(), note(2)) == "violates: other-name"
    assert asked("same-name", lost(), note(text="Two.")) == "violates: other-content"
    assert asked("same-name", lost(), note(2, text="Two.")) == "inconclusive: nothing-seen"
    assert asked("same-name", note(), note(2)) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("wait", ["2", formatdate(2, usegmt=True)])
def test_retry_after_is_waited_for(wait: str) -> None:
    failed, busy = lost(at=-S // 4), note(status=429, say={"Retry-After": wait})
    assert asked("waits", failed, busy, note(at=2 * S)) == "conforms"
    assert asked("waits", failed, busy, note(at=S)) == "violates: too-early"
    assert asked("waits", failed, busy, note(2, text="Two.", at=S)) == "inconclusive: nothing-seen"


def test_a_pause_that_would_have_been_made_anyway_shows_nothing() -> None:
    def told(seconds: int, at: int) -> Any:
        return note(status=429, say={"Retry-After": str(seconds)}, at=at * S)

    habit = "inconclusive: would-have-waited"
    assert asked("waits", told(2, 0), note(at=2 * S)) == habit, "nobody knows how long it waits by itself"
    assert asked("waits", lost(), told(2, 2), note(at=4 * S)) == habit
    assert asked("waits", lost(), lost(at=S // 9), told(3, 2), note(at=5 * S)) == habit, "the first repeat came at once"
    assert asked("waits", lost(), told(3, 2), note(at=6 * S)) == habit, "a pause that doubles is as long by then"
    assert asked("waits", lost(), told(5, 2), note(at=7 * S)) == "conforms"
    assert asked("waits", told(2, 0), told(5, 2), note(at=7 * S)) == "conforms", "it came in two seconds before"
    assert asked("waits", told(5, 0), told(2, 5), note(at=7 * S)) == "conforms", "it came in two seconds afterwards"
    assert asked("waits", told(5, 0), told(2, 5), note(at=10 * S)) == habit


def test_what_is_no_wait_asks_nothing() -> None:
    for say in ({}, {"Retry-After": "soon"}):
        assert asked("waits", note(status=503, say=say), note(at=1)) == "inconclusive: nothing-seen"
    assert asked("waits", note(status=422, say={"Retry-After": "2"}), note(at=1)) == "inconclusive: nothing-seen"


def test_what_is_gone_is_left_alone() -> None:
    assert asked("stops", note(status=410), called("GET", "/notes/n1", status=200)) == "conforms"
    assert asked("stops", note(status=410), note(2, at=S)) == "violates: goes-on"
    assert asked("stops", note(status=410, took=S, at=0), note(2, at=S // 2)) == "conforms", "it was under way"
    assert asked("stops", note(status=410), footer=CUT).startswith("inconclusive")
    assert asked("stops", note()) == "inconclusive: nothing-seen"


def test_what_was_taken_is_said_once() -> None:
    assert asked("once", note(at=0), note(2, text="Two.", at=S)) == "conforms"
    assert asked("once", note(at=0), note(at=S)) == "violates: sent-again"
    assert asked("once", note(at=0), note(2, at=S)) == "violates: sent-again"
    assert asked("once", note(status=500, at=0), note(at=S)) == "conforms"


def test_who_says_the_same_once_more_a_minute_later_may_mean_it() -> None:
    def said(number: int, at: int, written: str) -> Any:
        return note(number, at=at, sent={"sentAt": written})

    first = said(1, 0, EARLY)
    assert asked("once", first, said(2, 300 * S, LATE)) == "inconclusive: said-anew"
    more = note(3, text="Two.", at=S)
    assert asked("once", first, said(2, 300 * S, LATE), more) == "inconclusive: said-anew", "nor is it shown that not"
    assert asked("once", first, said(2, 300 * S, EARLY)) == "violates: sent-again", "it is the message of then"
    assert asked("once", first, said(2, 30 * S, LATE)) == "violates: sent-again"
    assert asked("once", first, said(1, 300 * S, LATE)) == "violates: sent-again", "it bears the same name"
    assert asked("once", first, said(2, 300 * S, LATE), said(3, 301 * S, LATE)) == "violates: sent-again"


def test_a_change_says_its_version_and_is_made_again_after_reading() -> None:
    first = change(1, 409, EARLY, 0, baseVersion=1)
    again = change(2, 201, LATE, 2, baseVersion=2)
    read = called("GET", "/notes/n1", status=200, got={"noteId": "n1", "text": "", "version": 2}, at=1)
    with_ = {"shows": "rereads", "operations": ["addComment"]}
    assert shown("messages/1", with_, first, read, again) == "conforms"
    assert shown("messages/1", with_, first, read) == "conforms", "what to do about it may be left to its user"
    assert shown("messages/1", with_, first, again) == "violates: not-read-again"
    assert shown("messages/1", with_, change(1, 201, EARLY, 0)) == "violates: no-version"


@pytest.mark.parametrize(
    "got, field",
    [({"version": 2}, {}), ({}, {"ETag": '"2"'}), ({"version": 2}, {"ETag": 'W/"xyz"'})],
    ids=["number", "tag", "both"],
)
def test_a_change_is_made_again_on_the_version_that_was_read(got: dict[str, Any], field: dict[str, str]) -> None:
    stale, again = change(1, 409, EARLY, 0, baseVersion=1), change(2, 201, LATE, 3 * S, baseVersion=2)
    read = called("GET", "/notes/n1", status=200, got={"noteId": "n1", "text": "", **got}, say=field, at=S)
    in_vain = change(2, 409, LATE, 2 * S, baseVersion=1)
    assert asked("rereads", stale, read, again) == "conforms"
    assert asked("rereads", stale, read, in_vain, read, again) == "violates: not-on-what-was-read"


def test_what_was_read_and_says_no_version_is_no_other_one() -> None:
    stale, again = change(1, 409, EARLY, 0, baseVersion=1), change(2, 201, LATE, 2 * S, baseVersion=9)
    read = called("GET", "/notes/n1", status=200, got={"noteId": "n1", "text": ""}, at=S)
    other = called("GET", "/notes/n1/comments", status=200, got={"version": 2}, at=S)
    assert asked("rereads", stale, read, again) == "conforms"
    assert asked("rereads", stale, other, again) == "inconclusive: read-elsewhere", "it may have been read for anything"
    assert asked("rereads", stale, called("GET", "/notes/n1/comments", status=200, got={}, at=S)).startswith(
        "inconclusive"
    )


@pytest.mark.parametrize("got", [{"items": [{"version": 1}, {"version": 2}]}, {"version": 2}], ids=["listed", "alone"])
def test_a_list_about_the_thing_may_show_its_version(got: dict[str, Any]) -> None:
    stale, again = change(1, 409, EARLY, 0, baseVersion=1), change(2, 201, LATE, 2 * S, baseVersion=2)
    read = called("GET", "/notes/n1/comments", status=200, got=got, say={"ETag": '"9"'}, at=S)
    assert asked("rereads", stale, read, again) == "conforms"
    assert asked("rereads", stale, read) == "conforms"
    assert asked("rereads", stale, read, change(3, 201, LATE, 3 * S, baseVersion=9)) == "inconclusive: read-elsewhere"


def test_what_was_refused_is_left_at_that() -> None:
    assert asked("final", note(status=422)) == "conforms"
    assert asked("final", note(status=422), note(status=422, at=S)) == "violates: sent-though-refused"
    assert asked("final", note(status=403), note(2, status=403, at=S)) == "violates: sent-though-refused"
    assert asked("final", note(status=422), note(2, text="Two.", at=S)) == "conforms"
    assert asked("final", note(status=429), note(at=S)) == "inconclusive: nothing-seen"
    assert asked("final", note(status=422), footer=CUT).startswith("inconclusive")


@pytest.mark.parametrize("shows, status", [("stops", 410), ("once", 201), ("final", 422)])
def test_what_must_not_come_shows_where_it_was_listened_for(shows: str, status: int) -> None:
    def judged(ended: int) -> str:
        footer = Footer(ended=ended, stopped="finished", counts={})
        return shown("messages/1", {"shows": shows, "quiet": 5}, note(status=status, at=S), footer=footer)

    assert judged(3 * S) == "inconclusive: not-listened"
    assert judged(7 * S) == "conforms"


def test_who_could_not_know_that_it_was_taken_may_ask_again_under_its_name() -> None:
    slow = note(at=0, took=2 * S)
    assert asked("once", slow, note(at=S, took=2 * S)) == "conforms"
    assert asked("once", slow, note(2, at=S, took=2 * S)) == "violates: sent-again"


def test_where_several_are_to_be_delivered_one_alone_is_not_all() -> None:
    two = {"shows": "delivered", "number": 2}
    came = (lost(), note(at=S))
    assert shown("messages/1", two, *came) == "inconclusive: not-all-came"
    assert shown("messages/1", two, *came, note(2, text="Two.", at=2 * S)) == "conforms"
    assert shown("messages/1", two, *came, note(2, text="Two.", status=422, at=2 * S)) == "conforms"
    assert shown("messages/1", two, *came, note(2, text="Two.", status=503, at=2 * S)) == "violates: never-delivered"
