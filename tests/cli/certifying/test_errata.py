"""A publisher signs errata, and a certificate that rests on them is not accepted any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bundled import bundle_in
from cli.conftest import Said

Call = Callable[..., Said]


def test_what_rests_on_errata_is_not_accepted(hallmark: Call, tmp_path: Path) -> None:
    bundle, found, out = bundle_in(tmp_path), tmp_path / "found.yaml", tmp_path / "errata.json"
    hallmark("keygen", "--out", tmp_path)
    found.write_text("incident-transfer@1.0 IT-022: it read the clause wrongly\n", encoding="utf-8")
    key = ("--publisher", "Example", "--key", tmp_path / "signing.pem")
    assert hallmark("errata", found, *key, "--out", out).code == 0
    asked = ("verify", bundle, "--allow-unknown-signer", "--as-of", "2026-08-20")
    assert hallmark(*asked).code == 0
    trust = ("--trust", f"publisher={tmp_path / 'signing.pub.pem'}")
    said = hallmark(*asked, *trust, "--errata", out)
    assert (said.code, "it read the clause wrongly" in said.out) == (2, True)
    assert hallmark(*asked, "--errata", out).code == 3, "by nobody who is trusted"
    found.write_text("- a list\n", encoding="utf-8")
    assert hallmark("errata", found, *key, "--out", out).code == 3
