"""A dispute is written, plain or signed; the outcome stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bundled import run_in
from cli.conftest import Said

from harness.certificate import envelope

Call = Callable[..., Said]
SAID = ("--reason", "the clause reads otherwise", "--by", "A. Officer")


def test_a_dispute_is_written(hallmark: Call, tmp_path: Path) -> None:
    run, out = run_in(tmp_path / "run"), tmp_path / "dispute.json"
    said = hallmark("dispute", run, "IT-022", *SAID, "--out", out)
    assert (said.code, "its outcome stays conforms" in said.out) == (0, True)
    assert json.loads(out.read_bytes())["requirement"] == "IT-022"
    hallmark("keygen", "--out", tmp_path)
    hallmark("dispute", run, "IT-022", *SAID, "--out", out, "--key", tmp_path / "signing.pem")
    payload, signatures = envelope.open_(out.read_bytes())
    assert json.loads(payload)["predicate"]["by"] == "A. Officer"
    assert len(signatures) == 1


def test_a_dispute_stands_beside_the_outcome(hallmark: Call, tmp_path: Path) -> None:
    run, out = run_in(tmp_path / "run"), tmp_path / "dispute.json"
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem")
    for more in ((), key):
        hallmark("dispute", run, "IT-041", *SAID, "--out", out, *more)
        assert hallmark("certify", run, *key, "--issuer", "Example Ltd", "--dispute", out).code == 0
        said = hallmark("verify", run / "bundle.zip", "--allow-unknown-signer", "--as-of", "2026-12-01")
        assert "IT-041 of incident-transfer@1.0: Inconclusive. Disputed by A. Officer: the clause reads" in said.out
    other = run_in(tmp_path / "other", run="20260801-0900-beef")
    refused = hallmark("certify", other, *key, "--issuer", "Example Ltd", "--dispute", out)
    assert (refused.code, "of another run" in refused.err) == (3, True)
    out.write_text("{}", encoding="utf-8")
    assert "no dispute" in hallmark("certify", run, *key, "--issuer", "Example Ltd", "--dispute", out).err


def test_what_was_not_judged_is_said(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("dispute", run_in(tmp_path / "run"), "IT-999", *SAID, "--out", tmp_path / "x")
    assert (said.code, (tmp_path / "x").exists()) == (3, False)
