"""A report shows the waivers of a buyer who is trusted, each as it stands, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bundled import PROFILE, judged, profile, run_in
from cli.conftest import Said

from harness.certificate.keys import new_key, public_pem
from harness.certificate.waiver import Waiver, signed
from harness.cli.checking.accepting import accepted
from harness.errors import DeclarationError
from harness.evidence import Product

Call = Callable[..., Said]
NEXT = Product(name="Notekeeper", version="4.3", supplier="Acme Ltd")
BUYER = new_key("ed25519")


def waiver(folder: Path, requirement: str = "IT-041", expires: str = "2027-01-31") -> Path:
    told = Waiver(
        requirement=requirement,
        profile=PROFILE,
        profile_digest=profile().profile.digest,
        product="Notekeeper",
        product_version="4.2",
        supplier="Acme Ltd",
        owner="Example Police",
        reason="Until spring",
        expires=expires,
    )
    path = folder / f"{requirement}.waiver.json"
    path.write_bytes(signed(told, BUYER))
    (folder / "buyer.pem").write_bytes(public_pem(BUYER.public_key()))
    return path


def test_each_waiver_stands_as_it_is_on_the_day(tmp_path: Path) -> None:
    told, trusted = judged(tmp_path / "run"), (f"buyer={tmp_path / 'buyer.pem'}",)
    files = (waiver(tmp_path), waiver(tmp_path, "IT-022"))
    states = {a.requirement: a.state for a in accepted(told, files, trusted, date(2027, 1, 1))}
    assert states == {"IT-041": "counts", "IT-022": "not_needed"}
    (late,) = accepted(told, files[:1], trusted, date(2027, 2, 1))
    assert (late.state, late.owner, late.reason, late.expires) == (
        *("stale", "Example Police"),
        *("Until spring", "2027-01-31"),
    )


def test_one_that_no_trusted_buyer_signed_is_not_shown(tmp_path: Path) -> None:
    file, told = waiver(tmp_path), judged(tmp_path / "run")
    for trusted in ((), (str(tmp_path / "buyer.pem"),), (f"supplier={tmp_path / 'buyer.pem'}",)):
        with pytest.raises(DeclarationError, match="not signed by a buyer"):
            accepted(told, (file,), trusted, date(2027, 1, 1))


def test_the_page_has_it_beside_an_unchanged_result(tmp_path: Path, hallmark: Call) -> None:
    run, file = run_in(tmp_path / "run"), waiver(tmp_path)
    trust = ("--accept", file, "--trust", f"buyer={tmp_path / 'buyer.pem'}", "--as-of", "2027-01-01")
    page = hallmark("report", run, "--format", "html", *trust).out
    assert "Example Police" in page
    assert "2027-01-31<br>accepted" in page
    other = hallmark("report", run_in(tmp_path / "next", product=NEXT), "--format", "html", *trust)
    assert ("Example Police" in other.out, "was not applied: it is for 4.2" in other.err) == (False, True)
    plain = hallmark("report", run, "--format", "json").out
    assert hallmark("report", run, "--format", "json", *trust).out == plain
