"""JUnit XML is well-formed whatever the texts hold, and red only where the verdict rests on it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sample_report import finding, report, violated

from harness.evidence import Product
from harness.render.junit import render
from harness.verdict import Outcome

GOLDEN = Path(__file__).parent / "golden" / "junit.xml"


def test_the_document_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


def test_the_counts_are_those_of_the_cases() -> None:
    (suite,) = ET.fromstring(render(report()))
    cases = suite.findall("testcase")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == sum(case.find(tag) is not None for case in cases)
    assert int(suite.attrib["tests"]) == len(cases)


def test_a_recommendation_that_is_not_met_is_not_red() -> None:
    found = (violated("N-003", "server-error", {"status": 500}),)
    (suite,) = ET.fromstring(render(report(found)))
    assert (suite.attrib["failures"], suite.attrib["skipped"]) == ("0", "1")


def test_what_decides_and_could_not_be_told_is_red() -> None:
    (suite,) = ET.fromstring(render(report((finding("N-001", Outcome.INCONCLUSIVE, "nothing-seen"),))))
    assert suite.attrib["errors"] == "1"


@given(st.text(alphabet=st.characters(), max_size=20))
def test_it_is_well_formed_whatever_the_texts_hold(text: str) -> None:
    found = (violated("N-001", "media-type", {"got": text, "status": text}),)
    told = report(found, product=Product(name=text, version="1", supplier=text))
    parts = (msgspec.structs.replace(told.parts[0], workflows={}),)
    ET.fromstring(render(msgspec.structs.replace(told, parts=parts)))
