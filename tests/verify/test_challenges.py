"""A bundle answers a challenge by its seed, profile, effort and time; whatever differs is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from bundled import KEY, PROFILE, judged, profile, trusting

from harness.certificate.challenge import CHALLENGE, Challenge
from harness.certificate.keys import key_id, new_key
from harness.certificate.word import Word, give, take
from harness.judgement import Judgement
from harness.verify.challenges import challenged
from harness.verify.steps import policy
from harness.verify.terms import Policy, Terms

BUYER = new_key("ed25519")
IN_TIME = datetime(2026, 8, 2, 9, tzinfo=UTC)


def posed(**changes: object) -> Word[Challenge]:
    said = {
        "tender": "T1",
        "supplier": "Acme Ltd",
        "profile": PROFILE,
        "profile_digest": profile().profile.digest,
        "seed": 1,
        "opens": "2026-08-01",
        "closes": "2026-08-05",
        "exchanges": 2,
    }
    challenge = msgspec.convert(said | changes, Challenge)
    return take(give(CHALLENGE, challenge, {}, BUYER), "c.json", CHALLENGE, Challenge)


def terms(word: Word[Challenge], *, roles: tuple[str, ...] = ("buyer",)) -> Terms:
    known = trusting(KEY, BUYER)
    return msgspec.structs.replace(known, roles={key_id(BUYER.public_key()): roles}, challenge=word)


def answering(folder: Path, word: Word[Challenge]) -> Judgement:
    return judged(folder, challenge=word.digest)


def codes(judgement: Judgement, given: Terms, stamped: datetime | None = IN_TIME) -> set[str]:
    return {because.code for _, because in challenged(judgement, given, stamped, 2)}


def test_it_is_answered(tmp_path: Path) -> None:
    word = posed()
    assert codes(answering(tmp_path, word), terms(word)) == set()
    assert challenged(judged(tmp_path / "b"), trusting(), None, 2) == (), "none was posed"


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"seed": 2}, "challenge-not-kept"),
        ({"supplier": "Rival Ltd"}, "challenge-not-kept"),
        ({"profile_digest": "sha256:00"}, "challenge-not-kept"),
        ({"profile": "other@1.0"}, "challenge-not-kept"),
        ({"exchanges": 100}, "challenge-too-little"),
        ({"opens": "2026-08-02"}, "challenge-too-early"),
        ({"opens": "2026-07-01", "closes": "2026-08-01"}, "challenge-outside"),
    ],
)
def test_what_differs_is_said(changes: dict[str, object], code: str, tmp_path: Path) -> None:
    word = posed(**changes)
    assert codes(answering(tmp_path, word), terms(word)) == {code}


def test_the_name_of_a_challenge_answers_nothing(tmp_path: Path) -> None:
    word = posed(seed=777, exchanges=99_999)
    judgement = answering(tmp_path, word)
    given = trusting(policy=Policy(challenge=word.digest))
    assert [because.code for _, because in policy({}, judgement, given)] == ["challenge-not-brought"]
    assert policy({}, judgement, msgspec.structs.replace(given, challenge=word)) == (), "the challenge itself is asked"


def test_without_a_stamp_nobody_can_tell(tmp_path: Path) -> None:
    word = posed()
    assert codes(answering(tmp_path, word), terms(word), None) == {"challenge-not-stamped"}


def test_only_the_buyers_challenge_counts(tmp_path: Path) -> None:
    word = posed()
    judgement = answering(tmp_path, word)
    assert codes(judgement, terms(word, roles=("supplier",))) == {"challenge-not-signed"}
    forged = msgspec.structs.replace(word, payload=word.payload + b" ")
    assert codes(judgement, terms(forged)) == {"challenge-not-signed"}
    assert codes(judgement, terms(posed(seed=2))) == {"other-challenge"}
