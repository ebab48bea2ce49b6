"""A witness signs what a supplier's bundle says; without that signature nobody independent watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from bundled import KEY, TERMS, bundle_in
from cli.conftest import Said

from harness.certificate.keys import public_pem

Call = Callable[..., Said]
ON = ("--as-of", "2026-08-20")


def test_a_witness_countersigns(hallmark: Call, tmp_path: Path) -> None:
    bundle = bundle_in(tmp_path, terms=msgspec.structs.replace(TERMS, witness="laboratory"))
    (tmp_path / "supplier.pem").write_bytes(public_pem(KEY.public_key()))
    hallmark("keygen", "--out", tmp_path / "lab")
    trust = ("--trust", tmp_path / "supplier.pem", "--trust", f"laboratory={tmp_path / 'lab' / 'signing.pub.pem'}")
    alone = hallmark("verify", bundle, *trust, *ON)
    assert alone.code == 2
    assert "no key that you trust for that role signed it" in alone.out
    assert "nobody independent watched" in alone.out
    both = tmp_path / "both.zip"
    assert hallmark("countersign", bundle, "--key", tmp_path / "lab" / "signing.pem", "--out", both).code == 0
    said = hallmark("verify", both, *trust, *ON)
    assert said.code == 0, said.out
    assert said.out.splitlines()[1] == ("File intact; gathered by Example Ltd, a test laboratory watched, and signed")
    assert hallmark("verify", both, *trust[:2], *ON).code == 2, "the laboratory's key is not trusted"
