"""A disclosure is made in one call, says what is withheld, and is never a whole bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bundled import bundle_in
from cli.conftest import Said

Call = Callable[..., Said]


def test_a_disclosure_is_made_and_checked(hallmark: Call, tmp_path: Path) -> None:
    bundle, out = bundle_in(tmp_path), tmp_path / "part.zip"
    said = hallmark("disclose", bundle, "--withhold", "IT-022", "--out", out)
    assert (said.code, "IT-022" in said.out) == (0, True)
    checked = hallmark("verify", out, "--allow-unknown-signer", "--as-of", "2026-08-20")
    assert (checked.code, checked.out.splitlines()[0]) == (2, f"Confirmed in part: {out}")
    assert "judged again" in checked.out
    again = hallmark("disclose", out, "--withhold", "IT-041", "--out", tmp_path / "less.zip")
    assert again.code == 3, "of a part no part is made"


def test_what_is_not_there_is_said(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("disclose", bundle_in(tmp_path), "--withhold", "nothing", "--out", tmp_path / "x.zip")
    assert (said.code, (tmp_path / "x.zip").exists()) == (3, False)
