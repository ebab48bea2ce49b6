"""A publisher is tested without a person, nothing is left over there, and no secret that still counts leaves."""

from __future__ import annotations

import pytest
from content.campaign import campaign

from harness.judgement import Judgement
from harness.leaks.issued import standing
from harness.leaks.scan import scan
from harness.verdict import Outcome

MOCK = "reference-publisher"


def live(judgement: Judgement) -> dict[str, bytes]:
    return standing(judgement.evidence, judgement.judged[0].bundle, judgement.judged[0].subject.target)


def test_all_that_was_made_is_ended_and_its_secrets_may_leave() -> None:
    seen: list[tuple[str, ...]] = []

    def see(judgement: Judgement) -> None:
        assert judgement.evidence.footer is not None
        secrets = live(judgement)
        leaks = scan(judgement.evidence, {}, secrets)
        seen.extend((judgement.evidence.footer.left, tuple(secrets), tuple(leak.what for leak in leaks)))

    campaign(only=("J20", "J09"), mock=MOCK, see=see)
    assert seen == [(), (), ()]


def test_a_subscription_that_cannot_be_ended_keeps_its_secret_in() -> None:
    seen: list[str] = []

    def see(judgement: Judgement) -> None:
        secrets = live(judgement)
        leaks = scan(judgement.evidence, {}, secrets)
        seen.extend(leak.kind for leak in leaks)
        assert len(leaks) == len(set(secrets.values())) > 0

    campaign(["ends-nothing"], only=("J09",), mock=MOCK, see=see)
    assert set(seen) == {"secret"}


@pytest.mark.parametrize("defects", [(), ("no-envelope",), ("wrapped-without-type",)])
def test_a_signature_is_of_the_octets_however_they_are_wrapped(defects: tuple[str, ...]) -> None:
    judgement = campaign(defects, only=("J11",), mock=MOCK)
    assert [f.outcome for f in judgement.judged[0].verdict.findings if f.requirement == "J11"] == [Outcome.CONFORMS]
