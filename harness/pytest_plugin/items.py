"""Collects a run file: one item for each requirement of the claimed classes, without gathering anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionInfo, TerminalRepr

from harness.errors import HallmarkError
from harness.gather.plan import Aim, in_scope
from harness.profile import NotTested, Requirement
from harness.pytest_plugin import outcome
from harness.pytest_plugin.gathering import Claim, Held
from harness.pytest_plugin.keeper import KEEPER
from harness.render.finding import gist, told
from harness.render.inert import one_line
from harness.render.report import Part
from harness.verdict import Finding


class RunFile(pytest.File):
    """The run file, as a collector."""

    def collect(self) -> Iterable[RequirementItem]:
        """Return the items, in the profiles' order; what is wrong with the run file or a profile is said plainly."""
        try:
            claim = self.config.stash[KEEPER].claim
        except HallmarkError as error:
            raise self.CollectError(str(error)) from error
        items = list(_items(self, claim))
        if not items:
            raise self.CollectError("there is no requirement to test in the classes claimed")
        return items


class RequirementItem(pytest.Item):
    """One requirement."""

    def __init__(self, *, aim: Aim, requirement: Requirement, at: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.aim = aim
        self.requirement = requirement
        self.at = at
        """File and line of the requirement."""
        self.row: tuple[Part, Requirement, Finding] | None = None
        """The finding, once it is known."""
        self.add_marker(requirement.level.value.lower())
        self.add_marker(requirement.class_)

    def setup(self) -> None:
        """Take the finding, gathered once for the session; what is no verdict on the product ends here."""
        if isinstance(self.requirement.rule, NotTested):
            outcome.skip(_harmless(f"not tested: {self.requirement.rule.reason}"))
        held = self.held()
        try:
            self.row = held.row(self.requirement.id, self.aim.profile.name, self.aim.role)
        except LookupError as error:
            raise outcome.NotTold(str(error)) from error
        finding = self.row[2]
        self.user_properties += _facts(self.requirement, finding, held)
        outcome.before(finding.outcome, gist(*self.row))

    def runtest(self) -> None:
        """Pass when the requirement conforms, fail when it is violated."""
        assert self.row is not None
        outcome.call(self.row[2].outcome, told(*self.row, self.held().report))

    def held(self) -> Held:
        """Return the session's evidence. Raises NotGathered and KeyboardInterrupt."""
        return self.config.stash[KEEPER].held()

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """Return the words alone; the place is that of the requirement in its profile."""
        if not isinstance(excinfo.value, outcome.Told):
            return super().repr_failure(excinfo, style)
        words = excinfo.getrepr(style="value", chain=False)
        assert words.reprcrash is not None
        path, _, line = self.at.rpartition(":")
        words.reprcrash.path, words.reprcrash.lineno = path, int(line)
        words.reprcrash.message = excinfo.value.gist
        if self.config.getoption("tbstyle") == "line":
            words.reprtraceback.reprentries = []
        return words

    def _repr_failure_py(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Do the same for a setup, which pytest asks in this way; else it would lay out every frame on the way."""
        told = isinstance(excinfo.value, outcome.Told)
        return self.repr_failure(excinfo, style) if told else super()._repr_failure_py(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the run file, which is where a supplier claims the requirement."""
        return self.path, 0, self.name


def _harmless(text: str) -> str:
    """Return a text of a run file or profile on one line, as no command to the terminal that pytest prints it on."""
    return one_line(" ".join(text.split()))


def _facts(requirement: Requirement, finding: Finding, held: Held) -> list[tuple[str, object]]:
    """Return what JUnit XML keeps as the properties of a test."""
    return [
        ("hallmark.outcome", finding.outcome.value),
        ("hallmark.because", finding.because.code),
        ("hallmark.level", requirement.level.value),
        ("hallmark.basis", requirement.basis.value),
        ("hallmark.evidence", held.report.evidence),
    ]


def _items(parent: RunFile, claim: Claim) -> Iterator[RequirementItem]:
    chosen = dict.fromkeys(claim.only)
    deviations = {d.requirement: d for d in claim.declared.declaration.known_deviations}
    today = datetime.now(UTC).date().isoformat()
    for aim, bundle in zip(claim.aims, claim.bundles, strict=True):
        for r in in_scope(aim, chosen):
            item = RequirementItem.from_parent(
                parent, name=f"{aim.profile.id}/{r.class_}/{r.id}", aim=aim, requirement=r, at=bundle.lines[r.id]
            )
            known = deviations.get(r.id)
            if known is not None and known.expires >= today:
                reason = f"known deviation of {known.owner}: {known.reason} (until {known.expires})"
                item.add_marker(pytest.mark.xfail(reason=_harmless(reason), raises=outcome.NotMet, strict=True))
            yield item
