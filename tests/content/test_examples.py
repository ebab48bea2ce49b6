"""Every requirement brings evidence that it is met and evidence that it is not, and each judges as its folder says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.coverage import examples
from harness.examples import judge_example, read_example
from harness.loading import Bundle, find, load_bundle, reference_of, shipped
from harness.profile import NotTested, Requirement
from harness.verdict import Outcome

BUNDLES = [reference_of(load_bundle(find(name))) for name in shipped()]
COMPLETE = (
    "geospatial-ogc@1.0.1",
    "incident-transfer@1.0",
    "justice-events@1.0",
    "referral-oruk@3.0",
    "uk-api-base@1.0",
)
"""Profiles of which every requirement is built."""
TESTED = [(b, r) for b in BUNDLES for r in b.profile.requirements if not isinstance(r.rule, NotTested)]
WHOLE = [(b, r) for b, r in TESTED if b.profile.name in COMPLETE]
FILES = [
    pytest.param(b, r, kind, path, id=f"{r.id}-{kind}-{path.stem}")
    for b, r in TESTED
    for kind in ("conforms", "violates")
    for path in examples(b.folder, r.id, kind)
]


@pytest.mark.parametrize("bundle, requirement", WHOLE, ids=[r.id for _, r in WHOLE])
def test_there_is_one_of_each(bundle: Bundle, requirement: Requirement) -> None:
    assert examples(bundle.folder, requirement.id, "conforms")
    assert examples(bundle.folder, requirement.id, "violates")


@pytest.mark.parametrize("bundle, requirement, kind, path", FILES)
def test_it_judges_as_its_folder_says(bundle: Bundle, requirement: Requirement, kind: str, path: Path) -> None:
    finding = judge_example(bundle, requirement, read_example(path))
    assert finding.outcome is Outcome(kind), finding.because
