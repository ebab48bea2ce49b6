"""A report never shows a verdict without its scope, and knows which requirements decide."""

from __future__ import annotations

import msgspec
import pytest
from sample_report import exchange_id, finding, findings, report, requirement

from harness.profile import SUBJECT_DESCRIPTION, Level
from harness.render import RENDERERS
from harness.render.report import MOST_NAMED, Report, met_in_class
from harness.verdict import Because, Cause, Cites, Decision, Outcome


def test_rows_are_findings_with_their_requirement() -> None:
    (part,) = report().parts
    rows = list(part.rows())
    assert [r.id for r, _ in rows] == [f.requirement for _, f in rows] == [f"N-{n:03}" for n in range(1, 9)]


def test_what_is_about_the_product_is_numbered_first() -> None:
    (part,) = report().parts
    made = [
        Cause(id=code, because=Because(code=code), requirements=(), operations=(), example=exchange_id(0))
        for code in ("info-missing", "server-error", "refusal-not-declared", "schema")
    ]
    profile = msgspec.structs.replace(part.profile, description=SUBJECT_DESCRIPTION)
    verdict = msgspec.structs.replace(part.verdict, causes=tuple(made))
    numbered = msgspec.structs.replace(part, profile=profile, verdict=verdict).numbered()
    assert [cause.id for cause in numbered] == ["server-error", "schema", "info-missing", "refusal-not-declared"]


def test_what_does_not_apply_is_told_apart_from_what_a_class_asks() -> None:
    assert met_in_class({"conforms": 15, "not_applicable": 1}) == "15 of 15, 1 not applicable"
    assert met_in_class({"conforms": 2, "violates": 1}, 1) == "1 of 3 and 1 attested"


def test_the_scope_says_how_many_classes_and_which_are_not_claimed() -> None:
    (part,) = report().parts
    assert part.scope_line() == "0 of 2 classes shown to conform; 1 claimed; not claimed: links"
    assert part.basis_line() == "published 0 of 1, derived 1 of 7"
    assert part.untested_elsewhere() == {"writer": 1}
    assert part.shoulds() == (0, 1)


def test_a_claimed_class_that_binds_nobody_and_is_not_shown_is_named() -> None:
    (part,) = report().parts
    notes, links = part.verdict.classes
    soft = msgspec.structs.replace(notes, must=dict.fromkeys(notes.must, 0), verdict=Decision.INCONCLUSIVE)
    verdict = msgspec.structs.replace(part.verdict, classes=(soft, links))
    line = msgspec.structs.replace(part, verdict=verdict).scope_line()
    assert line == "0 of 2 classes shown to conform; 1 claimed (notes without a MUST); not claimed: links"
    limited = msgspec.structs.replace(verdict, limited_to=("N-001",))
    line = msgspec.structs.replace(part, verdict=limited).scope_line()
    assert line == "0 of 2 classes shown to conform; 1 claimed; not claimed: links"


def test_only_a_must_of_a_claimed_class_decides() -> None:
    (part,) = report().parts
    assert part.decides(requirement("A"))
    assert not part.decides(requirement("A", class_="links"))
    assert not part.decides(requirement("A", level=Level.SHOULD))


def test_the_reason_for_not_testing_is_the_profiles_own() -> None:
    (part,) = report().parts
    told = {r.id: part.reason(r, f) for r, f in part.rows()}
    assert told["N-006"] == "Nobody can see it from outside."
    assert told["N-001"] == "Shown by 1 case."


def test_causes_are_those_of_all_parts() -> None:
    (cause,) = report().causes()
    assert cause.requirements == ("N-002", "N-003")
    (part,) = report().parts
    assert part.cause_sentence(cause) == part.sentence(cause.because)
    assert sum(f.outcome is Outcome.VIOLATES for f in part.verdict.findings) == 2


def attested() -> Report:
    """A report on which one of the two that conform does so by a person's word alone."""
    by_word, *others = findings()
    cites = Cites(first=(exchange_id(0),), count=1, digest="sha256:cited")
    shown = finding("N-004", Outcome.CONFORMS, "shown", {"cases": 1}, passed=1, cites=cites)
    by_word = msgspec.structs.replace(by_word, shown_by="attested")
    return report((by_word, shown, *(one for one in others if one.requirement not in ("N-004", "N-002", "N-003"))))


def test_what_is_attested_is_counted_apart() -> None:
    (part,) = attested().parts
    assert part.verdict.attested == ("N-001",)
    assert part.scope_line().endswith("; 1 attested, by a person's word alone: N-001")
    assert "derived 1 of 6 and 1 attested" in part.basis_line()
    assert part.attested_in(class_="notes") == {True: 1, False: 0}
    assert part.attested_in(class_="links") == {True: 0, False: 0}
    assert "attested" not in report().parts[0].scope_line() + report().parts[0].basis_line()


def test_many_that_are_attested_are_counted_and_some_named() -> None:
    (part,) = attested().parts
    many = part.verdict.findings[:1] * (MOST_NAMED + 2)
    part = msgspec.structs.replace(part, verdict=msgspec.structs.replace(part.verdict, findings=many))
    assert part.attested_line().endswith("N-001 and 2 more")


@pytest.mark.parametrize("form", sorted(set(RENDERERS) - {"pdf", "pytest", "allure", "gitlab"}))
def test_every_report_says_what_is_attested(form: str) -> None:
    assert b"attested" in RENDERERS[form](attested()).lower()
