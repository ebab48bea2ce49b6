"""`offers/1`: a requirement applies only where the product's own description offers what it is about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from building import FINISHED, context, notes, numbered, profile_of, requirement, subject
from described import contract_of, document
from records import CONTRACT, FOLDER
from rules.cases import read

from harness.adjudicate import adjudicate
from harness.description import Description, standing
from harness.errors import ProfileError
from harness.evidence import Evidence
from harness.profile import Effort, RuleCall
from harness.rules.described.offers import FEATURES
from harness.verdict import Finding

BARE: dict[str, Any] = document({"/ping": {"get": {"responses": {"204": {"description": "Here."}}}}})
NOTHING = standing(json.dumps(BARE).encode(), "openapi.json", contract_of(BARE))
RECORDS = standing((FOLDER / "openapi.yaml").read_bytes(), "openapi.yaml", CONTRACT)


def judged(feature: str, description: Description | None) -> Finding:
    """Judge one requirement that conforms, as far as it applies."""
    one = requirement(
        "no-server-error/1", {}, applies=RuleCall(rule="offers/1", with_={"feature": feature}), effort=Effort(probes=2)
    )
    contract = description.contract if description is not None else notes().contract
    evidence = Evidence(context=context(), observations=numbered([read(), read()]), footer=FINISHED)
    return adjudicate(profile_of(one), contract, {}, evidence, subject(), description).findings[0]


@pytest.mark.parametrize("feature", FEATURES)
def test_all_is_offered_by_the_one_and_nothing_by_the_other(feature: str) -> None:
    assert judged(feature, RECORDS).outcome.value == "conforms"
    finding = judged(feature, NOTHING)
    assert (finding.outcome.value, finding.because.code) == ("not_applicable", "condition-false")
    assert finding.cites.first == (NOTHING.source.id,)


GONE = {"$ref": "#/components/schemas/Gone"}


def with_schema(status: str) -> Description:
    content = {"application/json": {"schema": GONE}}
    value = document({"/ping": {"get": {"responses": {status: {"description": "Here.", "content": content}}}}})
    return standing(json.dumps(value).encode(), "openapi.json", contract_of(value))


def test_what_cannot_be_read_may_offer_it() -> None:
    finding = judged("lists", with_schema("200"))
    assert (finding.outcome.value, finding.because.code) == ("inconclusive", "condition-unknown")
    assert finding.because.params["shown"] == "perhaps-offered"
    assert finding.because.params["reason"] == "nothing stands at #/components/schemas/Gone"
    assert judged("json-content", with_schema("200")).outcome.value == "conforms"


@pytest.mark.parametrize("status", ["404", "4XX", "default"])
def test_an_error_offers_nothing(status: str) -> None:
    assert judged("lists", with_schema(status)).outcome.value == "not_applicable"


def test_without_a_description_it_cannot_be_told() -> None:
    finding = judged("lists", None)
    assert (finding.outcome.value, finding.because.code) == ("inconclusive", "condition-unknown")


def test_a_feature_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="unknown feature 'weather'"):
        judged("weather", NOTHING)


def test_a_limit_is_enough_for_sizes_and_for_none_of_pages() -> None:
    things = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}
    content = {"application/json": {"schema": things}}
    limit = [{"name": "limit", "in": "query", "schema": {"type": "integer"}}]
    get = {"parameters": limit, "responses": {"200": {"description": "All.", "content": content}}}
    value = document({"/things": {"get": get}})
    offered = standing(json.dumps(value).encode(), "openapi.json", contract_of(value))
    found = {feature: judged(feature, offered).outcome.value for feature in ("page-sizes", "pages", "totals")}
    assert found == {"page-sizes": "conforms", "pages": "not_applicable", "totals": "not_applicable"}
