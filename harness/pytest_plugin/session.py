"""Takes part in one pytest session: has the run file collected, says errors in words, and has the last word."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from harness.profile import Level
from harness.pytest_plugin.gathering import LOCK
from harness.pytest_plugin.items import RequirementItem, RunFile
from harness.pytest_plugin.keeper import KEEPER, Keeper
from harness.pytest_plugin.outcome import Told
from harness.pytest_plugin.settings import KEY, settings_of
from harness.pytest_plugin.sparing import spare
from harness.pytest_plugin.state import State, read_state, write_state


class HallmarkSession:
    """Registered only where a run file is named."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.settings = config, settings_of(config)
        self._ran: set[str] = set()
        """Own items that ran."""
        config.stash[KEEPER] = Keeper(config, self.settings)
        for level in Level:
            config.addinivalue_line("markers", f"{level.value.lower()}: a requirement of level {level.value}")
        if self.settings.by_option or config.args_source is not pytest.Config.ArgsSource.ARGS:
            self._ask_for_run_file()

    def pytest_sessionstart(self) -> None:
        """Join Allure's plugin, where it is loaded and asked for results or for a choice of tests."""
        asked = any(value for name, value in vars(self.config.option).items() if name.startswith("allure_"))
        if asked and self.config.pluginmanager.has_plugin("allure_pytest"):
            from harness.pytest_plugin.allure_report import AllureReport

            self.config.pluginmanager.register(AllureReport(self.config), "hallmark_allure")

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect the run file itself."""
        return RunFile.from_parent(parent, path=file_path) if file_path.resolve() == self.settings.run_file else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist which run it belongs to."""
        node.workerinput[KEY] = {"run": self.settings.run}

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say errors and skips of our items in words and at their place, as failures are."""
        report = yield
        if isinstance(item, RequirementItem) and call.excinfo is not None:
            if isinstance(call.excinfo.value, Told):
                report.longrepr = item.repr_failure(call.excinfo)
            elif report.skipped:
                path, line, _ = item.reportinfo()
                report.longrepr = (str(path), line + 1, str(call.excinfo.value))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that an own item ran, whichever process it ran in."""
        name = report.nodeid.partition("::")[0].rpartition("/")[2]
        if name == self.settings.run_file.name:
            self._ran.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a session in which nothing was gathered although it was asked for, or a fault of ours came up."""
        self._finish()
        spare(self.config)
        if self._silent():
            return
        state = self._state()
        with suppress(OSError):  # a folder that cannot be written to, which every item has said
            (self.settings.folder / LOCK).unlink(missing_ok=True)
        allure = self.config.pluginmanager.get_plugin("hallmark_allure")
        if allure is not None and state is not None:
            allure.finish(state)
        if self._complaint(state) and session.exitstatus in _FINE:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say the verdict, and where the evidence lies."""
        state = self._state()
        chosen = _CHOSEN if state is not None and len(self._ran) < state.items else ""
        lines = [*(state.lines if state else ()), chosen, self._complaint(state)]
        if self._silent() or not any(lines):
            return
        terminalreporter.section("hallmark")
        for line in filter(None, lines):
            terminalreporter.write_line(line)

    def _finish(self) -> None:
        """Wait for the reports, and note where they are not whole."""
        why, state = self.config.stash[KEEPER].finish(), self._state()
        if why and state is not None:
            write_state(self.settings.folder, replace(state, unwritten=why))

    def _state(self) -> State | None:
        return read_state(self.settings.folder)

    def _silent(self) -> bool:
        return bool(self.settings.worker) or any(getattr(self.config.option, name, None) for name in _RUNS_NOTHING)

    def _complaint(self, state: State | None) -> str:
        """Return why the session must not pass, whatever its items came to; '' where it may."""
        if state is None:
            # A selection may leave all requirements out where only the configuration file asks for them.
            asked = self.settings.by_option or bool(self._ran)
            return "nothing was gathered in the session, so nothing was shown" if asked else ""
        if not state.done:
            return "the gathering was broken off, so nothing was shown"
        if state.unwritten:
            return f"the reports in {self.settings.folder} are not whole: {state.unwritten}"
        faults = ", ".join(state.faults)
        return f"a fault of Hallmark, never counted against the product: {faults}" if faults else ""

    def _ask_for_run_file(self) -> None:
        """Have the run file collected, unless it or something in it is named already."""
        named = {(self.config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in self.config.args}
        if self.settings.run_file not in named:
            self.config.args.append(str(self.settings.run_file))


_RUNS_NOTHING = ("collectonly", "setupplan", "showfixtures", "show_fixtures_per_test", "cacheshow")
"""Options with which pytest tells of tests and runs none."""
_CHOSEN = "this is the verdict on the whole run, whatever tests were chosen"
_FINE = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
