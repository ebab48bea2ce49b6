"""Only a confirmed bundle gets its certificate on paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from bundled import KEY, bundle_in
from cli.conftest import Said
from papers import Paper

from harness.canonical import canonical
from harness.certificate.covering import new_identity
from harness.certificate.issue import CERTIFICATE
from harness.certificate.keys import key_id, public_pem
from harness.certificate.volumes import LEAST, split
from harness.certificate.zipform import members_of, rewrite

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
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"x")
    assert hallmark("certificate", bundle, "--trust", key, "--as-of", "2026-08-20", "--out", out).code == 1


def test_volumes_and_covered_bundles_give_the_paper_of_what_they_are_of(tmp_path: Path, hallmark: Call) -> None:
    bundle, key, out = bundle_in(tmp_path), tmp_path / "acme.pem", tmp_path / "certificate.pdf"
    key.write_bytes(public_pem(KEY.public_key()))
    terms = ("--trust", key, "--as-of", "2026-08-20", "--out", out)
    assert hallmark("certificate", bundle, *terms).code == 0
    expected = out.read_bytes()
    *_, last = split(bundle, LEAST)
    assert hallmark("certificate", last, *terms).code == 0
    assert out.read_bytes() == expected
    private, public = new_identity()
    (tmp_path / "buyer.txt").write_text(private, encoding="utf-8")
    (tmp_path / "covered").mkdir()
    covered = tmp_path / "covered" / "bundle.zip"
    hallmark("encrypt", bundle, "--to", public, "--out", covered)
    assert hallmark("certificate", covered, *terms).code == 2
    assert hallmark("certificate", covered, *terms, "--identity", tmp_path / "buyer.txt").code == 0
    assert out.read_bytes() == expected


def test_no_signature_is_named_that_nobody_checked(tmp_path: Path, hallmark: Call) -> None:
    bundle, key, out = bundle_in(tmp_path), tmp_path / "acme.pem", tmp_path / "certificate.pdf"
    key.write_bytes(public_pem(KEY.public_key()))
    forged = tmp_path / "forged.zip"
    with forged.open("wb") as target:
        rewrite(target, bundle, {m.name: m for m in members_of(bundle)}, {CERTIFICATE: _with_the_name_of_a_force})
    assert hallmark("certificate", forged, "--trust", key, "--as-of", "2026-08-20", "--out", out).code == 0
    text = Paper(out.read_bytes()).text
    assert (key_id(KEY.public_key()) in text, "f" * 64 in text) == (True, False)
    hallmark("certificate", forged, "--allow-unknown-signer", "--as-of", "2026-08-20", "--out", out)
    assert "nobody checked this signature" in Paper(out.read_bytes()).text


def _with_the_name_of_a_force(data: bytes) -> bytes:
    found = json.loads(data)
    found["signatures"].append({"keyid": "f" * 64, "sig": "AAAA"})
    return canonical(found)
