"""Joins Allure's own plugin in a session: labels each requirement, writes its steps, and what belongs to the whole."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import allure
import pytest

from harness.profile import Profile, Requirement
from harness.pytest_plugin import outcome
from harness.pytest_plugin.allure_files import write_files
from harness.pytest_plugin.allure_marks import marks, title
from harness.pytest_plugin.allure_steps import write
from harness.pytest_plugin.items import RequirementItem
from harness.pytest_plugin.keeper import KEEPER
from harness.pytest_plugin.state import State
from harness.verdict import Outcome


class AllureReport:
    """Registered only where allure-pytest is loaded and asked for something."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Label a requirement, so that Allure's options choose it too."""
        if isinstance(item, RequirementItem):
            for mark in marks(*self._promise(item)):
                item.add_marker(mark)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Write the steps when it is known how the requirement came out, whichever way that was."""
        try:
            return (yield)
        finally:
            if isinstance(item, RequirementItem) and self.folder() is not None:
                allure.dynamic.title(title(self._promise(item)[1]))
                if item.shown is not None:
                    held = self.config.stash[KEEPER].held
                    write(*held.row(item.shown.requirement, item.shown.profile, item.shown.role), held)
                    _judgement(item.shown.outcome, item.shown.gist)

    def _promise(self, item: RequirementItem) -> tuple[Profile, Requirement]:
        return self.config.stash[KEEPER].promise(item.listed)

    def folder(self) -> Path | None:
        """Return where Allure's results go; None where none are wanted."""
        wanted = self.config.pluginmanager.has_plugin("allure_listener")
        return Path(self.config.getoption("allure_report_dir")).absolute() if wanted else None

    def finish(self, state: State) -> None:
        """Write what belongs to the whole report."""
        folder = self.folder()
        if folder is not None:
            write_files(folder, state.facts)


def _judgement(came_out: Outcome, said: str) -> None:
    """Write the last step, with the outcome that pytest is told and without a traceback."""
    step = allure.step(f"Judgement: {said}")
    step.__enter__()
    try:
        outcome.before(came_out, said)
        outcome.call(came_out, said)
    except (outcome.Told, pytest.skip.Exception) as told:
        step.__exit__(type(told), told, None)
    else:
        step.__exit__(None, None, None)
