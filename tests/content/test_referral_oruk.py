"""The profile referral-oruk reads what is published of Open Referral UK 3.0, and counts one fault once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from content.campaign import bundle, campaign

from harness.contract import Contract, Unresolved, compile_contract
from harness.partner.defects import list_defects
from harness.profile import NotTested
from harness.verdict import Outcome

BUNDLE = bundle("referral-oruk@3.0")
SHARED = Path(__file__).resolve().parents[3] / "shared"
PUBLISHED = SHARED / "standards" / "published" / "oruk"
EXAMPLES = {
    "service_list": "listServices",
    "service_full": "getService",
    "service_at_location_list": "listServiceAtLocations",
    "service_at_location_full": "getServiceAtLocation",
    "taxonomy_list": "listTaxonomies",
    "taxonomy": "getTaxonomy",
    "taxonomy_term_list": "listTaxonomyTerms",
    "taxonomy_term": "getTaxonomyTerm",
}
published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="../shared with what is published is not there")


def test_all_of_its_own_description_compiles() -> None:
    assert BUNDLE.contract.gaps == ()
    assert len(BUNDLE.contract.operations) == 9


def test_all_that_it_asks_for_is_tested() -> None:
    assert [r.id for r in BUNDLE.profile.requirements if isinstance(r.rule, NotTested)] == []
    assert BUNDLE.profile.status != "draft"


@published
@pytest.mark.parametrize("path", [PUBLISHED / "openapi30.json", SHARED / "corpus" / "openreferral-uk.json"])
def test_a_type_that_json_schema_does_not_have_is_said_and_gone_past(path: Path) -> None:
    contract = compile_contract(path)
    for name in ("start_time", "end_time"):
        where = f"#/components/parameters/{name}/schema/type"
        assert Unresolved(reason="type has a value that JSON Schema does not know", where=where) in contract.gaps
    assert len(contract.operations) == 9
    assert is_read(contract, "search")
    assert not is_read(contract, "start_time")


def is_read(contract: Contract, name: str) -> bool:
    operation = contract.operation("getPaginatedListOfServices")
    parameter = operation.parameter("query", name) if operation is not None else None
    assert parameter is not None
    return not isinstance(parameter.schema, Unresolved)


@published
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_published_examples_keep_our_description(name: str) -> None:
    example = json.loads((PUBLISHED / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    operation: Any = BUNDLE.contract.operation(EXAMPLES[name])
    schema = operation.reply_for(200).media["application/json"].schema
    validator = jsonschema_rs.Draft202012Validator(schema.plain(), validate_formats=True)
    assert [error.message for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize("defect", list_defects("reference-feed"), ids=lambda defect: defect.name)
def test_a_fault_is_counted_once(defect: Any) -> None:
    findings = campaign([defect.name], mock="reference-feed").judged[0].verdict.findings
    violated = {f.requirement for f in findings if f.outcome is Outcome.VIOLATES}
    assert set(defect.kills) <= violated <= {*defect.kills, *defect.also}


def test_a_feed_that_is_closed_is_found_by_who_has_no_credential() -> None:
    verdict = campaign(["needs-a-token"], mock="reference-feed", credential=False).judged[0].verdict
    assert [cause.requirements for cause in verdict.causes] == [("R15",)]
    assert {f.requirement for f in verdict.findings if f.outcome is Outcome.CONFORMS} == set()
