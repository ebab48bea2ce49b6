"""Characters that turn text round are found, by line; those that write other languages are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.authoring.texts import turned


@pytest.mark.parametrize("character", [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_each_is_found_by_its_line(character: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(f"id: a\ntitle: x{character}y{character}\n", encoding="utf-8")
    ((message, where),) = turned(path)
    assert f"U+{ord(character):04X} (" in message
    assert character not in message
    assert where == f"{path}:2"


def test_other_scripts_and_marks_are_text(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("title: Llanfair ŵ, \u05d0\u05d1, \u0627\u200f, \u200e\n", encoding="utf-8")
    assert list(turned(path)) == []


def test_what_is_no_text_has_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    assert list(turned(tmp_path / "a")) == []
    assert list(turned(tmp_path / "none")) == []
