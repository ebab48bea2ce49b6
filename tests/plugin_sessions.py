"""Runs pytest on the tiny profile with a gathering that is made up, so that a session takes a moment."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from building import context
from cli.conftest import TOKENS, run_file
from sample_report import exchange, exchange_id, finding, violated
from tinyapi.bench import FOLDER

from harness.adjudicate import in_scope
from harness.cli.assembling import Assembled
from harness.cli.carrying import Carried
from harness.evidence import Footer, Subject
from harness.gather.orders import Event
from harness.pytest_plugin import gathering
from harness.render.report import Part, Report
from harness.summary import summarise
from harness.verdict import Cites, Finding, Outcome, over_all

CODES = {
    Outcome.INCONCLUSIVE: "no-answer",
    Outcome.FAULT: "rule-crashed",
    Outcome.NOT_APPLICABLE: "condition-false",
    Outcome.NOT_TESTED: "not-tested",
}
OPTIONS = ("--hallmark=hallmark.yaml", f"--hallmark-profile={FOLDER}", "--hallmark-seed=7")
"""With equals signs, as pytest takes a word of its own for a path and looks there for its configuration."""

INI = """\
[pytest]
filterwarnings =
    ignore:Module already imported so cannot be rewritten; _editable_impl:pytest.PytestAssertRewriteWarning
"""
"""As in this project's own, for an editable install."""

LIGHT = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:allure_pytest", "-p", "no:cacheprovider")


class Session:
    """A project with a run file, in which pytest is run."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        for name, value in TOKENS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
        self._pytester, self._monkeypatch = pytester, monkeypatch
        self.folder = pytester.path
        pytester.makeini(INI)
        run_file(self.folder, url)
        self.gathered = 0
        """How often evidence was gathered, where the gathering is made up."""
        self.events: tuple[Event, ...] = ()
        """What a gathering that is made up tells on the way."""

    def declare(self, lines: str) -> None:
        """Add lines to the run file."""
        path = self.folder / "hallmark.yaml"
        path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")

    def makes_up(
        self,
        outcomes: Mapping[str, Outcome] | None = None,
        *,
        stopped: str = "finished",
        faults: tuple[str, ...] = (),
        raising: BaseException | None = None,
        warning: str = "",
    ) -> None:
        """Let every gathering come out so; what is not named conforms."""

        def carry(assembled: Assembled, folder: Path, name: str, progress: Callable[[Event], None]) -> Carried:
            self.gathered += 1
            for event in self.events:
                progress(event)
            if raising is not None:
                raise raising
            if warning:
                warnings.warn(warning, stacklevel=1)
            report = report_of(assembled, folder, outcomes or {}, stopped)
            found = SimpleNamespace(stopped=stopped, faults=faults, blocked=None)
            return Carried(found, SimpleNamespace(path=folder), report)  # type: ignore[arg-type]

        self._monkeypatch.setattr(gathering, "carry", carry)

    def configure(self, lines: str) -> None:
        """Add lines to pytest's configuration file."""
        with (self.folder / "tox.ini").open("a", encoding="utf-8") as file:
            file.write("\n" + lines)

    def run(self, *options: str, hallmark: tuple[str, ...] = OPTIONS) -> pytest.RunResult:
        """Run pytest in this process; an interrupt stays inside."""
        return self._pytester.runpytest_inprocess(*hallmark, *options, no_reraise_ctrlc=True)

    def apart(self, *options: str) -> pytest.RunResult:
        """Run pytest in a process of its own, without plugins that take long to load."""
        return self._pytester.runpytest_subprocess(*OPTIONS, *LIGHT, *options)

    def state(self) -> Any:
        """Return what the session's one run left behind."""
        (path,) = self.folder.glob("out/*/pytest.json")
        return json.loads(path.read_bytes())


def report_of(assembled: Assembled, folder: Path, outcomes: Mapping[str, Outcome], stopped: str) -> Report:
    """Return a report on the tiny profile in which every requirement came out as it is told."""
    (aim,) = assembled.plan.aims
    subject = Subject(
        profile=aim.profile.name,
        profile_digest="p",
        contract_digest="c",
        role=aim.role,
        target="http://127.0.0.1:9",
        classes=aim.classes,
        only=assembled.plan.only,
    )
    footer = Footer(ended=0, stopped=stopped, counts={})
    given = {"N-005": Outcome.NOT_TESTED, **outcomes}
    findings = tuple(found(r.id, given.get(r.id, Outcome.CONFORMS)) for r in in_scope(aim.profile, subject))
    verdict = summarise(aim.profile, subject, "rules", findings, footer)
    return Report(
        decision=over_all([verdict.verdict]),
        exit_code=0,
        out=str(folder),
        evidence=str(folder / "evidence.jsonl.gz"),
        context=context(subjects=(subject,)),
        footer=footer,
        parts=(Part(profile=aim.profile, subject=subject, verdict=verdict),),
        exchanges={exchange_id(i): exchange(i) for i in (0, 1)},
    )


def found(requirement: str, outcome: Outcome) -> Finding:
    """Return a finding of that outcome."""
    cites = Cites(first=(exchange_id(0),), count=1, digest="d")
    if outcome is Outcome.CONFORMS:
        return finding(requirement, outcome, "shown", {"cases": 1}, passed=1, cites=cites)
    if outcome is Outcome.VIOLATES:
        return violated(requirement, "undocumented-status", {"status": 201})
    return finding(requirement, outcome, CODES[outcome], {"why": "timeout"}, cites=cites)
