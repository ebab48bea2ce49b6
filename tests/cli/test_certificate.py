"""Only a confirmed bundle gets its certificate on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from bundled import KEY, bundle_in
from cli.conftest import Said
from papers import Paper

from harness.certificate.keys import public_pem

Call = Callable[..., Said]


def test_a_confirmed_bundle_is_set_on_paper_and_no_other(tmp_path: Path, hallmark: Call) -> None:
    bundle, key, out = bundle_in(tmp_path), tmp_path / "acme.pem", tmp_path / "certificate.pdf"
    key.write_bytes(public_pem(KEY.public_key()))
    assert hallmark("certificate", bundle, "--trust", key, "--as-of", "2026-08-20", "--out", out).code == 0
    first = out.read_bytes()
    paper = Paper(first)
    assert hashlib.sha256(bundle.read_bytes()).hexdigest() in paper.text
    assert "Notekeeper 4.2" in paper.text
    hallmark("certificate", bundle, "--trust", key, "--as-of", "2026-08-25", "--out", out)
    assert out.read_bytes() == first

    out.unlink()
    said = hallmark("certificate", bundle, "--as-of", "2026-08-20", "--out", out)
    assert (said.code, out.exists(), "is not confirmed" in said.err) == (2, False, True)
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert hallmark("certificate", bundle, "--trust", key, "--as-of", "2026-08-20", "--out", out).code == 1
