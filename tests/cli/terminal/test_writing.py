"""A large report is a page and a folder beside it; what lay there of an earlier one goes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sample_report import report

from harness.cli.terminal import writing
from harness.cli.terminal.writing import write_report
from harness.render import FURTHER
from harness.render.report import Report


def test_a_small_report_is_one_file(tmp_path: Path) -> None:
    write_report("html", report(), tmp_path / "r.html")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]


def test_further_pages_lie_beside_it_and_those_of_before_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / "r-details"
    beside.mkdir()
    for name, content in (("old.html", writing.OURS), ("mine.html", b"mine"), ("mine.txt", writing.OURS)):
        (beside / name).write_bytes(content)
    told: list[Report] = []

    def further(one: Report) -> Iterator[tuple[str, bytes]]:
        told.append(one)
        yield "new.html", b"new"

    monkeypatch.setitem(FURTHER, "html", further)
    write_report("html", report(), tmp_path / "r.html")
    assert sorted(path.name for path in beside.iterdir()) == ["mine.html", "mine.txt", "new.html"]
    assert msgspec.to_builtins(told[0].paged) == {"page": "r.html", "folder": "r-details"}


def test_other_forms_are_one_file(tmp_path: Path) -> None:
    write_report("text", report(), tmp_path / "r.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["r.txt"]
