"""What a dishonest signer, or whoever carries a bundle, may try beyond changing a byte: none of it is confirmed."""

from __future__ import annotations

import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bundled import DAY, KEY, PROFILE, REPORTS, TERMS, bundle_in, profile, run_in, trusting
from verify.test_check import checked, codes, contents, packed, resigned

from harness import archive
from harness.canonical import canonical
from harness.certificate import envelope
from harness.certificate.errata import ERRATA, Errata, read
from harness.certificate.issue import CERTIFICATE, DECLARATION, RESULT, VERDICT, issue
from harness.certificate.keys import key_id, new_key, sign
from harness.certificate.word import give
from harness.errors import EvidenceError
from harness.judgement import judge
from harness.verify.answer import Answer

STRANGER = new_key("ed25519")
REFUTED = Answer.REFUTED


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("genuine"))


def stated(members: dict[str, bytes], change: Callable[[dict[str, Any]], Any], name: str = CERTIFICATE) -> bytes:
    """Return an envelope whose statement was changed and signed anew by its own key."""
    statement = json.loads(envelope.open_(members[name])[0])
    change(statement)
    return envelope.seal(statement, KEY)


def raw(payload: bytes, *signatures: tuple[str, bytes]) -> bytes:
    """Return an envelope of bytes that no statement need be."""
    return envelope._bytes(payload, tuple(sorted(signatures)))


def by(key: Any, payload: bytes) -> tuple[str, bytes]:
    return key_id(key.public_key()), sign(key, envelope.encoding(payload))


# What whoever carries a bundle can do to the archive, without any key.


