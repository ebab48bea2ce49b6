"""A waiver counts for the buyer who signed it, beside an outcome that stays as it is, until its day."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from bundled import KEY, PROFILE, judged, profile, trusting

from harness.certificate.keys import PrivateKey, key_id, new_key
from harness.certificate.waiver import Given, Waiver, given, signed
from harness.judgement import Judgement
from harness.verdict import Outcome
from harness.verify.answer import Answer
from harness.verify.steps import open_musts
from harness.verify.terms import Policy, Terms
from harness.verify.waivers import standings

BUYER = new_key("ed25519")
WAIVER = Waiver(
    requirement="IT-041",
    profile=PROFILE,
    profile_digest=profile().profile.digest,
    product="Notekeeper",
    product_version="4.2",
    supplier="Acme Ltd",
    owner="A. Officer",
    reason="not used by this force",
    expires="2026-12-31",
)


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    return violating(judged(tmp_path_factory.mktemp("run")))


def violating(one: Judgement) -> Judgement:
    """Return the judgement with IT-041 not shown, whatever it was."""
    (j,) = one.judged
    findings = tuple(
        msgspec.structs.replace(f, outcome=Outcome.INCONCLUSIVE) if f.requirement == "IT-041" else f
        for f in j.verdict.findings
    )
    changed = msgspec.structs.replace(j, verdict=msgspec.structs.replace(j.verdict, findings=findings))
    return msgspec.structs.replace(one, judged=(changed,))


def handed_over(key: PrivateKey = BUYER, **changes: str) -> Given:
    waiver = msgspec.structs.replace(WAIVER, **changes)
    return given(signed(waiver, key), "waiver.json")


def terms(*waivers: Given, today: date = date(2026, 8, 20), roles: tuple[str, ...] = ("buyer",)) -> Terms:
    known = trusting(KEY, BUYER, today=today)
    return msgspec.structs.replace(known, roles={key_id(BUYER.public_key()): roles}, waivers=waivers)


def test_it_stands_beside_the_outcome(judgement: Judgement) -> None:
    reasons, (standing,), notes = standings(judgement, terms(handed_over()))
    assert (reasons, notes) == ((), ())
    assert (standing.state, standing.outcome, standing.waiver.owner) == ("counts", "inconclusive", "A. Officer")


def test_a_stale_one_says_so(judgement: Judgement) -> None:
    ((answer, because),), (standing,), _ = standings(judgement, terms(handed_over(), today=date(2027, 1, 1)))
    assert (answer, because.code, standing.state) == (Answer.NOT_ACCEPTED, "waiver-expired", "stale")


def test_one_that_is_not_needed_changes_nothing(judgement: Judgement) -> None:
    reasons, (standing,), (note,) = standings(judgement, terms(handed_over(requirement="IT-022")))
    assert (reasons, standing.state, note.code) == ((), "not_needed", "waiver-not-needed")


def test_a_persons_word_that_is_refused_may_be_waived(judgement: Judgement) -> None:
    (j,) = judgement.judged
    findings = tuple(
        msgspec.structs.replace(
            f,
            outcome=Outcome.CONFORMS,
            shown_by="attested",
            effort=msgspec.structs.replace(f.effort, needed=f.effort.reached),
        )
        for f in j.verdict.findings
    )
    subject = msgspec.structs.replace(j.subject, only=())
    verdict = msgspec.structs.replace(j.verdict, findings=findings)
    said = msgspec.structs.replace(judgement, judged=(msgspec.structs.replace(j, subject=subject, verdict=verdict),))
    wanted = terms(handed_over())
    refused = msgspec.structs.replace(wanted, policy=Policy(attested=False))
    assert standings(said, wanted)[1][0].state == "not_needed"
    assert standings(said, refused)[1][0].state == "counts"
    assert "IT-041" not in open_musts(said, ())
    assert "IT-041" in open_musts(said, (), attested=False)
    assert "IT-041" not in open_musts(said, standings(said, refused)[1], attested=False)


@pytest.mark.parametrize("changes", [{"product": "Other"}, {"supplier": "Other"}, {"requirement": "IT-001"}])
def test_one_about_something_else_is_left_aside(changes: dict[str, str], judgement: Judgement) -> None:
    reasons, found, (note,) = standings(judgement, terms(handed_over(**changes)))
    assert (reasons, found, note.code) == ((), (), "waiver-elsewhere")


@pytest.mark.parametrize(
    "changes",
    [{"product_version": "4.3"}, {"profile": "incident-transfer@0.9"}, {"profile_digest": "sha256:" + "0" * 64}],
)
def test_one_for_another_version_is_not_applied_and_that_is_said(changes: dict[str, str], judgement: Judgement) -> None:
    reasons, found, (note,) = standings(judgement, terms(handed_over(**changes)))
    assert (reasons, found, note.code) == ((), (), "waiver-other-version")
    assert next(iter(changes.values())) in str(note.params["asked"])
    assert note.params["file"] == "waiver.json"


@pytest.mark.parametrize("roles", [(), ("supplier",), ("force", "laboratory")])
def test_only_the_buyers_key_counts(roles: tuple[str, ...], judgement: Judgement) -> None:
    ((answer, because),), found, _ = standings(judgement, terms(handed_over(), roles=roles))
    assert (answer, because.code, found) == (Answer.NOT_ACCEPTED, "waiver-not-signed", ())


def test_a_supplier_cannot_sign_one(judgement: Judgement) -> None:
    ((_, because),), _, _ = standings(judgement, terms(handed_over(KEY)))
    assert because.code == "waiver-not-signed"


def test_a_forged_one_is_found(judgement: Judgement) -> None:
    one = handed_over()
    forged = msgspec.structs.replace(one, payload=one.payload.replace(b"IT-041", b"IT-042"))
    ((_, because),), found, _ = standings(judgement, terms(forged))
    assert (because.code, found) == ("waiver-forged", ())
