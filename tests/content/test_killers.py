"""Every requirement of the receiver has a planted defect that turns it to VIOLATES; the perfect receiver conforms."""

from __future__ import annotations

import pytest
from content.campaign import MOCK, campaign

from harness.cli.coverage import killers_of
from harness.coverage import coverage
from harness.loading import find, load_bundle
from harness.partner.defects import list_defects
from harness.profile import NotTested
from harness.verdict import Decision, Outcome

PROFILE = "incident-transfer@1.0"
BUNDLE = load_bundle(find(PROFILE))
TESTED = [r for r in BUNDLE.profile.of_role("receiver") if not isinstance(r.rule, NotTested)]
DEFECTS = list_defects(MOCK)
KILLS = [(defect.name, requirement) for defect in DEFECTS for requirement in defect.kills]


def test_every_requirement_has_a_killer_and_every_defect_kills() -> None:
    killers = killers_of(PROFILE)
    assert [r.id for r in TESTED if r.id not in killers] == []
    assert [d.name for d in DEFECTS if not d.kills] == []
    assert set(killers) <= {r.id for r in TESTED}


def test_the_table_is_fresh() -> None:
    table = coverage(BUNDLE.profile, BUNDLE.folder, killers_of(PROFILE))
    assert (BUNDLE.folder / "COVERAGE.md").read_text(encoding="utf-8") == table, (
        "run `hallmark coverage incident-transfer`"
    )


@pytest.mark.parametrize("defect, requirement", KILLS)
def test_the_defect_kills_its_requirement(defect: str, requirement: str) -> None:
    judgement = campaign([defect], (requirement,))
    (finding,) = judgement.judged[0].verdict.findings
    assert finding.outcome is Outcome.VIOLATES, (finding.because, finding.passed, finding.unknown)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_perfect_receiver_conforms_on_all(seed: int) -> None:
    judgement = campaign(seed=seed)
    verdict = judgement.judged[0].verdict
    wrong = {f.requirement: (f.outcome.value, f.because) for f in verdict.findings if f.outcome is not Outcome.CONFORMS}
    untested = {r.id for r in BUNDLE.profile.of_role("receiver") if isinstance(r.rule, NotTested)}
    assert set(wrong) == untested, wrong
    assert judgement.decision is Decision.CONFORMS