def twice(path: Path, genuine: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name, data in contents(genuine).items():
            target.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr(VERDICT, b"[]")


def zip64(path: Path, genuine: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name, data in contents(genuine).items():
            with target.open(name, "w", force_zip64=True) as member:
                member.write(data)


def second_directory(path: Path, genuine: Path) -> None:
    """A second archive behind the first: programs that read from the end see another file."""
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as target:
        target.writestr("reports/report.html", b"all is well")
    path.write_bytes(genuine.read_bytes() + other.getvalue())


def directory_in_a_comment(path: Path, genuine: Path) -> None:
    whole = genuine.read_bytes()
    end = whole[-22:]
    path.write_bytes(whole[:-2] + struct.pack("<H", len(end)) + end)


def first_archive(path: Path, genuine: Path) -> None:
    """Another archive before it: programs that read from the start see another file."""
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as target:
        target.writestr("reports/report.html", b"all is well")
    path.write_bytes(other.getvalue() + genuine.read_bytes())


def renamed(old: bytes, new: bytes) -> Callable[[Path, Path], None]:
    def change(path: Path, genuine: Path) -> None:
        path.write_bytes(genuine.read_bytes().replace(old, new))

    return change


def in_the_directory_only(path: Path, genuine: Path) -> None:
    whole = genuine.read_bytes()
    at = whole.rfind(b"reports/report.txt")
    path.write_bytes(whole[:at] + b"reports/report.TXT" + whole[at + 18 :])


def beside(name: str) -> Callable[[Path, Path], None]:
    """A member whose name a file system may take for that of another."""

    def change(path: Path, genuine: Path) -> None:
        members = {**contents(genuine), name: b"[]"}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
            for one in sorted(members):
                target.writestr(one, members[one])

    return change


ARCHIVES: dict[str, Callable[[Path, Path], None]] = {
    "one name twice": twice,
    "sizes in ZIP64": zip64,
    "a second central directory behind": second_directory,
    "a second central directory in the comment": directory_in_a_comment,
    "another archive before": first_archive,
    "a name that differs in the directory": in_the_directory_only,
    "a name in other letters": beside("Verdict.json"),
    "a name that folds to another": beside("verdict.j\u017fon"),
    "a name in full-width letters": beside("\uff56erdict.json"),
    "a name with a combining mark": beside("verdict.jso\u0301n"),
    "a name with a right-to-left mark": beside("reports/\u202eltmh.exe"),
    "a name with an end in it": renamed(b"reports/report.txt", b"reports/report.t\0t"),
    "a name with a drive": renamed(b"reports/report.txt", b"C:\\orts/report.txt"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_read_in_two_ways_is_refuted(name: str, genuine: Path, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    ARCHIVES[name](path, genuine)
    assert path.read_bytes() != genuine.read_bytes()
    found = checked(path, tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"not-canonical"})


# What can be done to an envelope.


def doubled(members: dict[str, bytes]) -> bytes:
    """A key of the statement twice: readers differ about which of the two counts."""
    payload = envelope.open_(members[CERTIFICATE])[0]
    payload = payload.replace(b'"verdict":"inconclusive"', b'"verdict":"conforms","verdict":"inconclusive"', 1)
    return raw(payload, by(KEY, payload))


def one_bad(members: dict[str, bytes]) -> bytes:
    payload, signatures = envelope.open_(members[CERTIFICATE])
    return raw(payload, *signatures, (key_id(STRANGER.public_key()), b"x" * 64))


def by_a_name(members: dict[str, bytes]) -> bytes:
    """The signature of a stranger under the name of the key that is trusted."""
    payload, ((name, _),) = envelope.open_(members[CERTIFICATE])
    return raw(payload, (name, by(STRANGER, payload)[1]))


def in_capitals(members: dict[str, bytes]) -> bytes:
    payload, ((name, signature),) = envelope.open_(members[CERTIFICATE])
    return raw(payload, (name, signature), (name.upper(), signature))


def of_the_other(members: dict[str, bytes]) -> bytes:
    """The signature that the same key made over the second statement."""
    ((name, signature),) = envelope.open_(members[RESULT])[1]
    return raw(envelope.open_(members[CERTIFICATE])[0], (name, signature))


ENVELOPES: dict[str, tuple[Callable[[dict[str, bytes]], bytes], Answer, set[str]]] = {
    "a key twice": (doubled, REFUTED, {"not-signed-form"}),
    "two signatures, one bad": (one_bad, REFUTED, {"signature-wrong"}),
    "a stranger's signature under a trusted name": (by_a_name, REFUTED, {"signature-wrong"}),
    "the signature of the other statement": (of_the_other, REFUTED, {"signature-wrong"}),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_that_does_not_hold_is_refuted(name: str, genuine: Path, tmp_path: Path) -> None:
    change, answer, wanted = ENVELOPES[name]
    members = contents(genuine)
    path = packed(members | {CERTIFICATE: change(members)}, tmp_path / "bundle.zip")
    found = checked(path, tmp_path, trusting(KEY, STRANGER))
    assert (found.answer, codes(found)) == (answer, wanted)


def test_a_name_in_capitals_is_the_name_of_no_key(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    found = checked(packed(members | {CERTIFICATE: in_capitals(members)}, tmp_path / "bundle.zip"), tmp_path)
    assert [note.code for note in found.steps[3].notes] == ["signature-unchecked"]


NESTED = b'{"a":' * 3000 + b"1" + b"}" * 3000
PAYLOADS = {
    "no JSON": b"\xff\xfe",
    "no object": b"[]",
    "nested without end": NESTED,
    "lists without end": b"[" * 60_000 + b"]" * 60_000,
}


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("member", [CERTIFICATE, RESULT])
def test_a_payload_that_is_no_statement_is_refuted(name: str, member: str, genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine) | {member: raw(PAYLOADS[name], by(KEY, PAYLOADS[name]))}
    found = checked(packed(members, tmp_path / "bundle.zip"), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"not-signed-form"})


@pytest.mark.parametrize("value", [b"1e999", b"18446744073709551616", b'"\\ud800"', b"-0", b"1.0", NESTED])
def test_values_that_have_no_one_form_are_refuted(value: bytes, genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    payload = envelope.open_(members[CERTIFICATE])[0].replace(b'"seed":1', b'"seed":' + value, 1)
    found = checked(packed(members | {CERTIFICATE: raw(payload, by(KEY, payload))}, tmp_path / "bundle.zip"), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"not-signed-form"})


# What a dishonest signer can say.


def test_a_subject_cannot_have_two_digests(genuine: Path, tmp_path: Path) -> None:
    """Of one name twice, one reader takes the first and another the last."""
    members = contents(genuine)

    def change(statement: dict[str, Any]) -> None:
        statement["subject"].insert(0, {"name": VERDICT, "digest": {"sha256": "0" * 64}})

    for name in (CERTIFICATE, RESULT):
        forged = members | {name: stated(members, change, name)}
        found = checked(packed(forged, tmp_path / "bundle.zip"), tmp_path)
        assert (found.answer, codes(found)) == (REFUTED, {"not-signed-form"})


@pytest.mark.parametrize("extra", [{"uri": "https://example.org"}, {"content": "all is well"}, {"mediaType": "x/y"}])
def test_a_subject_says_name_and_digest_and_nothing_else(extra: dict[str, str], genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    forged = members | {CERTIFICATE: stated(members, lambda s: s["subject"][0].update(extra))}
    found = checked(packed(forged, tmp_path / "bundle.zip"), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"not-signed-form"})


@pytest.mark.parametrize(
    "name",
    [
        "profiles/gold/1.0/award.html",
        "profiles/incident-transfer/1.0/procurement.yaml",
        "profiles/incident-transfer/x.md",
    ],
)
def test_a_signer_cannot_put_anything_beside_a_profile(name: str, genuine: Path, tmp_path: Path) -> None:
    """A table of buyers' schemes of one's own would be printed in the report as the profile's."""
    found = checked(resigned(contents(genuine) | {name: b"[]\n"}, tmp_path), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"member-strange"})


def weaker(folder: Path, name: str = "incident-transfer") -> tuple[Path, str]:
    """Return a copy of the profile that asks less, under a name."""
    target = folder / "weaker"
    shutil.copytree(profile().folder, target, ignore=shutil.ignore_patterns("examples"))
    for file in (target / "requirements").glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("level: MUST", "level: MAY"), encoding="utf-8")
    main = target / "profile.yaml"
    main.write_text(main.read_text("utf-8").replace("id: incident-transfer", f"id: {name}", 1), encoding="utf-8")
    return target, name


def bundle_by(place: Path, name: str, folder: Path) -> Path:
    """Issue a bundle by a profile of one's own, consistent in itself throughout."""
    from bundled import REPORTS, TERMS, run_in

    from harness import archive
    from harness.certificate.issue import issue
    from harness.judgement import judge
    from harness.loading import deciding_files, load_bundle

    own = load_bundle(place)
    run = run_in(folder / "run")
    evidence = archive.read(run)
    subject = msgspec.structs.replace(
        evidence.context.subjects[0], profile=own.profile.name, profile_digest=own.profile.digest
    )
    context = msgspec.structs.replace(evidence.context, subjects=(subject,))
    told = folder / "told"
    archive.write(told, msgspec.structs.replace(evidence, context=context), b"k" * 32)
    for file in deciding_files(place):
        copy = told / "profiles" / own.profile.name.replace("@", "/") / file.relative_to(place)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    out = io.BytesIO()
    issue(judge(told), TERMS, KEY, REPORTS, {}, out)
    path = folder / "bundle.zip"
    path.write_bytes(out.getvalue())
    return path


def test_a_weaker_profile_under_the_same_name_is_refuted(tmp_path: Path) -> None:
    path = bundle_by(*weaker(tmp_path), tmp_path)
    found = checked(path, tmp_path)
    assert (found.answer, "profile-replaced" in codes(found)) == (REFUTED, True)


def test_a_profile_that_lies_in_the_working_folder_is_not_a_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle that somebody unpacked there must not vouch for itself."""
    place, name = weaker(tmp_path, "weak")
    path = bundle_by(place, name, tmp_path)
    shutil.copytree(place, tmp_path / "weak@1.0")
    monkeypatch.chdir(tmp_path)
    found = checked(path, tmp_path)
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"profile-unknown"})


def test_another_rulebook_is_not_judged_by_this_one(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    for rulebook in ("hallmark-rules 2", "hallmark-rules 1 ", "HALLMARK-RULES 1"):
        said = json.loads(envelope.open_(members[CERTIFICATE])[0])["predicate"]["verdicts"]
        said[0]["rulebook"] = rulebook
        changed = members | {VERDICT: members[VERDICT].replace(b"hallmark-rules 1", rulebook.encode())}
        found = checked(resigned(changed, tmp_path, verdicts=said), tmp_path)
        assert (found.answer, "rulebook-unknown" in codes(found)) == (Answer.NOT_ACCEPTED, True)


def test_older_evidence_under_newer_dates_is_refuted(genuine: Path, tmp_path: Path) -> None:
    """Evidence of long ago whose certificate says that it ended yesterday."""
    old = contents(bundle_in(tmp_path / "old", started=1_700_000_000_000_000))
    run = json.loads(envelope.open_(contents(genuine)[CERTIFICATE])[0])["predicate"]["run"]
    found = checked(resigned(old, tmp_path, run=run), tmp_path)
    assert found.answer is REFUTED
    assert codes(found) >= {"certificate-differs"}


@pytest.mark.parametrize("started", [1_893_456_000_000_000, 4_102_444_800_000_000])
def test_a_clock_in_the_future_is_not_accepted(started: int, tmp_path: Path) -> None:
    found = checked(bundle_in(tmp_path, started=started), tmp_path)
    assert codes(found) >= {"not-yet"}
    assert found.answer is not Answer.CONFIRMED


def test_a_run_that_ends_before_it_began_is_not_accepted(genuine: Path, tmp_path: Path) -> None:
    """Its freshness would be that of an end which somebody made up."""
    evidence = archive.read(run_in(tmp_path / "run"))
    assert evidence.footer is not None
    footer = msgspec.structs.replace(evidence.footer, ended=evidence.context.started - DAY)
    archive.write(tmp_path / "told", msgspec.structs.replace(evidence, footer=footer), b"k" * 32)
    out = io.BytesIO()
    issue(judge(tmp_path / "told"), TERMS, KEY, REPORTS, {}, out)
    path = tmp_path / "bundle.zip"
    path.write_bytes(out.getvalue())
    found = checked(path, tmp_path)
    assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"ended-before-it-began"})


def test_a_footer_cannot_count_more_exchanges_than_there_are(tmp_path: Path) -> None:
    """A challenge asks for so many, and a certificate says how many there were."""
    run = run_in(tmp_path / "run")
    evidence = archive.read(run)
    assert evidence.footer is not None
    footer = msgspec.structs.replace(evidence.footer, counts={"all": 1_000_000})
    archive.write(tmp_path / "told", msgspec.structs.replace(evidence, footer=footer), b"k" * 32)
    out = io.BytesIO()
    issue(judge(tmp_path / "told"), TERMS, KEY, REPORTS, {}, out)
    path = tmp_path / "bundle.zip"
    path.write_bytes(out.getvalue())
    predicate = json.loads(envelope.open_(contents(path)[CERTIFICATE])[0])["predicate"]
    assert predicate["run"]["exchanges"] == archive.seal_of(run).count == len(tuple(evidence.observations))
    found = checked(resigned(contents(path), tmp_path, run=predicate["run"] | {"exchanges": 1_000_000}), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"certificate-differs"})


def test_the_declaration_may_not_be_said_in_two_ways(genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    name = b'"name":"Notekeeper"'
    doubled = members[DECLARATION].replace(name, b'"name":"Other",' + name)
    assert doubled != members[DECLARATION]
    found = checked(resigned(members | {DECLARATION: doubled}, tmp_path), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"declaration-differs"})


# What is brought beside a bundle.


def test_errata_that_no_trusted_publisher_signed_are_refused() -> None:
    said = Errata(publisher="Example", found={f"{PROFILE} IT-022": "misread"})
    data = give(ERRATA, said, {}, KEY)
    keys = {key_id(k.public_key()): k.public_key() for k in (KEY, STRANGER)}
    mine, other = keys
    assert read(data, "e", keys, {mine: ("publisher",)}) == said.found
    payload, signatures = envelope.open_(data)
    forged = payload.replace(b"IT-022", b"IT-041")
    for bad, roles in (
        (data, {}),
        (data, {mine: ("buyer", "supplier")}),
        (data, {other: ("publisher",)}),
        (raw(forged, *signatures), {mine: ("publisher",)}),
        (raw(payload, *signatures, (other, b"x" * 64)), {mine: ("publisher",)}),
        (raw(payload, (other, signatures[0][1])), {other: ("publisher",)}),
        (give(ERRATA.replace("errata", "waiver"), said, {}, KEY), {mine: ("publisher",)}),
    ):
        with pytest.raises(EvidenceError):
            read(bad, "e", keys, roles)


def test_a_statement_is_taken_for_no_other_kind(genuine: Path, tmp_path: Path) -> None:
    """A challenge, signed by the buyer's own key, in the place of a certificate."""
    members = contents(genuine)
    payload = canonical({"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": ERRATA,
                         "predicate": {}})  # fmt: skip
    found = checked(packed(members | {CERTIFICATE: raw(payload, by(KEY, payload))}, tmp_path / "b.zip"), tmp_path)
    assert (found.answer, codes(found)) == (REFUTED, {"not-signed-form"})


def test_only_the_role_that_was_given_counts(genuine: Path, tmp_path: Path) -> None:
    """The buyer's own key, or the publisher's, makes nobody a supplier."""
    name = key_id(KEY.public_key())
    for roles in (("buyer",), ("publisher",), ("buyer", "publisher"), ("force",)):
        found = checked(genuine, tmp_path, trusting(roles={name: roles}))
        assert (found.answer, codes(found)) == (Answer.NOT_ACCEPTED, {"role-not-trusted"})
