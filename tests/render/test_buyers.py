"""Buyers read a plain summary, a term for each requirement, waivers, limits, and whether answers were alike."""

from __future__ import annotations

import msgspec
from sample_report import findings, report, violated

from harness.certificate.statement import LIMITS as CERTIFIED
from harness.render.buyers import LIMITS, flakes, for_buyers
from harness.render.html import render
from harness.render.report import Accepted, Flakes, Report
from harness.verdict import Repeated


def texts(told: Report) -> list[str]:
    return [line.text for line in flakes(told.parts[0], told)]


def test_every_finding_has_its_row_with_a_term_and_a_note() -> None:
    told = report()
    made = for_buyers(told.parts[0], 1, told)
    assert [row.requirement.id for row in made.supported] == [f.requirement for f in findings()]
    assert all(row.note for row in made.supported)
    assert "version 4.2" in made.limits[-1].text


def test_the_limits_are_those_of_a_certificate_and_more() -> None:
    assert LIMITS[: len(CERTIFIED)] == CERTIFIED


def test_a_run_that_was_not_repeated_gives_no_rate() -> None:
    assert "The run was not repeated" in texts(report())[-1]


def test_what_was_met_when_repeated_is_counted_and_named() -> None:
    told = msgspec.structs.replace(report(), flakes=Flakes(judged=8, flaky=(("N-002", 1, 4),)))
    assert texts(told)[-2:] == [
        "What had failed was repeated. Of 8 requirements 1 failed at first and was met when repeated (12.5 %); the"
        " result above stays.",
        "N-002: failed in 1 of 4 cases, met when repeated.",
    ]


def test_what_was_met_now_and_then_in_one_run_is_counted() -> None:
    mixed = msgspec.structs.replace(violated("N-001", "server-error", {}), passed=3)
    assert texts(report((mixed,)))[0].startswith("In this run 1 of 1 requirement that was tried more than once was met")


def test_waivers_stand_beside_the_result_with_owner_reason_and_expiry() -> None:
    waiver = Accepted(
        requirement="N-002", owner="Force <b>", reason="Until spring", expires="2027-05-01", state="stale"
    )
    page = render(msgspec.structs.replace(report(), accepted=(waiver,))).decode()
    assert "Force &lt;b&gt;" in page
    assert "2027-05-01<br>had passed on the day of this report" in page
    assert "Does not conform" in page
    assert "No waiver was given to this report." in render(report()).decode()


def test_an_explanation_in_another_language_is_marked_and_so_is_one_that_is_not_there() -> None:
    told = msgspec.structs.replace(report(), language="cy")
    part = msgspec.structs.replace(told.parts[0], translated={"N-001": "Pam mae N-001 yn bwysig."})
    page = render(msgspec.structs.replace(told, parts=(part,))).decode()
    assert '<p lang="cy">Pam mae N-001 yn bwysig.</p>' in page
    assert 'Why N-002 matters. <span class="hint">(not translated)</span>' in page
    assert page.index("In plain English") < page.index("What was tested")


def test_a_root_cause_that_shows_only_sometimes_is_named_as_such() -> None:
    told = report()
    part = told.parts[0]

    def with_(shown: int, of: str = "request") -> list[str]:
        repeated = Repeated(of=of, shown=shown, asked=5)
        causes = tuple(msgspec.structs.replace(c, repeated=repeated) for c in part.verdict.causes)
        verdict = msgspec.structs.replace(part.verdict, causes=causes)
        return texts(msgspec.structs.replace(told, parts=(msgspec.structs.replace(part, verdict=verdict),)))

    assert with_(2)[0] == "Of 1 root cause whose request was sent again as it was, 1 showed only sometimes."
    assert with_(2)[1].endswith("Shown 2 of 5 times.")
    assert with_(5)[0].endswith("0 showed only sometimes.")
    assert not any("sometimes" in line for line in with_(2, "case"))
