"""Every requirement has a planted defect of a reference partner that turns it to VIOLATES; the perfect one conforms."""

from __future__ import annotations

import pytest
from content import laws
from content.campaign import blamed, bundle, campaign

from harness.cli.authoring.coverage import killers_of
from harness.cli.partners.sender_recording import sender_tested
from harness.coverage import coverage
from harness.loading import Bundle
from harness.partner.defects import Defect, list_defects
from harness.partner.script import read
from harness.partner.sender.terms import SenderDefect, list_sender_defects, sender, senders
from harness.profile import NotTested, Requirement
from harness.verdict import Decision, Outcome

REFERENCES = {
    "incident-transfer@1.0": "receiving-control-room",
    "justice-events@1.0": "reference-publisher",
    "referral-oruk@3.0": "reference-feed",
    "uk-api-base@1.0": "reference-records",
}
"""The partner that each profile's requirements are tried on."""
COMPLETE = ("incident-transfer@1.0", "justice-events@1.0", "referral-oruk@3.0", "uk-api-base@1.0")
"""Profiles of which every requirement is built."""
TRIES = 5
"""How often is measured at most: where our own machine fell behind, a measurement says nothing of the defect."""
NEVER_RUN = ("hides-description",)
"""Defects with which no run begins: what they break is said as configuration."""
BUNDLES = {name: bundle(name) for name in REFERENCES}
ATTESTED = {"IT-106", "IT-107", "IT-108", "IT-109", "IT-130", "IT-132", "IT-152"}
"""What only a person can see."""
OF_ISSUERS = {"B74"}
"""What shows only where a partner trusts an authority whose keys are ours."""
SEEDS = (1, 2, 3, 4, 5)
FUZZED_ON = 1
"""The seed with which a profile of many fuzzed operations is tried whole; the others leave fuzzing out."""


def built(loaded: Bundle) -> list[Requirement]:
    return [r for r in loaded.profile.requirements if not isinstance(r.rule, NotTested)]


def of_partner(loaded: Bundle, mock: str) -> list[Requirement]:
    """Return the requirements of the role that the reference partner takes."""
    return [r for r in built(loaded) if r.role == read(mock).data["role"]]


KILLS = [
    pytest.param(mock, defect, requirement.id, id=f"{defect.name}-{requirement.id}")
    for name, mock in REFERENCES.items()
    for defect in list_defects(mock)
    for requirement in built(BUNDLES[name])
    if requirement.id in defect.kills
]
SENDER_KILLS = [
    pytest.param(name, defect, id, id=f"{defect.name}-{id}")
    for name in senders()
    for defect in list_sender_defects(name)
    for id in defect.kills
]


@pytest.mark.parametrize("name", REFERENCES)
def test_every_requirement_has_a_killer(name: str) -> None:
    assert sorted({r.id for r in built(BUNDLES[name])} - killers_of(name).keys()) == []


@pytest.mark.parametrize("name", COMPLETE)
def test_every_defect_kills(name: str) -> None:
    killers = killers_of(name)
    ids = {r.id for r in built(BUNDLES[name])}
    assert [d.name for d in list_defects(REFERENCES[name]) if not d.kills and d.name not in NEVER_RUN] == []
    assert sorted(killers.keys() - ids) == []


@pytest.mark.parametrize("name", COMPLETE)
def test_the_table_is_fresh(name: str) -> None:
    loaded = BUNDLES[name]
    table = coverage(loaded.profile, loaded.folder, killers_of(name))
    held = (loaded.folder / "COVERAGE.md").read_text(encoding="utf-8")
    assert held == table, f"run `hallmark coverage {loaded.profile.id}`"


