"""The plain summary says what the findings say, and nothing that is greener."""

from __future__ import annotations

import msgspec
import pytest
from sample_hostile import conforming, not_green
from sample_report import finding, profile, report, violated

from harness.profile import Profile
from harness.render.plain import MOST, Plain, plain
from harness.render.report import Report
from harness.render.words import words
from harness.summary import summarise
from harness.verdict import Decision, Outcome


def of(told: Report) -> Plain:
    return plain(told.parts[0], words())


def texts(lines: tuple) -> list[str]:
    return [line.text for line in lines]


def test_what_is_shown_whole_is_what_it_can() -> None:
    said = of(conforming())
    assert texts(said.can) == ["Notes: all 5 binding requirements met."]
    assert texts(said.cannot) == ["Nothing binding was found that it does not do."]
    assert texts(said.not_shown) == [
        "Links: not claimed.",
        "The role writer: 1 requirement, none of them judged here.",
    ]


def test_what_is_not_met_is_named_and_the_class_is_not_shown() -> None:
    said = of(report((violated("N-001", "server-error", {}),)))
    assert texts(said.can) == ["No class that was claimed is shown as a whole."]
    assert texts(said.cannot) == ["Not met: The statement of N-001."]
    assert "Notes: claimed, and not shown as a whole" in said.not_shown[0].text


@pytest.mark.parametrize(
    "must, said",
    [
        ({"not_applicable": 5}, "claimed, and none of its 5 binding requirements applies to what the product offers."),
        ({"inconclusive": 2, "conforms": 3}, "claimed, and 2 of 5 binding requirements could not be shown."),
        ({"conforms": 5}, "only a part of it was run."),
        ({}, "claimed; nothing in it is binding, and not all that it recommends is shown."),
    ],
)
def test_why_a_class_is_not_shown(must: dict[str, int], said: str) -> None:
    told = report()
    verdict = told.parts[0].verdict
    counts = {o.value: must.get(o.value, 0) for o in Outcome}
    first = msgspec.structs.replace(verdict.classes[0], whole=True, verdict=Decision.INCONCLUSIVE, must=counts)
    verdict = msgspec.structs.replace(verdict, classes=(first,), findings=())
    part = msgspec.structs.replace(told.parts[0], verdict=verdict)
    assert plain(part, words()).not_shown[0].text == f"Notes: {said}"


def test_a_fault_of_ours_is_said_as_ours() -> None:
    said = of(report((finding("N-001", Outcome.FAULT, "rule-crashed", {"error": "KeyError"}),)))
    assert said.not_shown[0].text == "Notes: held back by a fault of Hallmark; it counts against nobody."


def test_only_so_many_are_named() -> None:
    one = profile().requirements[0]
    many = tuple(msgspec.structs.replace(one, id=f"N-{n:03}") for n in range(1, MOST + 4))
    long: Profile = msgspec.structs.replace(profile(), requirements=many)
    made = report()
    found = tuple(violated(r.id, "server-error", {}) for r in many)
    verdict = summarise(long, made.parts[0].subject, "r", found, made.footer)
    part = msgspec.structs.replace(made.parts[0], profile=long, verdict=verdict)
    said = plain(part, words())
    assert len(said.cannot) == MOST + 1
    assert said.cannot[-1].text == "and 3 more binding requirements that are not met, listed below."


def test_no_report_that_is_not_green_says_that_the_product_can() -> None:
    for name, told in not_green().items():
        if told.parts and name not in ("a fault on the way", "claimed and not shown"):
            assert texts(of(told).can) == ["No class that was claimed is shown as a whole."], name
