"""What rules share says what it is asked to say."""

from __future__ import annotations

import pytest
from building import exchange, reading, with_reply
from rules.cases import created, read

from harness.evidence import ExchangeId, Partial, Silence
from harness.rules import base


def test_signs_cite_what_they_rest_on() -> None:
    x, other = reading(read(ordinal=3)), ExchangeId("p", 1)
    assert base.passed(x, other).cites == (x.id, other)
    assert base.broke(x, "code", cites=(other, x.id)).cites == (x.id, other)
    assert base.unsure(x, "code", why="?").because.params == {"why": "?"}


def test_the_size_is_that_of_the_request() -> None:
    x = reading(created())
    assert base.broke(x, "code").size == len(x.exchange.request.target) + len(x.exchange.request.body)


@pytest.mark.parametrize("why", ["refused", "reset", "closed", "timeout", "tls"])
def test_a_silence_is_unsure(why: str) -> None:
    sign = base.no_answer(reading(with_reply(read(), Silence(why=why))))
    assert sign is not None
    assert (sign.because.params, sign.blocks) == ({"why": why}, True)


@pytest.mark.parametrize("reply", [Silence(why="stale"), Silence(why="interrupted"), Partial(why="interrupted")])
def test_what_lies_with_us_is_no_sign(reply: Silence | Partial) -> None:
    assert base.no_answer(reading(with_reply(read(), reply))) is None


def test_a_whole_answer_is_an_answer() -> None:
    assert base.no_answer(reading(read())) is None


@pytest.mark.parametrize(
    "status, say, busy",
    [(429, {}, True), (503, {"Retry-After": "3"}, True), (503, {}, False), (500, {"Retry-After": "3"}, False)],
)
def test_busy(status: int, say: dict[str, str], busy: bool) -> None:
    assert base.busy(reading(read(status=status, got={}, say=say))) is busy


def test_root_causes_that_many_rules_see() -> None:
    page = {"Content-Type": "text/html; charset=utf-8"}
    assert base.shared_cause(reading(read(status=500, got={}))) == "server-error/getNote"
    assert base.shared_cause(reading(read(got=b"<html>", say=page))) == "html-instead-of-api/200"
    assert base.shared_cause(reading(exchange("GET", "/nowhere", b"", 500))) == "server-error/"
    assert base.shared_cause(reading(read(status=404, got={}))) == ""


def test_our_own_credential() -> None:
    assert base.soundly_ours(reading(read()))
    assert not base.soundly_ours(reading(read(credential="expired")))
    assert not base.soundly_ours(reading(read(identity="other-agency")))


def test_a_single_watch_asks_to_be_told_how_to_look() -> None:
    with pytest.raises(NotImplementedError):
        base.Single().look(reading(read()))
    assert base.Single().operations is None
    assert base.Single(("getNote",)).operations == frozenset({"getNote"})
    assert base.Single().conclude("key", None) == ()


def test_a_single_watch_is_a_watch_like_others() -> None:
    class Looks(base.Single):
        def look(self, x: object) -> base.Sign | None:
            return base.Passed(())

    x = reading(read())
    assert Looks().select(x) == x.id
    assert Looks().step(None, x) == (None, (base.Passed(()),))
