"""A buyer signs a waiver, and it stands beside the verdict of a bundle that it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bundled import KEY, bundle_in
from cli.conftest import Said

from harness.certificate.keys import public_pem
from harness.evidence import Product

Call = Callable[..., Said]
SAID = ("--profile", "incident-transfer", "--product", "Notekeeper", "--supplier", "Acme Ltd")
WHY = ("--product-version", "4.2", "--owner", "A. Officer", "--reason", "not used here", "--expires", "2026-12-31")
DAY = "2026-08-20"
NEXT = Product(name="Notekeeper", version="4.3", supplier="Acme Ltd")


def test_a_waiver_is_signed_and_stands(hallmark: Call, tmp_path: Path) -> None:
    hallmark("keygen", "--out", tmp_path)
    waiver, bundle = tmp_path / "waiver.json", bundle_in(tmp_path)
    said = hallmark("waive", "IT-041", *SAID, *WHY, "--key", tmp_path / "signing.pem", "--out", waiver)
    assert said.code == 0, said.err
    (tmp_path / "supplier.pem").write_bytes(public_pem(KEY.public_key()))
    trust = ("--trust", tmp_path / "supplier.pem", "--trust", f"buyer={tmp_path / 'signing.pub.pem'}")
    told = hallmark("verify", bundle, *trust, "--accept", waiver, "--as-of", "2026-08-20", "--json")
    (standing,) = json.loads(told.out)["waivers"]
    assert (told.code, standing["state"], standing["outcome"]) == (0, "counts", "inconclusive")
    other = hallmark("verify", bundle_in(tmp_path / "next", product=NEXT), *trust, "--accept", waiver, "--as-of", DAY)
    assert (other.code, "was not applied: it is for 4.2, and this is 4.3" in other.out) == (0, True)
    stranger = hallmark("verify", bundle, *trust[:2], "--accept", waiver, "--as-of", "2026-08-20")
    assert (stranger.code, "--trust buyer=KEY" in stranger.out) == (2, True)


def test_there_must_be_such_a_requirement(hallmark: Call, tmp_path: Path) -> None:
    hallmark("keygen", "--out", tmp_path)
    said = hallmark("waive", "IT-999", *SAID, *WHY, "--key", tmp_path / "signing.pem", "--out", tmp_path / "w")
    assert (said.code, "IT-999" in said.err, (tmp_path / "w").exists()) == (3, True, False)
