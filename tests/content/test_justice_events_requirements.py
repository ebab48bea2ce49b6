"""The list of requirements of justice-events 1.0 says what the profile says, and counts itself rightly."""

from __future__ import annotations

import pytest

from harness.loading import find, load_bundle
from harness.partner.defects import list_defects
from harness.partner.sender.terms import list_sender_defects
from harness.profile import NotTested

BUNDLE = load_bundle(find("justice-events@1.0"))
TEXT = (BUNDLE.folder / "REQUIREMENTS.md").read_text(encoding="utf-8")
CELLS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| J")]
DEFECTS = (*list_defects("reference-publisher"), *list_sender_defects("reference-subscriber"))


def test_each_requirement_has_its_row() -> None:
    assert [cells[0] for cells in CELLS] == sorted({cells[0] for cells in CELLS}, key=[c[0] for c in CELLS].index)
    assert {cells[0] for cells in CELLS} == {requirement.id for requirement in BUNDLE.profile.requirements}


@pytest.mark.parametrize("cells", CELLS, ids=lambda cells: str(cells[0]))
def test_a_row_says_what_the_profile_says(cells: list[str]) -> None:
    requirement = BUNDLE.profile.requirement(cells[0])
    assert requirement is not None
    assert not isinstance(requirement.rule, NotTested)
    killers = ", ".join(defect.name for defect in DEFECTS if requirement.id in defect.kills)
    said = (requirement.class_, requirement.level.value[0], requirement.basis.value)
    clause = f"{requirement.source.ref} {requirement.source.clause}"
    statement = " ".join(requirement.statement.split())
    assert tuple(cells[1:]) == (*said, clause, requirement.rule.rule, statement, killers)


def test_it_counts_itself_rightly() -> None:
    counts = {role.id: len(list(BUNDLE.profile.of_role(role.id))) for role in BUNDLE.profile.roles}
    assert f"Publisher: {counts['publisher']} testable. Subscriber: {counts['subscriber']} testable." in TEXT
