"""Makes property tests repeatable, and turns a skipped test into a failed one where nothing may be skipped."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# The same examples each time, and no folder of them beside the code: a red test is red for everyone.
settings.register_profile("hallmark", database=None, derandomize=True, deadline=None, print_blob=True)
settings.load_profile("hallmark")

# Nothing is kept outside the folders of the tests; those of the cache say where.
os.environ["HALLMARK_CACHE"] = ""

NO_SKIPS = os.environ.get("HALLMARK_NO_SKIPS") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With HALLMARK_NO_SKIPS=1 (the pipeline) a test that was skipped has failed: it showed nothing."""
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be: {call.excinfo and call.excinfo.value}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself while it is collected."""
    report = yield
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and nothing may be: {report.longrepr}"
    return report
