"""Only a bundle that is verified and comparable enters; every other one stays out for its own reason."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundled import KEY, PROFILE, SHOWN, TERMS, bundle_in, judged, profile

from harness.canonical import canonical
from harness.certificate.covering import cover, new_identity, recipient
from harness.certificate.issue import SIGNED
from harness.certificate.keys import PrivateKey, PublicKey, key_id, new_key
from harness.certificate.zipform import members_of, rewrite, write
from harness.compare.column import Column, Left
from harness.compare.entering import enter, under
from harness.compare.tender import Supplier, Tender, Watcher
from harness.contract import EMPTY
from harness.evidence import Product
from harness.judgement import Judged
from harness.loading import load_bundle
from harness.rules import RULEBOOK
from harness.verdict import Because, Outcome

STRANGER = new_key("ed25519")


def named(key: PrivateKey) -> str:
    return key_id(key.public_key())


def keys(*given: PrivateKey) -> dict[str, PublicKey]:
    return {named(key): key.public_key() for key in given or (KEY,)}


def tender(**changes: Any) -> Tender:
    values: dict[str, Any] = {
        "title": "Control rooms",
        "deadline": "2026-08-20",
        "profile": PROFILE,
        "profile_digest": profile().profile.digest,
        "rulebook": RULEBOOK,
        "weights": {"transfer-core": 1.0},
        "suppliers": (Supplier(name="Acme Ltd", keys=(named(KEY),)),),
    }
    return Tender(**(values | changes))


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("genuine"))


def entered(path: Path, tmp_path: Path, asked: Tender | None = None, *given: PrivateKey) -> Column | Left:
    return enter(path, asked or tender(), keys(*given), profile(), tmp_path)


def codes(found: Column | Left) -> set[str]:
    assert isinstance(found, Left)
    return {because.code for because in found.because}


def test_a_verified_bundle_enters_with_its_facts(genuine: Path, tmp_path: Path) -> None:
    found = entered(genuine, tmp_path)
    assert isinstance(found, Column)
    assert (found.supplier, found.key, found.file) == ("Acme Ltd", named(KEY), "bundle.zip")
    assert (found.age, found.again, found.issued) == (19, False, TERMS.issued)
    assert {f.requirement for f in found.judged.verdict.findings} == set(SHOWN)


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"deadline": "2026-11-20"}, "expired"),
        ({"deadline": "2026-08-01"}, "not-yet"),
        ({"fresh_days": 3}, "stale"),
        ({"watched_by": ("laboratory",)}, "witness-not-accepted"),
        ({"suppliers": (Supplier(name="Bolt", keys=("b" * 64,)),)}, "signer-unknown"),
    ],
)
def test_what_the_terms_do_not_take_stays_out(
    changes: dict[str, Any], code: str, genuine: Path, tmp_path: Path
) -> None:
    found = entered(genuine, tmp_path, tender(**changes))
    assert isinstance(found, Left)
    assert found.answer == "not_accepted"
    assert code in codes(found)


def test_an_altered_bundle_is_refuted_whatever_else(genuine: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(genuine.read_bytes()[:-1] + b"x")
    found = entered(broken, tmp_path)
    assert isinstance(found, Left)
    assert (found.file, found.answer, codes(found)) == ("broken.zip", "refuted", {"not-canonical"})


def test_what_is_covered_and_was_not_opened_is_not_called_altered(genuine: Path, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    covered = tmp_path / "covered.zip"
    with covered.open("wb") as target:
        members = {member.name: member for member in members_of(genuine)}
        write(target, cover(genuine, members, (recipient(new_identity()[1]),), tmp_path / "parts"))
    found = entered(covered, tmp_path)
    assert isinstance(found, Left)
    assert (found.answer, codes(found)) == ("not_accepted", {"covered"})


def test_nobody_enters_the_product_of_another_supplier(genuine: Path, tmp_path: Path) -> None:
    both = (Supplier(name="Bolt", keys=(named(KEY),)), Supplier(name="ACME LTD", keys=("b" * 64,)))
    assert codes(entered(genuine, tmp_path, tender(suppliers=both))) == {"another-suppliers-product"}


def test_a_signature_that_nobody_can_check_makes_nobody_a_supplier(tmp_path: Path) -> None:
    path = bundle_in(tmp_path, key=STRANGER)
    acme = named(KEY)
    members = {member.name: member for member in members_of(path)}
    forged = tmp_path / "forged.zip"

    def with_acmes(data: bytes) -> bytes:
        found = msgspec.json.decode(data)
        found["signatures"] = sorted([*found["signatures"], {"keyid": acme, "sig": "AAAA"}], key=lambda s: s["keyid"])
        return canonical(found)

    with forged.open("wb") as target:
        rewrite(target, path, members, dict.fromkeys(SIGNED, with_acmes))
    both = (Supplier(name="Bolt", keys=(named(STRANGER),)), Supplier(name="Acme Ltd", keys=(acme,)))
    assert codes(entered(forged, tmp_path, tender(suppliers=both), STRANGER)) == {"another-suppliers-product"}


def test_whoever_watched_may_sign_for_the_supplier_that_is_named(tmp_path: Path) -> None:
    terms = msgspec.structs.replace(TERMS, witness="laboratory")
    path = bundle_in(tmp_path, key=STRANGER, terms=terms)
    lab = (Watcher(name="Lab", role="laboratory", keys=(named(STRANGER),)),)
    for name, ok in (("Acme Ltd", True), ("Bolt", False)):
        folder = tmp_path / name
        folder.mkdir()
        asked = tender(suppliers=(Supplier(name=name, keys=("b" * 64,)),), witnesses=lab)
        found = entered(path, folder, asked, STRANGER)
        assert isinstance(found, Column) is ok, found
        if not ok:
            assert codes(found) == {"supplier-unknown"}


def test_evidence_for_another_version_is_judged_again_where_the_interface_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "newer"
    shutil.copytree(profile().folder, folder, ignore=shutil.ignore_patterns("examples"))
    file = folder / "profile.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("version: '1.0'", "version: '1.1'", 1), encoding="utf-8")
    newer = load_bundle(folder)
    before = judged(tmp_path)
    found = under(newer, "receiver", before)
    assert not isinstance(found, Because)
    again, anew = found
    assert anew
    assert (again.verdict.profile, again.verdict.profile_digest) == ("incident-transfer@1.1", newer.profile.digest)
    assert again.verdict.findings == before.judged[0].verdict.findings
    assert Outcome.CONFORMS in {f.outcome for f in again.verdict.findings}


def test_evidence_of_another_interface_or_profile_is_not_comparable(tmp_path: Path) -> None:
    told = judged(tmp_path)
    other = msgspec.structs.replace(
        profile(),
        profile=msgspec.structs.replace(profile().profile, digest="sha256:other"),
        contract=EMPTY,
    )
    assert under(other, "receiver", told) == Because(code="other-interface", params={"found": PROFILE})
    found = under(profile(), "sender", told)
    assert isinstance(found, Because)
    assert found.code == "other-profile"
    assert isinstance(told.judged[0], Judged)


def test_a_product_keeps_the_name_that_its_run_gave(tmp_path: Path) -> None:
    path = bundle_in(tmp_path, product=Product(name="=1+1", version="1", supplier="Somebody"))
    folder = tmp_path / "in"
    folder.mkdir()
    found = entered(path, folder)
    assert isinstance(found, Column)
    assert found.supplier == "Acme Ltd"
