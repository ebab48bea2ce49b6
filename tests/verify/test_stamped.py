"""A time stamp is refuted where it is false, noted where nobody can check it, and asked for by a policy."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import pytest
from bundled import TERMS, TODAY, bundle_in, trusting
from stamping import Authority, authority

from harness.certificate.issue import CERTIFICATE, TIMESTAMP
from harness.certificate.timestamp import query, read_authorities
from harness.certificate.zipform import members_of, write
from harness.verify.answer import Answer, Checked
from harness.verify.bundle import opened
from harness.verify.check import check
from harness.verify.terms import Policy

LATER: Final = date(2199, 1, 1)
"""A day before which every stamp of these tests is made; nothing expires by then."""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("bundle"), terms=msgspec.structs.replace(TERMS, expires="2199-12-31"))


def stamped(bundle: Path, data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    path = folder / "stamped.zip"
    with path.open("wb") as target:
        write(target, members | {TIMESTAMP: data})
    return path


def asked(bundle: Path) -> bytes:
    return query(opened(bundle, {m.name: m for m in members_of(bundle)}, CERTIFICATE).payload)


def checked(
    path: Path, tmp_path: Path, authorities: bytes = b"", *, wanted: bool = False, day: date = LATER
) -> tuple[Checked, set[str]]:
    folder = tmp_path / "laid-out"
    folder.mkdir(exist_ok=True)
    trusted = read_authorities(authorities, "tsa") if authorities else ()
    policy = Policy(timestamp=wanted, fresh_days=100_000)
    terms = msgspec.structs.replace(trusting(today=day, policy=policy), authorities=trusted)
    found, _ = check(path, terms, folder)
    codes = {one.code for step in found.steps for one in (*step.because, *step.notes)}
    return found, codes - {"like-a-mock", "reports-not-compared"}


def test_a_stamp_is_confirmed_by_its_authority(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    path = stamped(bundle, ours.answer(asked(bundle)), tmp_path)
    found, codes = checked(path, tmp_path, ours.pem, wanted=True)
    assert (found.answer, codes) == (Answer.CONFIRMED, {"timestamp-checked"})


def test_what_was_stamped_after_the_day_was_not_there_on_it(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    path = stamped(bundle, ours.answer(asked(bundle)), tmp_path)
    found, codes = checked(path, tmp_path, ours.pem, day=TODAY)
    assert (found.answer, codes) == (Answer.NOT_ACCEPTED, {"timestamp-checked", "timestamp-late"})


def test_without_an_authority_it_is_only_said(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    path = stamped(bundle, ours.answer(asked(bundle)), tmp_path)
    found, codes = checked(path, tmp_path)
    assert (found.answer, codes) == (Answer.CONFIRMED, {"timestamp-unchecked"})
    assert checked(path, tmp_path, wanted=True)[0].answer is Answer.NOT_ACCEPTED


def test_a_policy_may_ask_for_one(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    found, codes = checked(bundle, tmp_path, ours.pem, wanted=True)
    assert (found.answer, codes) == (Answer.NOT_ACCEPTED, {"timestamp-missing"})


def test_false_ones_are_refuted(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    right = ours.answer(asked(bundle))
    for data, trusted in (
        (ours.answer(query(b"something else")), b""),
        (right + b"\0", b""),
        (b"nothing", b""),
        (_with_its_signature_changed(right), ours.pem),
    ):
        found, codes = checked(stamped(bundle, data, tmp_path), tmp_path, trusted)
        assert (found.answer, codes) == (Answer.REFUTED, {"timestamp-wrong"})


def test_one_by_another_authority_is_not_false(bundle: Path, ours: Authority, tmp_path: Path) -> None:
    path = stamped(bundle, ours.answer(asked(bundle)), tmp_path)
    found, codes = checked(path, tmp_path, authority(tmp_path / "other").pem)
    assert (found.answer, codes) == (Answer.NOT_ACCEPTED, {"timestamp-untrusted"})


def _with_its_signature_changed(token: bytes) -> bytes:
    return token[:-5] + bytes([token[-5] ^ 1]) + token[-4:]


def test_none_is_older_than_its_run(ours: Authority, tmp_path: Path) -> None:
    later = 4_000_000_000_000_000
    terms = {"started": later}
    path = bundle_in(tmp_path / "late", **terms)
    found, codes = checked(stamped(path, ours.answer(asked(path)), tmp_path), tmp_path, ours.pem)
    assert (found.answer, "timestamp-early" in codes or "issued-before-run" in codes) == (Answer.REFUTED, True)
