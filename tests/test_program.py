"""A copy of Hallmark is named by its version and by what it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import __version__, program


def test_the_name_is_the_version_and_a_digest() -> None:
    version, _, digest = program.program().partition("+")
    assert (version, len(digest)) == (__version__, 16)


def test_what_reports_are_made_by_is_in_it() -> None:
    names = [name for name, _ in program._files()]
    assert len(names) == len(set(names))
    assert {"harness/render/page.py", "reports/locales/en.yaml", "reports/templates/report.css"} <= set(names)
    assert "profiles/incident-transfer/1.0/procurement.yaml" in names


def test_another_text_is_another_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = program.program()
    other = tmp_path / "other.py"
    other.write_text("x = 1\n", encoding="utf-8")
    files = (*program._files(), ("harness/other.py", other))
    monkeypatch.setattr(program, "_files", lambda: files)
    assert program.program.__wrapped__() != before
