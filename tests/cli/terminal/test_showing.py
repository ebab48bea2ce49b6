"""What is shown is the judgement with its exchanges, and the sealed file as the evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.terminal.showing import report_of, show
from harness.judgement import judge


def test_a_report_holds_what_the_verdict_cites(a_run: Path) -> None:
    report = report_of(judge(a_run))
    (part,) = report.parts
    assert part.workflows
    assert part.profile.name == "notes@1.0"
    cited = {name for f in part.verdict.findings for name in f.cites.first[:3]}
    assert cited
    assert cited <= report.exchanges.keys()
    assert {cause.example for cause in report.causes()} <= report.exchanges.keys()


def test_a_folder_and_its_sealed_file_are_one(a_run: Path) -> None:
    sealed = a_run / "evidence.jsonl.gz"
    assert report_of(judge(a_run)).evidence == report_of(judge(sealed)).evidence == str(sealed)
    assert report_of(judge(sealed)).out == str(a_run)


def test_the_exit_code_can_be_another(a_run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    judgement = judge(a_run)
    assert report_of(judgement).exit_code == judgement.exit_code
    assert report_of(judgement, 4).exit_code == 4
    show(judgement, "json", 4)
    assert '"exit": 4' in capfd.readouterr().out
