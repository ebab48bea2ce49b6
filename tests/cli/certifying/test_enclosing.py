"""What a bundle holds for people to read is made the same when it is issued and when it is checked."""

from __future__ import annotations

from pathlib import Path

from bundled import judged

from harness.cli.certifying.enclosing import REPORTS, maker, reports
from harness.program import program
from harness.render.restricted import ANNEX, restricted


def test_made_again_they_are_the_same(tmp_path: Path) -> None:
    one, other = judged(tmp_path / "a" / "run"), judged(tmp_path / "b" / "elsewhere" / "run")
    again = maker()
    assert again.program == program()
    assert again.reports(other) == {f"reports/{file}": data for file, data in reports(one).items()}
    assert set(reports(one)) == set(REPORTS.values())
    annex = restricted(one, "OFFICIAL", "A. Officer", "2027-01-01")
    assert again.annex(other, annex) == {ANNEX: annex}
