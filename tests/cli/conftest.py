"""Calls the command line as a person would, and keeps one run on the tiny product for those who only read it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tinyapi.bench import FOLDER
from tinyapi.product import Product, serving

from harness.cli.main import main

RUN_FILE = """\
product: {{name: Notes, version: '1', supplier: The tests}}
profile: notes@1.0
target:
  base_url: {url}
  auth: {{kind: bearer, token: '${{NOTES_TOKEN}}'}}
  identities: {{other-agency: {{kind: bearer, token: '${{OTHER_TOKEN}}'}}}}
limits: {{requests_per_second: 100000}}
fixtures: {{own_agency: GB-POL-1}}
"""
TOKENS = {"NOTES_TOKEN": "good", "OTHER_TOKEN": "other"}


class Said(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def hallmark(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Return a function that calls `hallmark` with arguments in this process."""
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["hallmark", *map(str, arguments)])
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


def apart(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Call `hallmark` in a process of its own."""
    code = "from harness.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | TOKENS,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,  # type: ignore[call-overload]
    )


def run_file(folder: Path, url: str) -> Path:
    """Write a run file for the tiny product."""
    path = folder / "hallmark.yaml"
    path.write_text(RUN_FILE.format(url=url), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tiny() -> Path:
    """Return the folder of the tiny profile."""
    return FOLDER


@pytest.fixture(scope="session")
def a_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of a run on a tiny product that is still there; seed 7."""
    place = tmp_path_factory.mktemp("run")
    with serving(Product()) as product:
        config = run_file(place, product.url)
        done = apart("run", "-c", config, "--profile", FOLDER, "--seed", "7", "--out", place / "out", "--plain")
        (folder,) = (place / "out").iterdir()
        assert (folder / "evidence.jsonl.gz").is_file(), done.stderr
        yield folder