@pytest.mark.parametrize("mock, defect, requirement", KILLS)
def test_the_defect_kills_its_requirement(mock: str, defect: Defect, requirement: str) -> None:
    # Who never answers is waited for with each request; that it is so shows in a second as well.
    patience = 1 if defect.name.startswith("hangs") else 0
    besides: list[frozenset[str]] = []
    for _ in range(TRIES):
        judgement = campaign(
            [defect.name], (requirement,), mock=mock, served=defect.needs, patience=patience,
            see=lambda judgement: besides.append(blamed(judgement)),
        )  # fmt: skip
        (finding,) = (f for f in judgement.judged[0].verdict.findings if f.requirement == requirement)
        if finding.because.code != "too-few-measurements":
            break
    assert finding.outcome is Outcome.VIOLATES, (finding.because, finding.passed, finding.unknown)
    # What it was not planted against is judged by the same evidence, so that one fault is not blamed under other names.
    assert sorted(besides[-1] - {*defect.kills, *defect.also}) == []


@pytest.mark.parametrize("name, defect, requirement", SENDER_KILLS)
def test_the_defect_of_a_sender_kills_its_requirement(name: str, defect: SenderDefect, requirement: str) -> None:
    with sender_tested(name, [defect.name], (requirement,), "") as judgement:
        (finding,) = (f for f in judgement.judged[0].verdict.findings if f.requirement == requirement)
        besides = blamed(judgement)
    assert finding.outcome is Outcome.VIOLATES, (finding.because, finding.passed, finding.unknown)
    assert sorted(besides - {*defect.kills, *defect.also}) == []


@pytest.mark.parametrize("name", senders())
def test_the_perfect_sender_conforms_under_every_fault_that_it_must_survive(name: str) -> None:
    with sender_tested(name, (), (), "") as judgement:
        verdict = judgement.judged[0].verdict
        laws.hold(judgement)
    found = {f.requirement: f for f in verdict.findings if f.outcome is not Outcome.NOT_TESTED}
    assert {id: f.because for id, f in found.items() if f.outcome is not Outcome.CONFORMS} == {}
    assert set(found) == {r.id for r in built(BUNDLES[sender(name).profile]) if r.role == sender(name).role}
    assert {id for id, f in found.items() if f.shown_by == "attested"} == ATTESTED & found.keys()
    assert verdict.verdict is Decision.CONFORMS


@pytest.mark.parametrize("seed", SEEDS[1:])
def test_the_perfect_subscriber_conforms_with_any_seed(seed: int) -> None:
    with sender_tested("reference-subscriber", (), (), "", seed) as judgement:
        assert judgement.decision is Decision.CONFORMS


@pytest.mark.parametrize(
    "mock, ids",
    [
        ("reference-records", ("B33", "B74")),
        ("receiving-control-room", ("IT-056", "IT-057", "IT-058", "IT-059", "IT-060")),
    ],
)
def test_the_perfect_one_conforms_where_it_trusts_an_authority(mock: str, ids: tuple[str, ...]) -> None:
    verdict = campaign(mock=mock, only=ids, served="authority").judged[0].verdict
    assert {f.requirement: f.outcome for f in verdict.findings if f.requirement in ids} == dict.fromkeys(
        ids, Outcome.CONFORMS
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", REFERENCES)
def test_the_perfect_one_conforms_on_all(name: str, seed: int) -> None:
    loaded = BUNDLES[name]
    asked = [
        r
        for r in of_partner(loaded, REFERENCES[name])
        if not loaded.of_subject or seed == FUZZED_ON or not any(p.fuzz for p in r.probes)
    ]
    only = () if len(asked) == len(of_partner(loaded, REFERENCES[name])) else tuple(r.id for r in asked)
    served = "mutual" if loaded.of_subject else ""
    see = laws.hold if seed == FUZZED_ON else lambda judgement: None
    judgement = campaign(seed=seed, mock=REFERENCES[name], only=only, served=served, see=see)
    found = {f.requirement: f for f in judgement.judged[0].verdict.findings}
    wrong = {
        r.id: (found[r.id].outcome.value, found[r.id].because)
        for r in asked
        if found[r.id].outcome is not (Outcome.NOT_APPLICABLE if r.id in OF_ISSUERS else Outcome.CONFORMS)
    }
    assert wrong == {}
    if not only and name in COMPLETE:
        assert judgement.decision is Decision.CONFORMS
