"""What the notes on planted defects say is what there is: every partner that has some, and what was found of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness import content
from harness.partner.defects import list_defects

FINDINGS = Path(__file__).parents[2] / "docs" / "findings"
README = (FINDINGS / "README.md").read_text(encoding="utf-8")
DETECTION = (FINDINGS / "detection.md").read_text(encoding="utf-8")
MEASURED = re.findall(r"\(`([a-z0-9-]+)`\)†? \|", DETECTION)
PARTNERS = sorted(file.parent.name for file in content.root("mocks").glob("*/defects.yaml"))


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_partner_with_defects_stands_in_the_notes(partner: str) -> None:
    assert re.search(rf"^\| .*`{partner}`.* \|$", README, re.MULTILINE)


def test_every_defect_of_the_reference_server_was_looked_for_or_is_said_to_be_new() -> None:
    names = {one.name for one in list_defects("reference-records")}
    assert sorted(set(MEASURED) - names) == []
    new = [name for name in sorted(names - set(MEASURED)) if f"`{name}`" not in README]
    assert new == [], (
        "run `python -m benchmarks.detection`, or say in docs/findings/README.md that it was not looked for"
    )


def test_the_counts_are_those_of_the_table() -> None:
    totals = re.findall(r"^Hallmark finds (\d+) of (\d+), st (\d+)\.$", DETECTION, re.MULTILINE)
    ours, every, theirs = (sum(int(each[n]) for each in totals) for n in range(3))
    assert every == len(MEASURED)
    assert f"{ours} of {every} and {theirs} of {every} defects of the reference server" in README
