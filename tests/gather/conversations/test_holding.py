"""A conversation that showed something wrong is held again, and one that showed nothing is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tinyapi.bench import bench, json_reply

from harness.evidence import Exchange
from harness.gather.bench import Bench
from harness.gather.conversations import holding
from harness.gather.conversations.holding import MOST, TIMES, hold
from harness.gather.inputs import Unfillable
from harness.gather.message import Message
from harness.gather.signin.credentials import CredentialLacking


def say(bench: Bench) -> None:
    for target in ("/a", "/b"):
        bench.send(Message(method="GET", target=target, headers=()), "say it")


@pytest.mark.parametrize("wrong, times", [("", 1), ("B52 element-missing", 1 + TIMES)])
def test_what_was_wrong_is_said_anew_as_a_whole(wrong: str, times: int) -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    looked: list[int] = []

    def jury(exchanges: Sequence[Exchange]) -> str:
        looked.append(len(exchanges))
        return wrong

    hold(say, made, jury)
    assert [x.request.target.removeprefix("/api") for x in paper.exchanges] == ["/a", "/b"] * times
    assert looked == [2]


def test_no_more_is_kept_than_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MOST", 1)
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    looked: list[int] = []
    hold(say, made, lambda exchanges: looked.append(len(exchanges)) or "")
    assert (looked, len(paper.exchanges)) == ([1], 2)
    assert MOST > 100


@pytest.mark.parametrize("lack", [Unfillable("fixture:x"), CredentialLacking("other", "no-token")])
def test_what_was_shown_stands_where_it_cannot_be_said_anew(lack: Exception) -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    held: list[int] = []

    def go(tools: Bench) -> None:
        held.append(len(paper.exchanges))
        if len(held) > 1:
            raise lack
        say(tools)

    hold(go, made, lambda exchanges: "B52 element-missing")
    assert held == [0, 2]
    held.append(0)
    with pytest.raises(type(lack)):
        hold(go, made, lambda exchanges: "")
