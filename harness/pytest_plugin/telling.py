"""Says between pytest's dots how far the gathering is, and lets the dots go on where they were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def telling(config: pytest.Config, worker: str) -> Iterator[Callable[[str], None]]:
    """Yield the function that says a line past pytest's capture; nothing in a worker or where pytest is to be quiet."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if worker or reporter is None or capture is None or config.option.verbose < 0:
        yield lambda line: None
        return
    path, said = reporter.currentfspath, False

    def say(line: str) -> None:
        nonlocal said
        said = True
        with capture.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(f"hallmark: {line}")

    try:
        yield say
    finally:
        if said and path is not None:
            with capture.global_and_fixture_disabled():
                reporter.write(_beginning(path, config.invocation_params.dir))
            reporter.currentfspath = path


def _beginning(path: Path | str, folder: Path) -> str:
    """Return what pytest writes before a dot, or before the outcome where each test has a line."""
    return path if isinstance(path, str) else f"{os.path.relpath(path, folder)} "
