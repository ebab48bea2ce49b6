"""The certificate stands on two pages at most, with the bundle's digest as a picture that is told in words too."""

from __future__ import annotations

import io

import msgspec
import segno
from papers import Paper
from sample_hostile import TEXTS, hostile
from sample_report import report

from harness.evidence import Deviation
from harness.render.certificate import MOST_CLASSES, MOST_DEVIATIONS, Certified, code, render
from harness.render.report import Report

DIGEST = "sha256:" + "5" * 64


def certified(told: Report | None = None, **changes: object) -> Certified:
    classes = [
        {"id": "notes", "standing": "violated", "must": {"conforms": 1, "violates": 2}, "should": {}},
        {"id": "links", "standing": "not-claimed", "must": {}, "should": {"conforms": 1}},
    ]
    predicate = {
        "issue": {"issuer": "Example Ltd", "issued": "2027-01-16", "expires": "2027-04-16", "witness": "supplier"},
        "verdicts": [{"classes": classes}],
    }
    values = {
        "report": told or report(),
        "predicate": predicate,
        "digest": DIGEST,
        "keys": ("a" * 64,),
        "file": "b.zip",
    }
    return Certified(**(values | changes))


def test_it_says_the_result_the_scope_the_limits_and_how_to_check() -> None:
    paper = Paper(render(certified()))
    assert paper.complaints() == []
    assert len(paper.reader.pages) == 1
    for words in (
        *("Does not conform", "Notekeeper 4.2", "Acme Ltd", "Example Ltd", "2027-04-16", "Nobody independent watched"),
        *("1 of 3", "Not claimed", "not claimed: links", "A. Sampl", "does not show that the evidence is genuine"),
        *("hallmark verify b.zip", DIGEST, "a" * 64),
    ):
        assert words in paper.text, words


def test_the_picture_holds_the_digest_and_is_told_in_words() -> None:
    paper = Paper(render(certified()))
    told = {str(node["/Alt"]) for kind, node in paper.tags() if kind == "/Figure"}
    assert told == {f"Picture code (QR) of the bundle's digest, {DIGEST}"}
    out = io.BytesIO()
    segno.make(DIGEST, error="m", micro=False).save(out, kind="svg", dark="#0b0c0c", light="#ffffff", border=4)
    assert code(DIGEST) == out.getvalue().decode()
    assert code(DIGEST) != code("sha256:" + "6" * 64)


def test_two_pages_hold_the_longest_one() -> None:
    many = tuple(
        Deviation(requirement=f"N-{n}", owner="o" * 300, reason="r " * 300, expires="2027-01-01") for n in range(40)
    )
    told = report(deviations=many)
    paper = Paper(render(certified(told)))
    assert len(paper.reader.pages) <= 2
    assert paper.text.count("2027-01-01") == MOST_DEVIATIONS
    assert f"and {40 - MOST_DEVIATIONS} more, which the report lists" in paper.text


def test_classes_that_find_no_room_are_counted() -> None:
    classes = [{"id": f"c-{n}", "standing": "shown", "must": {}, "should": {}} for n in range(MOST_CLASSES + 3)]
    predicate = dict(certified().predicate) | {"verdicts": [{"classes": classes}]}
    assert "and 3 more, which the report lists" in Paper(render(certified(predicate=predicate))).text


def test_what_was_taken_out_and_what_is_disputed_stands_on_it() -> None:
    said = {
        "requirement": "N-001",
        "profile": "notes@1.0",
        "outcome": "violates",
        "by": "A. Sample",
        "reason": "a proxy",
    }
    before = certified().predicate
    predicate = dict(before) | {"run": {"resealed": "2 places"}, "issue": {**before["issue"], "disputes": [said]}}
    text = Paper(render(certified(predicate=predicate))).text
    assert "Changed after the run: 2 places" in text
    assert "Disputed by A. Sample: a proxy" in text


def test_a_run_that_was_limited_says_so() -> None:
    told = report()
    verdict = msgspec.structs.replace(told.parts[0].verdict, limited_to=("N-001",))
    part = msgspec.structs.replace(told.parts[0], verdict=verdict)
    text = Paper(render(certified(msgspec.structs.replace(told, parts=(part,))))).text
    assert "The run was limited to N-001; nothing else was tried." in text


def test_no_text_acts_and_the_same_bundle_gives_the_same_bytes() -> None:
    for text in TEXTS.values():
        assert Paper(render(certified(hostile(text), file=text))).complaints() == []
    assert render(certified()) == render(certified())
