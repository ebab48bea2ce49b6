"""A person is told how the product reaches its partner, and where the secret lies: never the secret."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import msgspec
import pytest
from gather.calling.test_stimuli import BRIEF

from harness.gather.calling.person import SECRET, introduce, write_secret


def told(folder: Path | None, **changes: str) -> str:
    """Return what a person is told."""
    asked: list[str] = []
    introduce(msgspec.structs.replace(BRIEF, **changes), lambda text: asked.append(text) or "", folder)  # type: ignore[func-returns-value]
    (text,) = asked
    return text


def test_all_that_a_product_must_know_is_said_but_for_the_secret(tmp_path: Path) -> None:
    text = told(tmp_path, ca="/run/ca.pem")
    for part in (BRIEF.partner_url, BRIEF.token_url, BRIEF.client_id, "/run/ca.pem", str(tmp_path / SECRET)):
        assert part in text
    assert BRIEF.client_secret not in text
    assert (tmp_path / SECRET).read_text(encoding="utf-8") == BRIEF.client_secret
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600


def test_a_secret_of_the_run_file_is_written_nowhere(tmp_path: Path) -> None:
    text = told(None)
    assert "partners.client_secret of the run file" in text
    assert "trust" not in text
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    write_secret(tmp_path / SECRET, "one")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / SECRET, "two")
