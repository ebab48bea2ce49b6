"""Starts the process that gathers as early as pytest lets a plugin act, so that it loads while pytest does.

On the way from pytest's beginning to the first request this comes first, so what it imports pytest has loaded already.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import pytest

import harness

MODULE: Final = "harness.pytest_plugin.gatherer"
_ELSEWHERE: Final = ("numprocesses", "tx", "px")
"""Options of pytest-xdist with which other processes run the tests."""
_NOTHING: Final = ("help", "version", "markers", "cache-show")
"""Options with which pytest tells of something and ends."""
_LATER: Final = ("-n", "--numprocesses", "--tx", "--px", "-d", "--dist", "-h", "-V", *(f"--{n}" for n in _NOTHING))
"""How words begin that may be one of these options: then it is started when they are known for sure."""


class Started(NamedTuple):
    """A process that loads, and waits to be asked."""

    process: subprocess.Popen[bytes]
    heard: IO[bytes]
    """What it writes to standard error."""

    def end(self) -> None:
        """End it, as one that was never asked to gather has nothing to lose."""
        self.process.kill()
        self.process.communicate()
        self.heard.close()


STARTED: Final = pytest.StashKey[Started]()


def start() -> Started:
    """Start one; whoever calls ends it."""
    heard = tempfile.TemporaryFile()  # noqa: SIM115 - it is open as long as the process is ours
    process = subprocess.Popen(
        # The working folder may hold anything under any name; our own warnings are nobody's concern.
        [sys.executable, "-P", "-W", "ignore", "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=heard,
        env=_with_harness(os.environ),
        **_out_of_reach(),
    )
    return Started(process, heard)


def begin_early(config: pytest.Config) -> None:
    """Start one before other plugins are loaded, where the words of the command line alone say that it is needed."""
    if not hasattr(config, "known_args_namespace"):
        return  # a caller of pytest.main brings the plugin along: nothing is read yet
    words = (*os.environ.get("PYTEST_ADDOPTS", "").split(), *config.getini("addopts"), *config.invocation_params.args)
    if any(_is_ours(word) for word in words) and not any(word.startswith(_LATER) for word in words):
        _begin(config)


def begin(config: pytest.Config) -> None:
    """Start one as soon as the options are known, where this process of the session is going to ask it."""
    options = config.known_args_namespace
    by_setting = config.getini("hallmark") and not options.file_or_dir
    if (options.hallmark or by_setting) and not any(_given(options, name) for name in (*_ELSEWHERE, *_NOTHING)):
        _begin(config)


def begun(config: pytest.Config) -> Started:
    """Return the one that was started, else a new one; it is the caller's from now on."""
    if STARTED not in config.stash:
        return start()
    started = config.stash[STARTED]
    del config.stash[STARTED]
    return started


def _begin(config: pytest.Config) -> None:
    """Start one, once, and end it with the session where nobody took it; a worker of pytest-xdist may need none."""
    if "PYTEST_XDIST_WORKER" in os.environ or STARTED in config.stash:
        return
    config.stash[STARTED] = start()
    config.add_cleanup(lambda: _end(config))


def _end(config: pytest.Config) -> None:
    if STARTED in config.stash:
        begun(config).end()


def _is_ours(word: str) -> bool:
    return word == "--hallmark" or word.startswith("--hallmark=")


def _given(options: object, name: str) -> bool:
    return bool(getattr(options, name.replace("-", ""), None))


def _out_of_reach() -> dict[str, Any]:
    """Return how it is started, so that Ctrl-C reaches it through the session alone: once, and in order."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _with_harness(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with which Python finds this copy of Hallmark, wherever the session found it."""
    home = str(Path(harness.__file__).parent.parent)
    places = (environment.get("PYTHONPATH", ""), home)
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, places))}
