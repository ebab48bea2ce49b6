"""A requirement is labelled for Allure with what a buyer looks for."""

from __future__ import annotations

import pytest
from plugin_sessions import Session
from sample_report import requirement

from harness.profile import Level
from harness.pytest_plugin.allure_marks import SEVERITY, title

pytest_plugins = ["pytester"]


def test_every_level_has_a_severity() -> None:
    assert set(SEVERITY) == set(Level)
    assert len(set(SEVERITY.values())) == len(Level)


def test_the_title_begins_with_the_id() -> None:
    assert title(requirement("N-001")) == "N-001 The statement of N-001."


@pytest.mark.parametrize(
    "option, chosen",
    [("--allure-severities=critical", 3), ("--allure-features=Notifications", 0), ("--allure-features=Calls", 2)],
)
def test_options_of_allure_choose_requirements(session: Session, option: str, chosen: int) -> None:
    result = session.run("--collect-only", "-q", option)
    assert sum(line.startswith("hallmark.yaml::") for line in result.outlines) == chosen
