"""Findings roll up to classes, causes and one verdict; what is claimed and not shown keeps it open."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import FINISHED, profile_of, requirement, subject

from harness.evidence import ExchangeId, Footer
from harness.profile import Basis, ConformanceClass, Level, NotTested, Profile, Requirement
from harness.summary import causes_of, summarise
from harness.verdict import Because, Cites, EffortReached, Finding, Outcome, Verdict, Violation

CITES = Cites(first=(ExchangeId("p", 0),), count=1, digest="sha256:0")
STOPPED = Footer(ended=0, stopped="limit: max_minutes", counts={})


def rule(id_: str, class_: str = "all", **rest: Any) -> Requirement:
    return requirement(id=id_, class_=class_, **rest)


def found(id_: str, outcome: str, *causes: str) -> Finding:
    violations = tuple(
        Violation(
            cause=cause,
            operation=f"op-{cause}",
            because=Because(code="x", params={"of": id_}),
            minimal=ExchangeId(id_, 0),
            cites=CITES,
        )
        for cause in causes or ("c",)
    )
    violated = outcome == "violates"
    return Finding(
        requirement=id_,
        outcome=Outcome(outcome),
        because=Because(code="x"),
        effort=EffortReached(needed=1, reached=1),
        passed=int(outcome == "conforms"),
        failed=int(violated),
        violations=violations if violated else (),
        cites=CITES,
    )


def profile(*requirements: Requirement) -> Profile:
    classes = dict.fromkeys(r.class_ for r in requirements)
    return msgspec.structs.replace(
        profile_of(*requirements), classes=tuple(ConformanceClass(id=c, title=c, explain=c) for c in classes)
    )


def verdict(
    requirements: tuple[Requirement, ...],
    outcomes: dict[str, str],
    *,
    footer: Footer | None = FINISHED,
    **rest: Any,
) -> Verdict:
    claimed = tuple(dict.fromkeys(r.class_ for r in requirements))
    whom = subject(**({"classes": claimed} | rest))
    findings = tuple(found(name, outcome) for name, outcome in outcomes.items())
    return summarise(profile(*requirements), whom, "rules 1", findings, footer)


TWO = (rule("A"), rule("B"))


@pytest.mark.parametrize(
    "outcomes, footer, expected",
    [
        ({"A": "conforms", "B": "conforms"}, FINISHED, "conforms: conforms"),
        ({"A": "conforms", "B": "conforms"}, STOPPED, "conforms: conforms"),
        ({"A": "conforms", "B": "conforms"}, None, "inconclusive: no-footer"),
        ({"A": "conforms", "B": "not_applicable"}, FINISHED, "conforms: conforms"),
        ({"A": "conforms", "B": "inconclusive"}, FINISHED, "inconclusive: inconclusive"),
        ({"A": "conforms", "B": "fault"}, FINISHED, "inconclusive: inconclusive"),
        ({"A": "fault", "B": "violates"}, FINISHED, "violates: violates"),
        ({"A": "violates", "B": "conforms"}, None, "violates: violates"),
        ({"A": "inconclusive", "B": "inconclusive"}, FINISHED, "inconclusive: nothing-shown"),
        ({"A": "not_applicable", "B": "not_applicable"}, FINISHED, "inconclusive: nothing-shown"),
    ],
)
def test_the_musts_of_the_claimed_classes_decide(outcomes: dict[str, str], footer: Footer, expected: str) -> None:
    made = verdict(TWO, outcomes, footer=footer)
    assert f"{made.verdict.value}: {made.because.code}" == expected


@pytest.mark.parametrize("level", [Level.SHOULD, Level.MAY])
@pytest.mark.parametrize("outcome", ["violates", "inconclusive", "fault"])
def test_what_should_be_is_counted_and_decides_nothing(level: Level, outcome: str) -> None:
    made = verdict((rule("A"), rule("B", level=level)), {"A": "conforms", "B": outcome})
    assert made.verdict.value == "conforms"
    assert made.by_level[level.value][outcome] == 1
    assert made.classes[0].should[outcome] == 1
    assert made.classes[0].must[outcome] == 0


def test_classes_that_are_not_claimed_decide_nothing() -> None:
    made = verdict((rule("A", "core"), rule("B", "extra")), {"A": "conforms", "B": "violates"}, classes=("core",))
    assert made.verdict.value == "conforms"
    assert [(c.id, c.claimed, c.verdict.value) for c in made.classes] == [
        ("core", True, "conforms"),
        ("extra", False, "violates"),
    ]


def test_a_claimed_class_that_was_not_shown_keeps_it_open() -> None:
    both = (rule("A", "core"), rule("B", "extra"))
    made = verdict(both, {"A": "conforms", "B": "not_applicable"})
    assert (made.verdict.value, made.because.code) == ("inconclusive", "claimed-not-shown")
    assert made.because.params["classes"] == ["extra"]
    unheard = verdict((rule("A"),), {"A": "conforms"}, classes=("all", "unheard-of"))
    assert (unheard.verdict.value, unheard.because.params["classes"]) == ("inconclusive", ["unheard-of"])


@pytest.mark.parametrize(
    "shown, classes, expected, claimed",
    [
        ("not-declared", ("core", "extra", "more"), "conforms", False),
        ("absent", ("core", "extra", "more"), "inconclusive", True),
        ("not-declared", ("core", "extra"), "inconclusive", True),
    ],
)
def test_a_class_that_the_product_itself_says_it_has_not_is_claimed_where_it_was_named(
    shown: str, classes: tuple[str, ...], expected: str, claimed: bool
) -> None:
    rules = (rule("A", "core"), rule("B", "extra"), rule("C", "more"))
    why = Because(code="condition-false", params={"shown": shown})
    told = (
        found("A", "conforms"),
        msgspec.structs.replace(found("B", "not_applicable"), because=why),
        *((found("C", "conforms"),) if "more" in classes else ()),
    )
    made = summarise(profile(*rules), subject(classes=classes), "rules 1", told, FINISHED)
    assert made.verdict.value == expected
    assert {c.id: c.claimed for c in made.classes}["extra"] is claimed


def test_a_claimed_class_in_which_nothing_must_be_decides_nothing() -> None:
    both = (rule("A", "core"), rule("B", "extra", level=Level.SHOULD))
    assert verdict(both, {"A": "conforms", "B": "inconclusive"}).verdict.value == "conforms"


def test_a_run_that_was_limited_conforms_to_no_profile() -> None:
    made = verdict(TWO, {"A": "conforms"}, only=("A",))
    assert (made.verdict.value, made.because.code, made.limited_to) == ("inconclusive", "limited", ("A",))
    assert [(c.whole, c.verdict.value) for c in made.classes] == [(False, "inconclusive")]
    assert verdict(TWO, {"A": "violates"}, only=("A",)).verdict.value == "violates"
    whole = verdict(TWO, {"A": "conforms", "B": "conforms"}, only=("A", "B"))
    assert whole.verdict.value == "conforms"


def test_what_is_not_tested_keeps_its_class_open() -> None:
    untested = rule("B", rule=NotTested(reason="nobody can"))
    assert verdict((rule("A"), untested), {"A": "conforms", "B": "not_tested"}).verdict.value == "inconclusive"


def test_counts_by_outcome_basis_and_level() -> None:
    made = verdict(
        (rule("A", basis=Basis.PUBLISHED), rule("B"), rule("C", basis=Basis.DERIVED, level=Level.SHOULD)),
        {"A": "conforms", "B": "conforms", "C": "violates"},
    )
    assert {k: v for k, v in made.counts.items() if v} == {"conforms": 2, "violates": 1}
    assert {basis: sum(counts.values()) for basis, counts in made.by_basis.items()} == {
        "published": 1,
        "harness": 1,
        "derived": 1,
    }
    assert made.because.params == {"conforms": 2}
    assert list(made.counts) == [o.value for o in Outcome]


def test_one_cause_under_many_findings_is_counted_once() -> None:
    causes = causes_of([found("A", "violates", "a", "b"), found("B", "conforms"), found("C", "violates", "b", "c")])
    assert [(c.id, c.requirements, c.operations, c.example.partition) for c in causes] == [
        ("a", ("A",), ("op-a",), "A"),
        ("b", ("A", "C"), ("op-b",), "A"),
        ("c", ("C",), ("op-c",), "C"),
    ]


@pytest.mark.parametrize("outcome, expected", [("conforms", "conforms"), ("violates", "inconclusive")])
def test_a_class_that_only_recommends_is_shown_by_its_recommendations(outcome: str, expected: str) -> None:
    binding, advice = rule("A", "core"), rule("B", "advice", level=Level.SHOULD)
    made = verdict((binding, advice), {"A": "conforms", "B": outcome}, classes=("core", "advice"))
    assert [(c.id, c.verdict.value) for c in made.classes] == [("core", "conforms"), ("advice", expected)]
    assert made.verdict.value == "conforms", "what should be decides nothing over all"


@pytest.mark.parametrize("level, code", [(Level.MUST, "conforms-attested"), (Level.SHOULD, "conforms")])
def test_a_verdict_says_how_much_of_what_decides_is_attested(level: Level, code: str) -> None:
    asked = (rule("A"), rule("B", level=level))
    told = (found("A", "conforms"), msgspec.structs.replace(found("B", "conforms"), shown_by="attested"))
    given = summarise(profile(*asked), subject(), "rules", told, FINISHED)
    assert given.because.code == code
    assert given.because.params.get("attested") == (1 if level is Level.MUST else None)
    assert given.attested == ("B",)
