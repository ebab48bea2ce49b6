"""`bad-credentials/1`: what is wrong with a credential depends on its kind, and none of it may be left untried."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import read

from harness.evidence import Exchange, Silence

RULE = "bad-credentials/1"


def ours(scheme: str = "bearer") -> Exchange:
    return read(facts={"scheme": scheme})


def refused(*credentials: str, status: int = 401) -> tuple[Exchange, ...]:
    return tuple(read(credential=one, status=status, got={"status": status}) for one in credentials)


EVERY = ("malformed", "tampered", "alg-none", "expired", "wrong-audience")


@pytest.mark.parametrize(
    "scheme, tried, said",
    [
        ("bearer", EVERY, "conforms"),
        ("bearer", EVERY[:-1], "inconclusive: credential-not-tried"),
        ("bearer", EVERY[1:], "inconclusive: credential-not-tried"),
        ("hook", ("malformed", "tampered", "expired"), "conforms"),
        ("hook", ("malformed", "tampered"), "inconclusive: credential-not-tried"),
        ("api-key", ("malformed", "tampered"), "conforms"),
        ("basic", ("tampered", "malformed"), "conforms"),
        ("basic", ("tampered",), "inconclusive: credential-not-tried"),
        ("mutual-tls", ("malformed",), "conforms"),
    ],
)
def test_each_kind_has_its_own_ways_of_being_wrong(scheme: str, tried: tuple[str, ...], said: str) -> None:
    assert gist(judge(RULE, {}, ours(scheme), *refused(*tried))) == said
    assert gist(judge(RULE, {}, *refused(*tried), ours(scheme))) == said, "the order does not matter"


def test_what_was_not_tried_is_named_with_its_reason() -> None:
    unavailable = {"identity:expired": "declare target.identities.expired"}
    finding = judge(RULE, {}, ours(), *refused(*EVERY[:3], EVERY[4]), unavailable=unavailable)
    assert finding.because.params == {
        "credential": "expired", "reason": "declare target.identities.expired", "cases": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "status, said",
    [(200, "violates: credential-accepted"), (404, "violates: not-a-refusal"), (500, "violates: not-a-refusal")],
)
def test_whoever_is_not_refused(status: int, said: str) -> None:
    finding = judge(RULE, {}, ours(), *refused(*EVERY[1:]), *refused("malformed", status=status))
    assert gist(finding) == said
    assert finding.violations[0].cause in ("authentication/malformed", "server-error/getNote")


def test_403_refuses_too_and_a_silence_does_not() -> None:
    assert gist(judge(RULE, {}, ours("basic"), *refused("malformed", "tampered", status=403))) == "conforms"
    assert gist(judge(RULE, {"statuses": [401]}, ours("basic"), *refused("tampered", status=403))).startswith(
        "violates"
    )
    silent = read(credential="malformed", reply=Silence(why="reset"))
    assert gist(judge(RULE, {}, ours("basic"), silent, *refused("tampered"))) == "inconclusive: no-answer"


def test_who_uses_none_shows_nothing() -> None:
    assert gist(judge(RULE, {}, read(credential="absent"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, ours("basic"))) == "inconclusive: credential-not-tried"


OF_ISSUER = ("not-yet-valid", "wrong-issuer", "wrong-key", "unknown-key", "embedded-key", "alg-confusion")


def test_where_an_authority_of_ours_signs_more_must_have_been_tried() -> None:
    by_us = read(facts={"scheme": "bearer", "issuer": "ours"})
    assert gist(judge(RULE, {}, by_us, *refused(*EVERY, *OF_ISSUER))) == "conforms"
    assert gist(judge(RULE, {}, by_us, *refused(*EVERY, *OF_ISSUER[1:]))) == "inconclusive: credential-not-tried"
    assert gist(judge(RULE, {}, ours(), *refused(*EVERY))) == "conforms"


@pytest.mark.parametrize("credential", OF_ISSUER)
def test_each_of_them_is_refused(credential: str) -> None:
    finding = judge(RULE, {}, ours(), *refused(*EVERY), *refused(credential, status=200))
    assert gist(finding) == "violates: credential-accepted"
    assert finding.violations[0].cause == f"authentication/{credential}"


def test_a_product_to_which_nobody_came_with_a_good_one_shows_nothing_by_refusing() -> None:
    assert gist(judge(RULE, {}, *refused(*EVERY))) == "inconclusive: no-good-credential"
    accepted = refused("tampered", status=200)
    assert gist(judge(RULE, {}, *accepted)) == "violates: credential-accepted"
