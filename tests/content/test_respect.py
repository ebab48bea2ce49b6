"""Redocly's Arazzo runner comes to the same results as our runner and our judge, on perfect and defective receivers.

A second opinion by a program that shares no code with us. Where the two differ, the difference is listed with its
reason; one that goes away, or a new one, fails.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from content.campaign import MOCK
from content.respect import (
    BUNDLE,
    NOT_WALKED,
    REDOCLY,
    WALKED,
    Steps,
    differences,
    hallmark,
    prepare,
    respect,
)

from harness.partner.host import running

NEGATION = "respect does not read `!`, which Arazzo 1.0.1 lists among the operators of a criterion"
INDEX = "respect finds nothing by an index within a filter, `@.hazards[0]`, which RFC 9535 section 2.3.5 allows"
KNOWN = {
    ("page-limit", "two"): NEGATION,
    ("page-limit", "over-the-most"): NEGATION,
    ("directory", "unknown-is-not"): NEGATION,
    ("write-and-read-back", "reports"): INDEX,
}
"""Where `respect` comes to another result on the perfect receiver, and why."""
PLANTED = {
    "changes-shared-id": ("shared-identifier", "read"),
    "accepts-vague-location": ("location-vague", "description-only"),
    "drops-uprn": ("uprn-kept", "read"),
    "shows-to-all": ("hidden-from-others", "getIncident-as-other"),
    "ascii-only": ("free-text", "read"),
    "cuts-long-text": ("text-limit", "over-the-limit"),
    "updates-after-closure": ("closed-stays-closed", "update-closed"),
    "ignores-base-version": ("stale-version", "second-writer"),
    "forgets-message-ids": ("said-twice", "create-again"),
    "keeps-last-version": ("history", "three-versions"),
    "correction-overwrites": ("correction", "list-both"),
    "accepts-negative-casualties": ("methane-casualties", "negative-number"),
    "forgets-request": ("resources", "offer"),
    "ignores-if-match": ("stale-patch", "stale"),
    "accepts-long-uprn": ("uprn-form", "too-long"),
    "ignores-scope": ("without-the-scope", "write"),
}
"""Defects, and the step of a workflow that notices each."""

Opinions = dict[str, tuple[dict[str, Steps], dict[str, Steps]]]
"""By receiver: ours and theirs, by workflow."""


@pytest.fixture(scope="module")
def opinions(tmp_path_factory: pytest.TempPathFactory) -> Opinions:
    """Start all receivers, have each walked by both runners, and stop them; one process of `respect` for all."""
    if shutil.which("node") is None or not REDOCLY.is_file():
        pytest.skip("Redocly respect is not installed (npm ci --prefix tests/tools)")
    folder = tmp_path_factory.mktemp("respect").resolve()
    receivers = {"perfect": WALKED} | {defect: (workflow,) for defect, (workflow, _) in PLANTED.items()}
    files: dict[str, list[str]] = {}
    ours: dict[str, dict[str, Steps]] = {}
    with ExitStack() as stack:
        for name, workflows in receivers.items():
            partner = stack.enter_context(running(MOCK, () if name == "perfect" else (name,)))
            files[name] = prepare(folder / name, partner, workflows)
            ours[name] = hallmark(folder / name, partner, workflows)
        said = respect(folder, [file for some in files.values() for file in some])
    theirs = {name: {id: steps for file in some for id, steps in said[file].items()} for name, some in files.items()}
    return {name: (ours[name], theirs[name]) for name in receivers}


def test_all_workflows_are_walked_but_those_that_cannot_be(opinions: Opinions) -> None:
    ours, theirs = opinions["perfect"]
    assert set(ours) == set(theirs) == set(BUNDLE.workflows) - NOT_WALKED
    assert all(steps for steps in (*ours.values(), *theirs.values()))


def test_every_step_holds_on_the_perfect_receiver(opinions: Opinions) -> None:
    ours, _ = opinions["perfect"]
    assert {id: steps for id, steps in ours.items() if any(how != "held" for _, how in steps)} == {}


def test_both_come_to_the_same_result_but_for_the_known_differences(opinions: Opinions) -> None:
    ours, theirs = opinions["perfect"]
    found = {(id, step): how for id in ours for step, how in differences(ours[id], theirs[id]).items()}
    assert {place: how for place, how in found.items() if place not in KNOWN} == {}
    assert set(KNOWN) - set(found) == set(), "these differences are gone: take them out of the list"


@pytest.mark.parametrize("defect", PLANTED)
def test_both_notice_the_same_defect_at_the_same_criterion(opinions: Opinions, defect: str) -> None:
    workflow, step = PLANTED[defect]
    ours, theirs = opinions[defect]
    assert differences(ours[workflow], theirs[workflow]) == {}
    assert dict(ours[workflow])[step].startswith("criterion")
    assert dict(theirs[workflow])[step].startswith("criterion")


def test_all_who_ask_about_a_run_are_told_of_its_last_step(tmp_path: Path) -> None:
    """Each step is asked for by a promise of its own here, and all of them follow one and the same run."""
    with running(MOCK) as partner:
        ours = hallmark(tmp_path, partner, ("uprn-kept", "uprn-form"))
    assert ours == {
        "uprn-kept": (("create", "held"), ("read", "held")),
        "uprn-form": (("too-long", "held"), ("letters", "held"), ("create", "held"), ("read", "held")),
    }
