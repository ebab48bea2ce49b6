"""Every requirement brings evidence that it is met and evidence that it is not, and each judges as its folder says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.coverage import examples
from harness.examples import judge_example, read_example
from harness.loading import find, load_bundle
from harness.profile import NotTested, Requirement
from harness.verdict import Outcome

BUNDLE = load_bundle(find("incident-transfer@1.0"))
TESTED = [r for r in BUNDLE.profile.requirements if not isinstance(r.rule, NotTested)]
FILES = [
    pytest.param(r, kind, path, id=f"{r.id}-{kind}-{path.stem}")
    for r in TESTED
    for kind in ("conforms", "violates")
    for path in examples(BUNDLE.folder, r.id, kind)
]


@pytest.mark.parametrize("requirement", TESTED, ids=lambda r: r.id)
def test_there_is_one_of_each(requirement: Requirement) -> None:
    assert examples(BUNDLE.folder, requirement.id, "conforms")
    assert examples(BUNDLE.folder, requirement.id, "violates")


@pytest.mark.parametrize("requirement, kind, path", FILES)
def test_it_judges_as_its_folder_says(requirement: Requirement, kind: str, path: Path) -> None:
    finding = judge_example(BUNDLE, requirement, read_example(path))
    assert finding.outcome is Outcome(kind), finding.because
