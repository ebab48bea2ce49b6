"""The list of requirements of incident-transfer 1.0 is complete, counts itself rightly and gives each one a defect."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / "profiles" / "incident-transfer" / "1.0"
TEXT = (HOME / "REQUIREMENTS.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| IT-")]
CELLS = [[cell.strip() for cell in row.strip("|").split("|")] for row in ROWS]
IDS = [cells[0] for cells in CELLS]


def test_the_list_of_requirements_covers_the_catalogue_once() -> None:
    assert [name for name, count in Counter(IDS).items() if count > 1] == []
    assert {f"IT-{number:03}" for number in range(1, 80)} <= set(IDS)


def test_the_list_of_requirements_counts_itself_rightly() -> None:
    testable = [cells for cells in CELLS if len(cells) == 10]
    senders = [cells for cells in CELLS if len(cells) == 6 and cells[2] == "sender"]
    others = [cells for cells in CELLS if len(cells) == 6 and cells[2] == "receiver"]
    assert len(testable) + len(senders) + len(others) == len(CELLS)
    said = TEXT.partition("## Count")[2]
    sending = [cells for cells in testable if int(cells[0][3:]) >= 101 or cells[0] in ("IT-038", "IT-039")]
    assert f"Receiver: {len(testable) - len(sending)} testable" in said
    assert f"Sender: {len(sending)} testable" in said
    assert f"{len(others)} not tested (mait-xml)" in said
    assert f"testable, {len(senders)} not tested" in said


def test_each_testable_requirement_names_a_defect_of_its_own() -> None:
    defects = [re.match(r"[a-z0-9-]+", cells[9]) for cells in CELLS if len(cells) == 10]
    assert None not in defects
    assert [name for name, count in Counter(d.group() for d in defects if d).items() if count > 1] == []
