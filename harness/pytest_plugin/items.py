"""Collects a run file: one item for each requirement of the claimed classes, without gathering anything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionInfo, TerminalRepr

from harness.pytest_plugin import outcome
from harness.pytest_plugin.apart import Gone
from harness.pytest_plugin.errand import Listed, Shown
from harness.pytest_plugin.keeper import KEEPER


class RunFile(pytest.File):
    """The run file, as a collector."""

    def collect(self) -> Iterable[RequirementItem]:
        """Return the items, in the profiles' order; what is wrong with the run file or a profile is said plainly."""
        try:
            seen = self.config.stash[KEEPER].seen
        except Gone as error:
            raise self.CollectError(f"a fault of Hallmark: {error}") from error
        if seen.error:
            raise self.CollectError(seen.error)
        if not seen.listed:
            raise self.CollectError("there is no requirement to test in the classes claimed")
        return [RequirementItem.from_parent(self, name=one.name, listed=one) for one in seen.listed]


class RequirementItem(pytest.Item):
    """One requirement."""

    def __init__(self, *, listed: Listed, **rest: Any) -> None:
        super().__init__(**rest)
        self.listed = listed
        self.shown: Shown | None = None
        """The finding, once it is known."""
        self.add_marker(listed.level.lower())
        self.add_marker(listed.class_)
        if listed.deviation:
            self.add_marker(pytest.mark.xfail(reason=listed.deviation, raises=outcome.NotMet, strict=True))

    def setup(self) -> None:
        """Take the finding, gathered once for the session; what is no verdict on the product ends here."""
        listed = self.listed
        if self.config.getoption("setupplan", False):
            return  # a plan is asked for: nothing is to be sent
        if listed.not_tested:
            outcome.skip(listed.not_tested)
        state = self.config.stash[KEEPER].state()
        try:
            self.shown = state.finding(listed.requirement, listed.profile, listed.role)
        except LookupError as error:
            raise outcome.NotTold(str(error)) from error
        self.user_properties += _facts(listed, self.shown, state.evidence)
        outcome.before(self.shown.outcome, self.shown.gist)

    def runtest(self) -> None:
        """Pass when the requirement conforms, fail when it is violated."""
        assert self.shown is not None
        outcome.call(self.shown.outcome, self.shown.told)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """Return the words alone; the place is that of the requirement in its profile."""
        if not isinstance(excinfo.value, outcome.Told):
            return super().repr_failure(excinfo, style)
        words = excinfo.getrepr(style="value", chain=False)
        assert words.reprcrash is not None
        path, _, line = self.listed.at.rpartition(":")
        words.reprcrash.path, words.reprcrash.lineno = path, int(line)
        words.reprcrash.message = excinfo.value.gist
        if self.config.getoption("tbstyle", "") == "line":  # the option goes with the terminal, by `-p no:terminal`
            words.reprtraceback.reprentries = []
        return words

    def _repr_failure_py(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Do the same for a setup, which pytest asks in this way; else it would lay out every frame on the way."""
        told = isinstance(excinfo.value, outcome.Told)
        return self.repr_failure(excinfo, style) if told else super()._repr_failure_py(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the run file, which is where a supplier claims the requirement."""
        return self.path, 0, self.name


def _facts(listed: Listed, shown: Shown, evidence: str) -> list[tuple[str, object]]:
    """Return what JUnit XML keeps as the properties of a test."""
    return [
        ("hallmark.outcome", shown.outcome.value),
        ("hallmark.because", shown.because),
        ("hallmark.level", listed.level),
        ("hallmark.basis", listed.basis),
        ("hallmark.evidence", evidence),
    ]
