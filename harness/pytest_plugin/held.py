"""Holds the evidence of a session's run, for tests that look into it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.cli.terminal.showing import report_of
from harness.errors import HallmarkError
from harness.judgement import Judgement, judge
from harness.profile import Requirement
from harness.pytest_plugin.outcome import NotGathered
from harness.render.report import Part, Report
from harness.verdict import Finding


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of the session's run and what is judged by it."""

    folder: Path
    judgement: Judgement
    report: Report

    def finding(self, requirement: str, profile: str = "", role: str = "") -> Finding:
        """Return the finding on a requirement; raises LookupError where the verdict has none."""
        return self.row(requirement, profile, role)[2]

    def row(self, requirement: str, profile: str = "", role: str = "") -> tuple[Part, Requirement, Finding]:
        """Return a requirement and its finding, with the part of the report that they stand in."""
        for part in self.report.parts:
            if profile in ("", part.verdict.profile) and role in ("", part.verdict.role):
                for found, finding in part.rows():
                    if found.id == requirement:
                        return part, found, finding
        raise LookupError(f"the verdict has no finding on {requirement}")


def judged(folder: Path) -> Held:
    """Judge what lies in the folder of a run. Raises NotGathered for evidence that cannot be judged."""
    try:
        judgement = judge(folder)
    except HallmarkError as error:
        raise NotGathered(f"what was gathered cannot be judged: {error}") from error
    return Held(folder=folder, judgement=judgement, report=report_of(judgement))
