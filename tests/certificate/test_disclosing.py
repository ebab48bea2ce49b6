"""Of a requirement everything that it was looked for in is withheld; what cannot be judged without it is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import judged

from harness.certificate.disclosing import choose
from harness.errors import DeclarationError


def test_the_exchanges_of_a_requirement_are_withheld(tmp_path: Path) -> None:
    judgement = judged(tmp_path, shown=("IT-015", "IT-022"))
    choice = choose(judgement, ("IT-022",))
    assert [one.requirement for one in choice.requirements] == ["IT-022"]
    assert choice.ids
    assert {i.partition.partition(":")[0] for i in choice.ids} == {"IT-022"}


def test_what_cannot_be_judged_without_it_is_named(tmp_path: Path) -> None:
    """IT-041 is shown by every exchange."""
    choice = choose(judged(tmp_path), ("IT-022",))
    assert [one.requirement for one in choice.requirements] == ["IT-022", "IT-041"]


def test_a_class_is_all_of_its_requirements(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    (j,) = judgement.judged
    class_of = {r.id: r.class_ for r in j.bundle.profile.requirements}
    choice = choose(judgement, (class_of["IT-022"],))
    asked = {r for r, c in class_of.items() if c == class_of["IT-022"]}
    assert {one.requirement for one in choice.requirements} >= asked & {r.requirement for r in choice.requirements}
    assert "IT-022" in {one.requirement for one in choice.requirements}


def test_what_is_not_in_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no requirement or class 'IT-999'"):
        choose(judged(tmp_path), ("IT-999",))
