"""Runs pytest on the tiny profile with a gathering that is made up, so that a session takes a moment."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from building import context
from cli.conftest import TOKENS, run_file
from sample_report import exchange, exchange_id, finding, violated
from tinyapi.bench import FOLDER
from tinyapi.product import Product

from harness.adjudicate import in_scope
from harness.cli.running.assembling import Assembled
from harness.cli.running.carrying import Carried
from harness.evidence import Footer, Subject
from harness.gather.orders import Event
from harness.pytest_plugin import beginning, gatherer, held, waiting
from harness.pytest_plugin.apart import NoRoomThere
from harness.pytest_plugin.errand import Came, Gather, Line, Look, NoRoom, Said, Seen
from harness.pytest_plugin.settings import Settings
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


class Here:
    """Gathers in the process of the test, which is quicker to start than one apart."""

    def __init__(self, started: object = None) -> None:
        self.process = os.getpid()
        self._claim: Any = None

    def look(self, look: Look) -> Seen:
        """Return which requirements there are."""
        said: list[Said] = []
        self._claim = gatherer.look(look, said.append)
        (seen,) = said
        assert isinstance(seen, Seen)
        return seen

    def gather(self, gather: Gather, say: Callable[[str], None]) -> Came:
        """Return what came of a run."""
        came: list[Came] = []

        def hear(said: Said) -> None:
            if isinstance(said, Line):
                say(said.text)
            elif isinstance(said, NoRoom):
                raise NoRoomThere(0, said.said)
            elif isinstance(said, Came):
                came.append(said)

        gatherer.attend(gather, hear, self._claim)
        return came[0]

    def finish(self) -> str:
        """Say that the reports are written."""
        return ""

    def leave(self) -> None:
        """Do nothing."""


class Nobody:
    """Stands for a process that was started."""

    def end(self) -> None:
        """Do nothing."""


class Session:
    """A project with a run file, in which pytest is run."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        for name, value in TOKENS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
        self._pytester, self._monkeypatch = pytester, monkeypatch
        monkeypatch.setattr(waiting, "Gatherer", Here)
        monkeypatch.setattr(beginning, "start", Nobody)
        self.folder = pytester.path
        pytester.makeini(INI)
        run_file(self.folder, url)
        self.gathered = 0
        """How often evidence was gathered, where the gathering is made up."""
        self.reports: list[Report] = []
        """What was written, where the gathering is made up."""
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
    ) -> None:
        """Let every gathering come out so; what is not named conforms."""

        def carry(
            assembled: Assembled, folder: Path, name: str, progress: Callable[[Event], None], *, workers: int | None
        ) -> Carried:
            self.gathered += 1
            for event in self.events:
                progress(event)
            if raising is not None:
                raise raising
            report = report_of(assembled, folder, outcomes or {}, stopped)
            found = SimpleNamespace(stopped=stopped, faults=faults, blocked=None)
            return Carried(found, SimpleNamespace(path=folder), report)  # type: ignore[arg-type]

        def judged(folder: Path) -> held.Held:
            return held.Held(folder=folder, judgement=SimpleNamespace(path=folder), report=self.reports[-1])  # type: ignore[arg-type]

        self._monkeypatch.setattr(gatherer, "carry", carry)
        self._monkeypatch.setattr(gatherer, "write_reports", lambda report, folder: self.reports.append(report))
        self._monkeypatch.setattr(held, "judged", judged)

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


class Live(Session):
    """One whose product answers."""

    def __init__(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, product: Product) -> None:
        super().__init__(pytester, monkeypatch, product.url)
        self.product = product

    def settings(self, **changes: object) -> Settings:
        """Return what a session in that project is asked to do: one requirement."""
        given = Settings(
            run_file=self.folder / "hallmark.yaml",
            out=self.folder / "out",
            run="r1",
            seed=7,
            only=("N-001",),
            profile=str(FOLDER),
            url="",
            openapi="",
            by_option=True,
        )
        return given._replace(**changes)  # type: ignore[arg-type]

    def at_the_sixth_request(self, act: Callable[[], None]) -> None:
        """Do something before the product answers that one."""

        def misbehave(method: str, target: str, fields: dict[str, str]) -> None:
            if len(self.product.seen) == 6:
                act()

        self.product.misbehave = misbehave


def ended(process: int) -> None:
    """Wait until a process has ended that may be no child of this one."""
    try:
        file = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        select.select([file], [], [])
    finally:
        os.close(file)


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
