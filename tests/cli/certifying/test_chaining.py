"""A bundle that names its predecessor shows what got worse; one that does not is said to break the chain."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bundled import KEY, bundle_in, run_in
from cli.conftest import Said

from harness.certificate.keys import new_key, public_pem
from harness.certificate.volumes import LEAST, split
from harness.cli.certifying.chaining import digest_of
from harness.evidence import Product

Call = Callable[..., Said]
ON = ("--allow-unknown-signer", "--json")
OLD = Product(name="Notekeeper", version="4.1", supplier="Acme Ltd")


def test_a_chain_is_followed(hallmark: Call, tmp_path: Path) -> None:
    older = bundle_in(tmp_path / "old", product=OLD)
    hallmark("keygen", "--out", tmp_path)
    run = run_in(tmp_path / "new", shown=("IT-022",))
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd", "--predecessor", older)
    assert hallmark("certify", run, *key).code == 0
    (tmp_path / "policy.yaml").write_text("fresh_days: 100000\n", encoding="utf-8")
    asked = ("verify", run / "bundle.zip", "--policy", tmp_path / "policy.yaml")
    said = hallmark(*asked, *ON, "--chain", older)
    (link,) = json.loads(said.out)["chain"]
    assert (said.code, link["follows"], link["older"], link["gone"]) == (0, True, "4.1", ["IT-041"])
    first, *_ = split(older, LEAST)
    assert json.loads(hallmark(*asked, *ON, "--chain", first).out)["chain"] == [link]
    assert digest_of(first) == digest_of(older)
    text = hallmark("verify", run / "bundle.zip", "--allow-unknown-signer", "--chain", older).out
    assert "From 4.1 to 4.2: 0 worse, 0 better." in text
    stranger = bundle_in(tmp_path / "stranger", seed=5)
    said = hallmark(*asked, *ON, "--chain", stranger)
    assert (said.code, json.loads(said.out)["chain"][0]["follows"]) == (2, False)


def test_a_predecessor_by_nobody_who_is_trusted_tells_nothing(hallmark: Call, tmp_path: Path) -> None:
    older = bundle_in(tmp_path / "old", product=OLD, key=new_key("ed25519"))
    newer = bundle_in(tmp_path / "new")
    trusted = tmp_path / "acme.pem"
    trusted.write_bytes(public_pem(KEY.public_key()))
    said = hallmark("verify", newer, "--trust", trusted, "--as-of", "2026-08-20", "--chain", older)
    assert (said.code, "nothing can be told of this step" in said.err) == (3, True)


def test_a_predecessor_that_was_altered_is_said(hallmark: Call, tmp_path: Path) -> None:
    bundle = bundle_in(tmp_path)
    altered = tmp_path / "altered.zip"
    altered.write_bytes(bundle.read_bytes()[:-1] + b"x")
    said = hallmark("verify", bundle, "--allow-unknown-signer", "--chain", altered)
    assert (said.code, "nothing can be told of this step" in said.err) == (3, True)


def test_a_disclosure_is_held_against_no_predecessor(hallmark: Call, tmp_path: Path) -> None:
    """What it withholds would seem to have got worse, or to be gone."""
    older, newer, shown = bundle_in(tmp_path / "old", product=OLD), bundle_in(tmp_path / "new"), tmp_path / "shown.zip"
    assert hallmark("disclose", newer, "--withhold", "IT-022", "--out", shown).code == 0
    said = hallmark("verify", shown, "--allow-unknown-signer", "--chain", older)
    assert (said.code, "a disclosure is held against no predecessor" in said.err) == (3, True)


def test_what_an_altered_bundle_says_of_its_predecessor_is_not_followed(hallmark: Call, tmp_path: Path) -> None:
    older, newer = bundle_in(tmp_path / "old", product=OLD), bundle_in(tmp_path / "new")
    altered = tmp_path / "altered.zip"
    altered.write_bytes(newer.read_bytes()[:-1] + b"x")
    said = hallmark("verify", altered, *ON, "--chain", older)
    found = json.loads(said.out)
    assert (said.code, found["answer"], found["chain"]) == (1, "refuted", [])
