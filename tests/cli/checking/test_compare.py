"""Bundles are compared in one call: what is verified enters, and the same bundles give the same files."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import KEY, PROFILE, bundle_in, profile
from cli.conftest import Said
from stamping import authority

from harness.certificate.covering import new_identity
from harness.certificate.keys import key_id, new_key, public_pem
from harness.certificate.volumes import LEAST, split
from harness.rules import RULEBOOK

Call = Callable[..., Said]
OTHER = new_key("ecdsa-p256")
FILES = ("comparison.csv", "comparison.html", "comparison.json", "comparison.xlsx", "product-1.html", "product-2.html")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two genuine bundles, one that was altered, keys and a tender."""
    folder = tmp_path_factory.mktemp("tender")
    (folder / "trusted").mkdir()
    for name, key in (("acme", KEY), ("bolt", OTHER)):
        (folder / name).mkdir()
        bundle_in(folder / name, key=key, seed=7 if name == "bolt" else 1).rename(folder / f"{name}.zip")
        (folder / "trusted" / f"{name}.pem").write_bytes(public_pem(key.public_key()))
    for name, key in (("dale", KEY), ("evan", OTHER)):
        bundle_in(folder / "more" / name, key=key, shown=("IT-015",)).rename(folder / f"{name}.zip")
    (folder / "cord.zip").write_bytes((folder / "acme.zip").read_bytes()[:-1] + b"x")
    (folder / "tender.yaml").write_text(
        f"""\
title: Control rooms
deadline: '2026-08-20'
profile: {PROFILE}
profile_digest: {profile().profile.digest}
rulebook: {RULEBOOK}
weights: {{transfer-core: 60, lifecycle: 40}}
suppliers:
  - {{name: Bolt plc, keys: [{key_id(OTHER.public_key())}]}}
  - {{name: Acme, keys: [{key_id(KEY.public_key())}]}}
""",
        encoding="utf-8",
    )
    return folder


def called(case: Path, out: Path, hallmark: Call, *names: str, **more: str) -> Said:
    extra = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", value)]
    files = [case / f"{name}.zip" for name in names]
    trust = ("--tender", case / "tender.yaml", "--trust", case / "trusted")
    return hallmark("compare", *files, *trust, "--out", out, *extra)


def test_what_is_verified_enters_and_the_rest_is_listed(
    case: Path, tmp_path: Path, hallmark: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", None)
    said = called(case, tmp_path / "a", hallmark, "acme", "bolt", "cord")
    assert said.code == 0
    assert re.search(r"1\. Acme, Notekeeper 4\.2: \d", said.out)
    assert "left out: cord.zip: Refuted: This is not a bundle as Hallmark writes it" in said.out
    assert said.err.startswith("tender sha256:")
    assert tuple(sorted(p.name for p in (tmp_path / "a").iterdir())) == FILES
    told = json.loads((tmp_path / "a" / "comparison.json").read_bytes())
    assert [(p["supplier"], p["seed"]) for p in told["products"]] == [("Acme", 1), ("Bolt plc", 7)]
    page = (tmp_path / "a" / "product-1.html").read_text(encoding="utf-8")
    for target in re.findall(
        r'href="product-1\.html#([^"]+)"', (tmp_path / "a" / "comparison.html").read_text("utf-8")
    ):
        assert f'id="{target}"' in page

    called(case, tmp_path / "b", hallmark, "cord", "bolt", "acme")
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_tender_that_was_not_published_opens_nothing(case: Path, tmp_path: Path, hallmark: Call) -> None:
    said = called(case, tmp_path / "a", hallmark, "acme", tender_digest="sha256:" + "0" * 64)
    assert said.code == 3
    assert "no bundle was opened" in said.err
    assert not (tmp_path / "a").exists()


def test_where_nothing_enters_the_exit_code_says_so(case: Path, tmp_path: Path, hallmark: Call) -> None:
    said = called(case, tmp_path / "a", hallmark, "cord")
    assert said.code == 2
    assert json.loads((tmp_path / "a" / "comparison.json").read_bytes())["products"] == []


def test_volumes_and_covered_bundles_enter_as_what_they_are_of(case: Path, tmp_path: Path, hallmark: Call) -> None:
    place = tmp_path / "in"
    place.mkdir()
    whole = place / "acme.zip"
    whole.write_bytes((case / "acme.zip").read_bytes())
    first, *_ = split(whole, LEAST)
    private, public = new_identity()
    (tmp_path / "buyer.txt").write_text(private, encoding="utf-8")
    covered = tmp_path / "covered.zip"
    hallmark("encrypt", whole, "--to", public.removeprefix("# public key: "), "--out", covered)
    terms = ("--tender", case / "tender.yaml", "--trust", case / "trusted", "--json")
    said = hallmark("compare", first, covered, *terms, "--identity", tmp_path / "buyer.txt", "--out", tmp_path / "a")
    told = json.loads(said.out)
    assert (said.code, len(told["products"]), told["left"]) == (0, 1, [])
    first.with_name(first.name.replace("-1of", "-2of")).unlink()
    said = hallmark("compare", first, whole, *terms, "--out", tmp_path / "b")
    told = json.loads(said.out)
    assert [(one["file"], one["answer"]) for one in told["left"]] == [(first.name, "not_comparable")]


def test_copied_evidence_is_asked_about(tmp_path: Path, case: Path, hallmark: Call) -> None:
    said = called(case, tmp_path / "a", hallmark, "dale", "evan")
    assert "ask about 1: " in said.out
    assert "of product 2 (Bolt plc), down to the microseconds that they took" in said.out
    told = json.loads((tmp_path / "a" / "comparison.json").read_bytes())
    assert {note["code"] for note in told["products"][0]["notes"]} >= {"alike-to-the-time"}


def test_errata_of_a_trusted_publisher_count(tmp_path: Path, case: Path, hallmark: Call) -> None:
    hallmark("keygen", "--out", tmp_path)
    found, out = tmp_path / "found.yaml", tmp_path / "errata.json"
    found.write_text("incident-transfer@1.0 IT-022: it read the clause wrongly\n", encoding="utf-8")
    hallmark("errata", found, "--publisher", "Example", "--key", tmp_path / "signing.pem", "--out", out)
    assert called(case, tmp_path / "a", hallmark, "acme", errata=str(out)).code == 3, "nobody trusts the publisher"
    trust = f"publisher={tmp_path / 'signing.pub.pem'}"
    said = called(case, tmp_path / "a", hallmark, "acme", errata=str(out), trust=trust)
    assert (said.code, "it read the clause wrongly" in said.out) == (2, True)


def test_stamps_are_held_against_the_authorities_that_are_named(tmp_path: Path, case: Path, hallmark: Call) -> None:
    place, ours = tmp_path / "in", authority(tmp_path / "tsa")
    place.mkdir()
    stamped, query, answer = place / "acme.zip", tmp_path / "q", tmp_path / "r"
    stamped.write_bytes((case / "acme.zip").read_bytes())
    hallmark("timestamp", stamped, "--query", query)
    answer.write_bytes(ours.answer(query.read_bytes()))
    hallmark("timestamp", stamped, "--response", answer)
    pem = tmp_path / "tsa.pem"
    pem.write_bytes(ours.pem)
    terms = (stamped, "--tender", case / "tender.yaml", "--trust", case / "trusted", "--out", tmp_path / "a")
    assert hallmark("compare", *terms).code == 0
    said = hallmark("compare", *terms, "--tsa", pem)
    assert (said.code, "after the day of this check" in said.out) == (2, True), "it came after the deadline"
