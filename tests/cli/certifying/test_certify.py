"""A bundle is issued whole or not at all, and says nothing of the machine it was made on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bundled import run_in
from cli.conftest import Said

from harness.certificate.zipform import content, members_of

Call = Callable[..., Said]


def test_a_run_is_certified(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    hallmark("keygen", "--out", tmp_path)
    said = hallmark("certify", run, "--key", tmp_path / "signing.pem", "--issuer", "Example Ltd", "--json")
    assert (said.code, json.loads(said.out)["verdict"]) == (0, "inconclusive")
    members = members_of(run / "bundle.zip")
    assert {m.name for m in members} >= {"reports/report.html", "reports/report.txt", "reports/result.json"}
    assert not any(str(tmp_path).encode() in b"".join(content(run / "bundle.zip", m)) for m in members)


def test_a_refusal_names_its_rule_and_leaves_nothing(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", footer=False)
    hallmark("keygen", "--out", tmp_path)
    said = hallmark("certify", run, "--key", tmp_path / "signing.pem", "--issuer", "Example Ltd")
    assert said.code == 3
    assert "rule no-footer" in said.err
    assert not list(run.glob("bundle*"))


def test_somebody_issues_it_and_for_a_time(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    hallmark("keygen", "--out", tmp_path)
    for issuer, days in ((" ", "90"), ("Example Ltd", "-5"), ("Example Ltd", "999999999")):
        said = hallmark("certify", run, "--key", tmp_path / "signing.pem", "--issuer", issuer, "--days", days)
        assert (said.code, "--issuer" in said.err or "--days" in said.err) == (3, True), said.err
    assert not list(run.glob("bundle*"))


def test_a_key_that_is_none_is_said(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    (tmp_path / "key.pem").write_bytes(b"nothing")
    said = hallmark("certify", run, "--key", tmp_path / "key.pem", "--issuer", "Example Ltd")
    assert (said.code, "key.pem" in said.err) == (3, True)


def test_what_is_not_for_publication_lies_apart(hallmark: Call, tmp_path: Path) -> None:
    run, part = run_in(tmp_path / "run"), tmp_path / "part.zip"
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd")
    annex = ("--marking", "OFFICIAL-SENSITIVE", "--foi-contact", "foi@force.police.uk", "--review", "2027-03-31")
    assert hallmark("certify", run, *key, *annex).code == 0
    bundle = run / "bundle.zip"
    assert "restricted/annex.json" in {m.name for m in members_of(bundle)}
    day = ("--allow-unknown-signer", "--as-of", "2026-12-01")
    assert "3. Every part is the one that was signed: Confirmed" in hallmark("verify", bundle, *day).out
    assert hallmark("disclose", bundle, "--withhold", "IT-022", "--out", part).code == 0
    assert "restricted/annex.json" not in {m.name for m in members_of(part)}
    assert "3. Every part is the one that was signed: Confirmed" in hallmark("verify", part, *day).out
