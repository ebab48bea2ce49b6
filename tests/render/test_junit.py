"""JUnit XML keeps to the form that its readers check, is inert, and red only where the verdict rests on it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import msgspec
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import exchange, finding, report, violated

from harness.evidence import Product
from harness.render.junit import render
from harness.verdict import Outcome

GOLDEN = Path(__file__).parent / "golden" / "junit.xml"


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parent / "junit-10.xsd")


def test_the_document_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


def test_the_document_keeps_to_its_schema() -> None:
    schema().validate(render(report()).decode())
    wrong = render(report()).decode().replace("<failure", "<fail").replace("</failure", "</fail")
    assert not schema().is_valid(wrong)


def test_the_counts_are_those_of_the_cases() -> None:
    root = ET.fromstring(render(report()))
    (suite,) = root
    cases = suite.findall("testcase")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == sum(case.find(tag) is not None for case in cases)
    assert int(suite.attrib["tests"]) == len(cases)
    assert [root.attrib[name] for name in ("tests", "failures", "errors")] == ["8", "1", "3"]


def test_a_recommendation_that_is_not_met_is_not_red() -> None:
    found = (finding("N-001", Outcome.INCONCLUSIVE, "nothing-seen"), violated("N-003", "server-error", {"status": 500}))
    (suite,) = ET.fromstring(render(report(found)))
    assert (suite.attrib["failures"], suite.attrib["errors"], suite.attrib["skipped"]) == ("0", "1", "1")


def test_a_failure_shows_how_to_repeat_it() -> None:
    body = ET.fromstring(render(report())).findtext(".//failure")
    assert body is not None
    assert body.startswith("addNote: ")
    assert "repeat it: curl -i -X POST " in body
    assert "$OWN_AGENCY_TOKEN" in body, "the credential itself was taken out"


def test_what_the_request_names_is_made_anew_first() -> None:
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    told = report((violated("N-002", "server-error", {"status": 500}),), (exchange(0), read))
    body = ET.fromstring(render(told)).findtext(".//failure")
    assert body is not None
    why, made, again = body.partition("repeat it:\n")[2].splitlines()
    assert why.startswith("# What the run made may have been removed since")
    assert made.startswith("ID=$(curl -s -X POST ")
    assert again.endswith('/notes/v1/notes/"$ID"')


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_is_red(name: str) -> None:
    document = render(not_green()[name])
    root = ET.fromstring(document)
    assert int(root.attrib["failures"]) + int(root.attrib["errors"]) > 0
    assert int(root.attrib["tests"]) > 0
    schema().validate(document.decode())


def test_a_success_is_green() -> None:
    root = ET.fromstring(render(conforming()))
    assert (root.attrib["failures"], root.attrib["errors"]) == ("0", "0")


@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    document = render(hostile(text))
    assert len(document) < 200_000
    schema().validate(document.decode())
    (suite,) = ET.fromstring(document)
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"]) == 4
    assert "system-out" not in {element.tag for element in suite.iter()}, "readers take attachments from there"


@given(st.text(alphabet=st.characters(), max_size=20))
def test_it_is_well_formed_whatever_the_texts_hold(text: str) -> None:
    found = (violated("N-001", "media-type", {"got": text, "status": text}),)
    told = report(found, product=Product(name=text, version="1", supplier=text))
    parts = (msgspec.structs.replace(told.parts[0], workflows={}),)
    ET.fromstring(render(msgspec.structs.replace(told, parts=parts)))
