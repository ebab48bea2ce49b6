"""Every benchmark can still be begun: its module is imported, and says which options it takes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "benchmarks"
MODULES = sorted(
    ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")
    for path in FOLDER.rglob("*.py")
)
STARTED = ("benchmarks.partners.floor", "benchmarks.partners.load", "benchmarks.store")
"""What other benchmarks start, as processes that take no option."""


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `benchmarks` be imported from the checkout; `harness` is the installed one, which is looked at first."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(CHECKOUT)])


def _programs() -> Iterator[str]:
    for name in MODULES:
        path = CHECKOUT.joinpath(*name.split("."))
        if (path / "__init__.py").is_file():
            continue
        if "\nif __name__ == " in path.with_suffix(".py").read_text(encoding="utf-8") and name not in STARTED:
            yield name


PROGRAMS = tuple(_programs())


def test_there_are_benchmarks() -> None:
    assert {"benchmarks.__main__", "benchmarks.throughput", "benchmarks.detection.__main__"} <= set(PROGRAMS)


@pytest.mark.parametrize("name", MODULES)
def test_the_module_is_imported(name: str) -> None:
    importlib.import_module(name)


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = importlib.import_module(name)
    with pytest.raises(SystemExit) as ended:
        module.main(["--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: ")


def test_what_is_run_by_name_is_there() -> None:
    runner = importlib.import_module("benchmarks.__main__")
    assert [name for name in (*runner.ALL, *runner.LONG) if f"benchmarks.{name}" not in MODULES] == []


def test_a_goal_that_is_missed_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    goals = importlib.import_module("benchmarks.goals")
    assert goals.told({"a": 1}, {"a": True, "b": False}) == 1
    assert capsys.readouterr().out == '{"a": 1, "missed": ["b"]}\n'
    assert goals.told({"a": 1}, {"a": True}) == 0
