"""`tenancy/1`: what we made is ours, by whatever name it is asked for."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import PROBLEM, changed, created, note, read

from harness.evidence import Exchange, Silence

RULE = "tenancy/1"
STRANGER = "other-agency"


def stranger(status: int = 200, **rest: object) -> Exchange:
    return read(identity=STRANGER, status=status, got=note() if status < 300 else PROBLEM, **rest)


@pytest.mark.parametrize(
    "status, said",
    [
        (404, "conforms"),
        (403, "conforms"),
        (200, "violates: seen-by-a-stranger"),
        (500, "violates: seen-by-a-stranger"),
        (401, "inconclusive: hidden-by-status"),
        (400, "inconclusive: hidden-by-status"),
    ],
)
def test_statuses(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, created(), stranger(status))) == said


def test_changing_is_worse_than_seeing() -> None:
    assert gist(judge(RULE, {}, created(), changed(None, identity=STRANGER))) == "violates: seen-by-a-stranger"
    only = {"operations": ["getNote"]}
    assert gist(judge(RULE, only, created(), changed(None, identity=STRANGER))) == "inconclusive: nothing-seen"


def test_only_what_we_made_is_ours() -> None:
    nothing = "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, stranger())) == nothing
    assert gist(judge(RULE, {}, created(), exchange("GET", "/notes/n2", identity=STRANGER))) == nothing
    assert gist(judge(RULE, {}, created(identity=STRANGER), stranger())) == nothing
    assert gist(judge(RULE, {}, created(), read())) == nothing
    assert gist(judge(RULE, {}, created(), stranger(reply=Silence(why="reset")))) == "inconclusive: no-answer"


def test_a_location_names_it_as_well() -> None:
    located = created(got=b"", say={"Location": "https://notes.example.org/v1/notes/n1"})
    assert gist(judge(RULE, {}, located, stranger())) == "violates: seen-by-a-stranger"
