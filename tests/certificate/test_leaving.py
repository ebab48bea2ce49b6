"""What must not leave is refused by rule; what somebody answers for leaves, and the certificate says who."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from bundled import KEY, REPORTS, TERMS, conversations, judged, profile

from harness.certificate import envelope
from harness.certificate.issue import CERTIFICATE, issue
from harness.certificate.leaving import Clear, Refused, cleared
from harness.certificate.statement import Disputed
from harness.certificate.zipform import content, members_of
from harness.evidence import Exchange, Redaction, Response
from harness.judgement import Judgement

MAIL = "j.smith@acme-policing.co.uk"


def blabbing(folder: Path, text: str = MAIL, **changes: object) -> Judgement:
    """Return the judgement of a run in which the product says something of somebody in a header field."""

    def said(x: Exchange) -> Exchange:
        assert isinstance(x.reply, Response)
        head = x.reply.head + f"\r\nX-Contact: {text}".encode()
        return msgspec.structs.replace(x, reply=msgspec.structs.replace(x.reply, head=head), **changes)

    return judged(folder, exchanges=tuple(map(said, conversations())))


def issued(judgement: Judgement, *clears: Clear, secrets: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    issue(judgement, TERMS, KEY, REPORTS, {}, buffer, secrets, clears)
    return buffer.getvalue()


def place_in(judgement: Judgement) -> str:
    """Return the place of the one find that a refusal names."""
    with pytest.raises(Refused) as refused:
        issued(judgement)
    return refused.value.message.partition("    at ")[2].partition(", and")[0]


def test_what_is_somebodys_is_refused_once_with_its_place(tmp_path: Path) -> None:
    assert profile()
    with pytest.raises(Refused) as refused:
        issued(blabbing(tmp_path))
    assert refused.value.where == "rule leak"
    assert "1 that must not leave was found" in refused.value.message
    assert ":reply.head:x-contact, and in 2 more places" in refused.value.message
    assert MAIL not in str(refused.value)


def test_a_secret_that_was_issued_to_the_run_is_no_false_alarm_and_the_way_out_is_said(tmp_path: Path) -> None:
    judgement, live = blabbing(tmp_path, b"opensesame".hex()), {"issued for s1 (a#0)": b"opensesame"}
    with pytest.raises(Refused, match="secret: issued for s1") as refused:
        cleared(judgement.evidence, {}, {}, (), live)
    assert "`hallmark cleanup RUN` ends it" in (refused.value.hint or "")
    with pytest.raises(Refused) as refused:
        cleared(judgement.evidence, {}, {"password": b"opensesame"}, ())
    assert "cleanup" not in (refused.value.hint or "")


def test_a_declared_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="secret: password") as refused:
        issued(blabbing(tmp_path, b"opensesame".hex()), secrets={"password": b"opensesame"})
    assert "opensesame" not in str(refused.value)


def test_what_is_published_gives_nothing_away(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    assert issued(judgement, secrets={"weak": b"Multi-Agency Incident Transfer"}), "a word that stands in the profile"
    with pytest.raises(Refused, match="secret: weak"):
        issued(judgement, secrets={"weak": b"EXERCISE"})


def test_what_the_issuer_says_is_looked_through_but_for_persons(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    by = msgspec.structs.replace(TERMS, issuer=f"Example Ltd, {MAIL}")
    issue(judgement, by, KEY, REPORTS, {}, io.BytesIO(), {"password": b"opensesame"})
    why = Disputed(requirement="IT-022", profile="p", outcome="violates", by="A", reason="log in by opensesame")
    terms = msgspec.structs.replace(TERMS, disputes=(why,))
    with pytest.raises(Refused, match="secret: password"):
        issue(judgement, terms, KEY, REPORTS, {}, io.BytesIO(), {"password": b"opensesame"})


def test_and_so_is_what_is_restricted(tmp_path: Path) -> None:
    judgement, annex = judged(tmp_path), "restricted/annex.json"
    marked = {annex: f"OFFICIAL, ask {MAIL}".encode()}
    issue(judgement, TERMS, KEY, REPORTS, {}, io.BytesIO(), {"password": b"opensesame"}, restricted=marked)
    marked = {annex: b"OFFICIAL, by opensesame"}
    with pytest.raises(Refused, match=f"issue:{annex}"):
        issue(judgement, TERMS, KEY, REPORTS, {}, io.BytesIO(), {"password": b"opensesame"}, restricted=marked)


def test_in_a_report_as_well(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="reports/report.txt:@3"):
        issue(judged(tmp_path), TERMS, KEY, {"report.txt": b"by " + MAIL.encode()}, {}, io.BytesIO())


def test_whoever_clears_a_find_is_printed(tmp_path: Path) -> None:
    judgement = blabbing(tmp_path)
    place = place_in(judgement)
    path = tmp_path / "bundle.zip"
    path.write_bytes(issued(judgement, Clear(place, "A. Officer", "a mailbox of a department")))
    found = {member.name: member for member in members_of(path)}
    payload, _ = envelope.open_(b"".join(content(path, found[CERTIFICATE])))
    (clearance,) = json.loads(payload)["predicate"]["issue"]["cleared"]
    assert clearance == {
        "place": place,
        "what": "email address",
        "others": 2,
        "by": "A. Officer",
        "reason": "a mailbox of a department",
    }


def test_a_clearance_of_nothing_or_by_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing was found at x#1") as refused:
        issued(judged(tmp_path / "a"), Clear("x#1:reply.body", "A. Officer", "why not"))
    assert refused.value.where == "rule clearance"
    judgement = blabbing(tmp_path / "b")
    clear = Clear(place_in(judgement), " ", "why not")
    with pytest.raises(Refused, match="nobody answers"):
        issued(judgement, clear)


def test_secrets_that_nobody_knows_cannot_be_looked_for(tmp_path: Path) -> None:
    used = (Redaction(part="request.head", offset=1, length=5, marker="secret:bearer"),)
    judgement = blabbing(tmp_path, "nobody@example.org", redactions=used)
    with pytest.raises(Refused, match="without them nothing can be looked for") as refused:
        issued(judgement)
    assert refused.value.where == "rule secrets-unknown"
    assert issued(judgement, secrets={"token": b"another-secret"})
    evidence = judgement.evidence
    (subject,) = evidence.context.subjects
    context = msgspec.structs.replace(evidence.context, subjects=(msgspec.structs.replace(subject, party="a"),))
    with pytest.raises(Refused) as refused:
        cleared(msgspec.structs.replace(evidence, context=context), {}, None, ())
    assert "A relay has no run file" in str(refused.value.hint)


def test_a_secret_that_was_issued_to_the_run_and_still_counts_is_refused(tmp_path: Path) -> None:
    evidence = blabbing(tmp_path, "c2VjcmV0IG9mIGEgc3Vic2NyaXB0aW9u").evidence
    live = {"issued for s1": b"c2VjcmV0IG9mIGEgc3Vic2NyaXB0aW9u"}
    with pytest.raises(Refused, match="secret: issued for s1"):
        cleared(evidence, {}, {}, (), live)
    assert cleared(evidence, {}, {}, ()) == ()
