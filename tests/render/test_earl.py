"""EARL is read by a processor of JSON-LD as W3C's vocabulary has it, and is never greener than the verdict."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from sample_hostile import TEXTS, hostile, not_green
from sample_report import report

from harness.render.earl import OUTCOMES, render
from harness.render.report import Report
from harness.verdict import Outcome

# The processor's own, of its own parts.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

EARL = Namespace("http://www.w3.org/ns/earl#")
VALUES = {EARL[name] for name in ("passed", "failed", "cantTell", "inapplicable", "untested")}


def graph(told: Report) -> Any:
    return Graph().parse(data=render(told), format="json-ld")


def outcomes(found: Any) -> Counter[str]:
    return Counter(str(o).rpartition("#")[2] for o in found.objects(None, EARL.outcome))


def test_each_requirement_is_one_assertion_with_all_its_parts() -> None:
    found = graph(report())
    assertions = set(found.subjects(RDF.type, EARL.Assertion))
    assert len(assertions) == 8
    for one in assertions:
        for part in (EARL.assertedBy, EARL.subject, EARL.test, EARL.mode, EARL.result):
            assert len(list(found.objects(one, part))) == 1
        (test,) = found.objects(one, EARL.test)
        assert (test, RDF.type, EARL.TestRequirement) in found
    assert outcomes(found) == {"passed": 1, "failed": 2, "cantTell": 2, "untested": 2, "inapplicable": 1}
    assert set(OUTCOMES) == {o.value for o in Outcome}


def test_no_report_that_is_no_success_looks_like_one() -> None:
    for name, told in not_green().items():
        assert set(outcomes(graph(told))) & {"failed", "cantTell", "untested"}, name


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_makes_a_name_or_a_value_of_its_own(text: str) -> None:
    found = graph(hostile(text))
    assert set(found.objects(None, EARL.outcome)) <= VALUES
    names = {n for n in found.all_nodes() if isinstance(n, URIRef)}
    assert all(str(n).startswith(("urn:hallmark:", str(EARL))) for n in names)


def test_the_same_report_gives_the_same_bytes_and_a_time_that_is_none_is_left_out() -> None:
    assert render(report()) == render(report())
    assert b'"date"' not in render(report(started=2**62)).partition(b"@graph")[2]
    assert json.loads(render(report()))["@context"]["earl"] == str(EARL)
