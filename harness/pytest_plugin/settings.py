"""Says what a pytest session is asked to do with Hallmark: run file, folder, seed, limits and the name of the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from harness.cli.terminal.naming import new_run

KEY: Final = "hallmark"
"""Of what the controller of pytest-xdist tells its workers."""


class Settings(NamedTuple):
    """The same in every process of a session."""

    run_file: Path
    out: Path
    run: str
    """Name of the run and of its folder."""
    seed: int | None
    """None: the run file's own, else one that is drawn when the run begins."""
    only: tuple[str, ...]
    profile: str
    """Instead of the run file's: a name or a folder; empty: the run file's own."""
    url: str
    """Base URL instead of the run file's; empty: the run file's own."""
    openapi: str
    """API description instead of the run file's; empty: the run file's own."""
    by_option: bool
    """Asked for on the command line, not only by the configuration file."""
    worker: str = ""
    """Name of the pytest-xdist worker; empty in the process that the person started."""

    @property
    def folder(self) -> Path:
        """Return the folder of the run."""
        return self.out / self.run


def settings_of(config: pytest.Config) -> Settings:
    """Return the settings; raises UsageError for a run file that is not there or a seed that is no number."""
    told: dict[str, Any] = getattr(config, "workerinput", {}).get(KEY, {})
    run_file = _place(config, "hallmark", "")
    if not run_file.is_file():
        hint = "`hallmark init` writes one with comments."
        raise pytest.UsageError(f"--hallmark: there is no run file {run_file}\n  {hint}")
    return Settings(
        run_file=run_file,
        out=_place(config, "hallmark_out", "out"),
        run=told.get("run") or new_run(),
        seed=_seed(config),
        only=tuple(config.getoption("hallmark_only") or config.getini("hallmark_only")),
        profile=_profile(config),
        url=config.getoption("hallmark_url") or config.getini("hallmark_url"),
        openapi=config.getoption("hallmark_openapi") or config.getini("hallmark_openapi"),
        by_option=bool(config.getoption("hallmark")),
        worker=str(getattr(config, "workerinput", {}).get("workerid", "")),
    )


def _place(config: pytest.Config, name: str, default: str) -> Path:
    """Return a path: an option's from where pytest was started, a setting's from where its file lies."""
    given = config.getoption(name)
    place = config.invocation_params.dir / given if given else config.rootpath / (config.getini(name) or default)
    return place.resolve()


def _profile(config: pytest.Config) -> str:
    """Return a name as it is, and a folder from where it is named."""
    given = config.getoption("hallmark_profile") or config.getini("hallmark_profile")
    folder = _place(config, "hallmark_profile", "")
    return str(folder) if given and (folder / "profile.yaml").is_file() else str(given)


def _seed(config: pytest.Config) -> int | None:
    text = config.getoption("hallmark_seed") or config.getini("hallmark_seed")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError(f"--hallmark-seed: {text!r} is not a whole number") from None
