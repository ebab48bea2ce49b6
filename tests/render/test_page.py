"""The page groups findings under their root cause, and stays small however much there is to show."""

from __future__ import annotations

import json

import msgspec
from sample_report import exchange, exchange_id, findings, report, violated, with_reply

from harness.evidence import ExchangeId, Handshake, Redaction
from harness.render import page as module
from harness.render.html import render as html
from harness.render.page import MOST_CAUSES, Page, page
from harness.render.report import Report
from harness.verdict import Outcome


def of(told: Report | None = None) -> Page:
    made = told or report()
    return page(made.parts[0], 1, made)


def test_findings_of_one_root_cause_are_grouped_under_it() -> None:
    (cause,) = of().causes
    assert [row.requirement.id for row in cause.rows] == ["N-002", "N-003"]
    assert cause.text == "The product answered 201 where 409 or 422 is asked for (step “again”)."
    assert cause.shown is not None
    assert [line.text for line in cause.shown.reply if line.marked] == ["HTTP/1.1 201 Created"]
    assert [shown.name for shown in cause.before] == ["workflow:closed#0"]
    assert cause.curl.startswith("curl -i -X POST")
    assert cause.remarks == ("Put the credential into the variable OWN_AGENCY_TOKEN first: that of own-agency.",)


def test_a_must_comes_before_a_recommendation_under_a_cause() -> None:
    told = report((violated("N-003", "server-error", {}, "c"), violated("N-004", "server-error", {}, "c")))
    (cause,) = of(told).causes
    assert [row.requirement.id for row in cause.rows] == ["N-004", "N-003"]


def test_what_could_not_be_told_and_what_was_not_tested_stand_apart() -> None:
    shown = of()
    assert [row.requirement.id for row in shown.open] == ["N-004", "N-005"]
    assert shown.open[0].shown is not None
    assert shown.open[1].shown is None
    assert [(row.requirement.id, row.reason) for row in shown.untested] == [
        ("N-006", "Nobody can see it from outside."),
        ("N-008", "The form is not public."),
    ]


def test_classes_count_what_is_not_among_their_rows() -> None:
    notes, links = of().classes
    assert [row.requirement.id for row in notes.rows] == ["N-001", "N-002", "N-003", "N-004", "N-005", "N-007"]
    assert (notes.untested, notes.unjudged, links.rows, links.untested) == (1, 0, (), 1)
    part = of(report(findings()[:2])).classes[0]
    assert (len(part.rows), part.unjudged) == (2, 5)


def test_rows_name_their_causes_and_deviations() -> None:
    rows = {row.requirement.id: row for c in of().classes for row in c.rows}
    assert rows["N-002"].causes == (1,)
    assert rows["N-001"].causes == ()
    deviation = rows["N-003"].deviation
    assert deviation is not None
    assert deviation.owner == "A. Sampl"
    assert rows["N-001"].rule == "sequence/1"
    assert of().untested[0].rule == ""


def test_anchors_differ_between_parts() -> None:
    told = report()
    first, second = (page(told.parts[0], n, told) for n in (1, 2))
    assert first.classes[0].rows[0].anchor == "N-001"
    assert second.classes[0].rows[0].anchor == "N-001-2"


def test_only_so_many_exchanges_are_shown() -> None:
    long = json.dumps([["&" * 280] * 60]).encode()
    kept = tuple(msgspec.structs.replace(with_reply(long), id=exchange_id(n)) for n in range(1, 120))
    told = report(
        tuple(violated("N-001", "server-error", {"status": 500}, f"cause-{n}", n) for n in range(1, 90)), kept
    )
    shown = of(told)
    sizes = [c.shown.size() for c in shown.causes if c.shown is not None]
    assert sizes
    assert len(sizes) < len(shown.causes)
    assert sum(sizes) * len("&amp;") < module.MOST_SHOWN * 1.2


def test_only_so_many_causes_are_shown() -> None:
    many = tuple(violated("N-001", "server-error", {}, f"cause-{n}") for n in range(MOST_CAUSES + 3))
    shown = of(report(many))
    assert (len(shown.causes), shown.more_causes) == (MOST_CAUSES, 3)


def test_a_cause_whose_exchange_is_not_at_hand_has_none() -> None:
    (cause,) = of(report(exchanges=())).causes
    assert (cause.shown, cause.before, cause.curl, cause.remarks) == (None, (), "", ())


def test_what_must_be_known_before_repeating_is_said() -> None:
    forged = Redaction(
        part="request.head", offset=0, length=8, marker="secret:bearer", facts={"credential": "tampered"}
    )
    taken = Redaction(part="request.body", offset=0, length=8, marker="secret:token")
    one = exchange(1, identity="tampered", body=b"x" * 5000, redactions=(forged, taken))
    remarks = of(report(exchanges=(one,))).causes[0].remarks
    assert remarks[0].startswith("The content is too long for a line, and is read from request-body.bin")
    assert remarks[1].startswith(
        "Put the credential into the variable TAMPERED_TOKEN first: a credential that is no good"
    )
    assert "Asterisks" in remarks[2]


def test_columns_without_a_finding_are_left_out_but_for_the_three_that_matter() -> None:
    assert of(report(findings()[:1])).outcomes == (Outcome.CONFORMS, Outcome.VIOLATES, Outcome.INCONCLUSIVE)
    assert len(of().outcomes) == len(Outcome)


def test_a_handshake_is_shown_as_one() -> None:
    shaken = Handshake(
        id=ExchangeId("protocol:tls", 0), to_party="product", host="a.example.org", port=443, offered=("TLSv1",),
        negotiated="TLSv1",
    )  # fmt: skip
    whole = report()
    part = whole.parts[0]
    cause = msgspec.structs.replace(part.verdict.causes[0], example=shaken.id)
    verdict = msgspec.structs.replace(part.verdict, causes=(cause,))
    told = msgspec.structs.replace(
        whole, handshakes={shaken.id: shaken}, parts=(msgspec.structs.replace(part, verdict=verdict),)
    )
    (shown,) = of(told).causes
    assert shown.shown is not None
    assert shown.shown.outcome == "TLSv1, agreed"
    assert shown.curl.startswith("openssl s_client -connect a.example.org:443")


def test_what_the_request_names_is_made_anew_first() -> None:
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    told = report((violated("N-002", "server-error", {"status": 500}),), (exchange(0), read))
    (cause,) = of(told).causes
    assert [line.partition("curl")[0] for line in cause.leading] == ["ID=$("]
    assert cause.curl.endswith('/notes/v1/notes/"$ID"')
    assert cause.remarks[0].startswith("What the run made may have been removed since")
    shown = html(told).decode()
    assert shown.index("ID=$(curl -s -X POST") < shown.index("/notes/v1/notes/&#34;$ID&#34;")
    assert "identifiers that they return go into this line" not in shown
