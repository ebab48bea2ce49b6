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


def test_what_was_not_judged_is_said(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("dispute", run_in(tmp_path / "run"), "IT-999", *SAID, "--out", tmp_path / "x")
    assert (said.code, (tmp_path / "x").exists()) == (3, False)
