"""A bundle that was covered for a buyer is checked by the buyer's key, and not accepted without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bundled import bundle_in
from cli.conftest import Said

Call = Callable[..., Said]
ON = ("--allow-unknown-signer", "--as-of", "2026-08-20")


def test_a_buyer_reads_it(hallmark: Call, tmp_path: Path) -> None:
    hallmark("keygen", "--kind", "age", "--out", tmp_path / "buyer")
    key = (tmp_path / "buyer" / "encryption.pub.txt").read_text(encoding="utf-8").strip()
    bundle, out = bundle_in(tmp_path), tmp_path / "covered.zip"
    assert hallmark("encrypt", bundle, "--to", key, "--out", out).code == 0
    blind = hallmark("verify", out, *ON)
    assert (blind.code, "Give yours by --identity" in blind.out) == (2, True)
    read = hallmark("verify", out, *ON, "--identity", tmp_path / "buyer" / "encryption.txt")
    assert read.code == 0, read.out
    hallmark("keygen", "--kind", "age", "--out", tmp_path / "other")
    assert hallmark("verify", out, *ON, "--identity", tmp_path / "other" / "encryption.txt").code == 3
