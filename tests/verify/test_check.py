"""A genuine bundle is confirmed; whatever is changed in it is refuted for the right reason."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundled import KEY, PROFILE, TERMS, TODAY, bundle_in, judged, trusting

from harness.archive.journal import SEALED
from harness.certificate import envelope, zipform
from harness.certificate.issue import CERTIFICATE, RESULT, VERDICT
from harness.certificate.keys import PrivateKey, new_key
from harness.errors import EvidenceError
from harness.evidence import Product
from harness.verify.answer import Answer, Checked
from harness.verify.check import check
from harness.verify.terms import Policy, Terms


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("genuine"))


def checked(path: Path, tmp_path: Path, terms: Terms | None = None) -> Checked:
    folder = tmp_path / "laid-out"
    folder.mkdir(exist_ok=True)
    return check(path, terms or trusting(), folder)[0]


def codes(found: Checked) -> set[str]:
    return {because.code for step in found.steps if step.done for because in step.because}


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as read:
        return {name: read.read(name) for name in read.namelist()}


def packed(members: dict[str, bytes], path: Path) -> Path:
    buffer = io.BytesIO()
    zipform.write(buffer, dict(members))
    path.write_bytes(buffer.getvalue())
    return path


def test_a_genuine_bundle_is_confirmed(genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path)
    assert found.answer is Answer.CONFIRMED
    assert [step.number for step in found.steps] == list(range(1, 10))
    assert all(step.done for step in found.steps)


def test_the_same_run_gives_the_same_bytes(genuine: Path, tmp_path: Path) -> None:
    assert bundle_in(tmp_path).read_bytes() == genuine.read_bytes()


def test_ten_thousand_changed_bytes_are_refuted(genuine: Path, tmp_path: Path) -> None:
    whole, chance, path = genuine.read_bytes(), random.Random(10_000), tmp_path / "bundle.zip"
    answers = set()
    for _ in range(10_000):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        answers.add(checked(path, tmp_path).answer)
    assert answers == {Answer.REFUTED}


Change = Callable[[dict[str, bytes]], dict[str, bytes]]
CHANGES: dict[str, tuple[Change, str]] = {
    "a report was replaced": (lambda m: m | {"reports/report.txt": b"all is well\n"}, "member-differs"),
    "a member was added": (lambda m: m | {"reports/more.txt": b"more\n"}, "member-differs"),
    "a report is gone": (lambda m: {n: d for n, d in m.items() if n != "reports/report.txt"}, "member-differs"),
    "the verdict is gone": (lambda m: {n: d for n, d in m.items() if n != VERDICT}, "member-missing"),
    "the verdict says more": (
        lambda m: m | {VERDICT: m[VERDICT].replace(b'"verdict":"inconclusive"', b'"verdict":"conforms"')},
        "member-differs",
    ),
    "the certificate is gone": (lambda m: {n: d for n, d in m.items() if n != CERTIFICATE}, "nothing-signed"),
    "the certificates changed places": (
        lambda m: m | {CERTIFICATE: m[RESULT], RESULT: m[CERTIFICATE]},
        "not-signed-form",
    ),
    "the envelope was laid out anew": (
        lambda m: m | {CERTIFICATE: json.dumps(json.loads(m[CERTIFICATE])).encode()},
        "not-signed-form",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_refuted(name: str, genuine: Path, tmp_path: Path) -> None:
    change, code = CHANGES[name]
    found = checked(packed(change(contents(genuine)), tmp_path / "bundle.zip"), tmp_path)
    assert found.answer is Answer.REFUTED
    assert code in codes(found)


def test_a_bundle_that_was_packed_again_is_refuted(genuine: Path, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in contents(genuine).items():
            target.writestr(name, data)
    assert codes(checked(path, tmp_path)) == {"not-canonical"}


def test_an_archive_that_is_no_bundle_is_refuted(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("holiday.jpg", b"\xff\xd8")
    found = checked(path, tmp_path)
    assert found.answer is Answer.REFUTED
    assert len(found.steps) == 9


def test_what_is_no_archive_is_not_called_altered(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(b"nothing")
    with pytest.raises(zipform.Unreadable):
        checked(path, tmp_path)


def test_whoever_signs_anew_is_not_accepted(genuine: Path, tmp_path: Path) -> None:
    other = bundle_in(tmp_path, key=new_key("ed25519"))
    assert checked(other, tmp_path).answer is Answer.NOT_ACCEPTED
    assert codes(checked(other, tmp_path)) == {"signer-unknown"}
    assert checked(other, tmp_path, trusting(allow_unknown=True)).answer is Answer.CONFIRMED


def test_a_signer_cannot_certify_what_does_not_follow(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    members[VERDICT] = members[VERDICT].replace(b'"verdict":"inconclusive"', b'"verdict":"conforms"')
    found = checked(resigned(members, tmp_path), tmp_path)
    assert found.answer is Answer.REFUTED
    assert "verdict-differs" in codes(found)


def test_a_signer_cannot_say_more_than_the_verdict(genuine: Path, tmp_path: Path) -> None:
    found = checked(resigned(contents(genuine), tmp_path, verdict="conforms"), tmp_path)
    assert codes(found) == {"certificate-differs"}
    found = checked(resigned(contents(genuine), tmp_path, award="gold"), tmp_path)
    assert codes(found) == {"certificate-differs"}


def test_a_signer_cannot_bring_a_profile_of_their_own(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    name = next(name for name in members if name.endswith("transfer-core.yaml"))
    members[name] += b"# weaker\n"
    found = checked(resigned(members, tmp_path), tmp_path)
    assert found.answer is Answer.REFUTED
    assert codes(found) & {"evidence-damaged", "profile-replaced"}


def test_older_evidence_under_a_new_verdict_is_refuted(genuine: Path, tmp_path: Path) -> None:
    other = bundle_in(tmp_path, seed=2)
    members = contents(genuine) | {"evidence.jsonl.gz": contents(other)["evidence.jsonl.gz"]}
    found = checked(resigned(members, tmp_path), tmp_path)
    assert found.answer is Answer.REFUTED
    assert "certificate-differs" in codes(found)


@pytest.mark.parametrize(
    "today, code",
    [(date(2026, 11, 1), "expired"), (date(2026, 11, 9), "stale"), (date(2026, 8, 1), "not-yet")],
)
def test_the_day_counts(today: date, code: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path, trusting(today=today))
    assert found.answer is Answer.NOT_ACCEPTED
    assert code in codes(found)


@pytest.mark.parametrize(
    "policy, code",
    [
        (Policy(profiles=("uk-api-base@1.0",)), "profile-not-among"),
        (Policy(classes=("transfer-core",)), "class-not-shown"),
        (Policy(witness=("force",)), "witness-not-accepted"),
        (Policy(product_version="5.0"), "other-version"),
        (Policy(rulebook="hallmark-rules 9"), "other-rulebook"),
        (Policy(challenge="C1"), "other-challenge"),
        (Policy(fresh_days=3), "stale"),
    ],
)
def test_the_policy_counts(policy: Policy, code: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path, trusting(policy=policy))
    assert found.answer is Answer.NOT_ACCEPTED
    assert codes(found) == {code}


def test_a_witness_must_have_signed(tmp_path: Path) -> None:
    path = bundle_in(tmp_path, witness="force", terms=msgspec.structs.replace(TERMS, witness="force"))
    assert codes(checked(path, tmp_path)) == {"witness-not-signed"}
    name = next(iter(trusting().keys))
    assert checked(path, tmp_path, trusting(roles={name: ("force",)})).answer is Answer.CONFIRMED
    found = checked(path, tmp_path, trusting(roles={name: ("supplier",)}))
    assert found.answer is Answer.NOT_ACCEPTED


def test_another_products_verdict_is_refuted(genuine: Path, tmp_path: Path) -> None:
    other = contents(bundle_in(tmp_path, product=Product(name="Other", version="1", supplier="Rival Ltd")))
    mixed = contents(genuine) | {name: other[name] for name in (VERDICT, CERTIFICATE, RESULT, "declaration.json")}
    assert "member-differs" in codes(checked(packed(mixed, tmp_path / "bundle.zip"), tmp_path))
    found = checked(resigned(mixed, tmp_path), tmp_path)
    assert found.answer is Answer.REFUTED
    assert codes(found) >= {"declaration-differs", "certificate-differs"}


def test_a_seeded_campaign_of_swaps_confirms_nothing(genuine: Path, tmp_path: Path) -> None:
    """Members of three genuine bundles mixed, renamed, left out, packed otherwise, and signed by whoever."""
    chance, other_key = random.Random(5), new_key("ed25519")
    folders = tmp_path / "a", tmp_path / "b"
    others = [contents(bundle_in(folder, seed=2 + n)) for n, folder in enumerate(folders)]
    whole, path = contents(genuine), tmp_path / "mixed.zip"
    answers = set()
    for number in range(15):
        mixed, other = dict(whole), chance.choice(others)
        for name in chance.sample(sorted(mixed), chance.randint(1, 3)):
            match chance.randrange(4):
                case 0 if other[name] != mixed[name]:
                    mixed[name] = other[name]
                case 1:
                    del mixed[name]
                case 2:
                    mixed[name + "x"] = mixed.pop(name)
                case _:
                    mixed[name] += b"\n"
        if number % 3 or not {CERTIFICATE, RESULT} <= mixed.keys():
            found = checked(packed(mixed, path), tmp_path)
        else:
            with suppress(EvidenceError):
                found = checked(resigned(mixed, tmp_path, key=other_key if number % 2 else KEY), tmp_path)
        answers.add(found.answer)
        assert all(because.code for step in found.steps for because in step.because)
    assert Answer.CONFIRMED not in answers
    assert Answer.REFUTED in answers


def test_what_this_copy_does_not_know_is_never_refuted(genuine: Path, tmp_path: Path) -> None:
    """A profile, a rulebook, evidence or a certificate of a later version: get that version."""
    members = contents(genuine)
    verdicts = json.loads(envelope.open_(members[CERTIFICATE])[0])["predicate"]["verdicts"]
    for change, code in (({"profile": "x@9.0"}, "profile-unknown"), ({"rulebook": "rules 9"}, "rulebook-unknown")):
        found = checked(resigned(members, tmp_path, verdicts=[verdicts[0] | change]), tmp_path)
        assert (found.answer, code in codes(found)) == (Answer.NOT_ACCEPTED, True)
        assert [step.done for step in found.steps[5:]] == [False] * 4
    lines = gzip.decompress(members[SEALED]).replace(b'"format":1', b'"format":99', 1)
    found = checked(resigned(members | {SEALED: gzip.compress(lines)}, tmp_path), tmp_path)
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"evidence-unknown"})
    found = checked(resigned(members, tmp_path, kind="https://hallmark.example.org/certificate/v2"), tmp_path)
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"certificate-unknown"})


@pytest.mark.parametrize(
    "terms, code",
    [
        ({"withdrawn": {"incident-transfer@1.0": "wrong"}}, "withdrawn"),
        ({"withdrawn": {"hallmark@0.1.0": "wrong"}}, "withdrawn"),
        ({"errata": {"incident-transfer@1.0 IT-022": "misread"}}, "errata"),
        ({"errata": {"hallmark-rules 1 round-trip/1": "too kind"}}, "errata"),
        ({"policy": Policy(conforms=True)}, "not-met"),
    ],
)
def test_what_was_found_wrong_later_counts(terms: dict[str, Any], code: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path, msgspec.structs.replace(trusting(), **terms))
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {code})
    other = {name: {"something@1.0 X-1": "else"} for name in terms if name != "policy"}
    assert checked(genuine, tmp_path, msgspec.structs.replace(trusting(), **other)).answer is Answer.CONFIRMED


def test_a_witness_in_the_evidence_must_have_signed_too(tmp_path: Path) -> None:
    assert codes(checked(bundle_in(tmp_path, witness="laboratory"), tmp_path)) == {"witness-not-signed"}


def test_nor_does_taking_an_unknown_signer_make_a_witness(tmp_path: Path) -> None:
    path = bundle_in(tmp_path, terms=msgspec.structs.replace(TERMS, witness="force"))
    found = checked(path, tmp_path, Terms(today=TODAY, allow_unknown=True))
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"witness-not-signed"})


def test_a_signature_that_nobody_checked_is_said(genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path, Terms(today=TODAY, allow_unknown=True))
    assert found.answer is Answer.CONFIRMED
    assert [note.code for note in found.steps[3].notes] == ["signature-unchecked"]


@pytest.mark.parametrize(
    "name",
    ["reports/more.html.age", "notes.txt.age", "disclosure.json", "disclosed.jsonl", "profiles/x/1.0/y.yaml.age"],
)
def test_nothing_can_be_put_beside_what_was_signed(name: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(packed(contents(genuine) | {name: b"anything"}, tmp_path / "bundle.zip"), tmp_path)
    assert (found.answer, "member-differs" in codes(found)) == (Answer.REFUTED, True)


def test_a_report_cannot_be_exchanged_for_one_that_calls_itself_covered(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    del members["reports/report.txt"]
    found = checked(packed(members | {"reports/report.txt.age": b"x"}, tmp_path / "bundle.zip"), tmp_path)
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"member-differs"})


@pytest.mark.parametrize("name", ["award.pdf", "disclosed.jsonl", "disclosure.json"])
def test_a_signer_cannot_add_what_no_bundle_has(name: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(resigned(contents(genuine) | {name: b"gold"}, tmp_path), tmp_path)
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"member-strange"})


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": 5},
        {"run": 0},
        {"witness": "police"},
        {"award": "gold"},
        {"cleared": [1]},
        {"disputes": [{"requirement": "IT-022", "profile": "p", "outcome": "x", "by": "A", "reason": "r"}]},
        None,
    ],
)
def test_what_an_issuer_says_has_one_form(said: dict[str, Any] | None, genuine: Path, tmp_path: Path) -> None:
    issue = msgspec.to_builtins(TERMS) | said if said is not None else None
    found = checked(resigned(contents(genuine), tmp_path, issue=issue), tmp_path)
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"not-signed-form"})


def test_a_dispute_cannot_stand_beside_another_outcome(genuine: Path, tmp_path: Path) -> None:
    said = {"requirement": "IT-022", "profile": PROFILE, "outcome": "violates", "by": "A", "reason": "r"}
    issue = msgspec.to_builtins(TERMS) | {"disputes": [said]}
    found = checked(resigned(contents(genuine), tmp_path, issue=issue), tmp_path)
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"dispute-differs"})


def resigned(members: dict[str, bytes], tmp_path: Path, *, key: PrivateKey = KEY, kind: str = "", **said: Any) -> Path:
    """Sign members anew as a dishonest signer would: digests right, statements as they were but for `said`."""
    signed = dict(members)
    for name in (CERTIFICATE, RESULT):
        payload, _ = envelope.open_(members[name])
        statement = json.loads(payload)
        statement["subject"] = [
            {"name": n, "digest": {"sha256": hashlib.sha256(d).hexdigest()}}
            for n, d in sorted(members.items())
            if n not in (CERTIFICATE, RESULT)
        ]
        if name == CERTIFICATE:
            statement["predicate"] |= said
            statement["predicateType"] = kind or statement["predicateType"]
        signed[name] = envelope.seal(statement, key)
    return packed(signed, tmp_path / "bundle.zip")


def test_judging_is_not_asked_for_what_was_not_issued(tmp_path: Path) -> None:
    assert judged(tmp_path / "run").decision.value == "inconclusive"
