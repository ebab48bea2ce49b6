"""`description/1`: the product's own description keeps rules of form and style."""

from __future__ import annotations

import json
from typing import Any

import pytest
from building import FINISHED, context, gist, notes, profile_of, requirement, subject
from described import contract_of, document

from harness.adjudicate import adjudicate
from harness.description import Description, described, documents
from harness.errors import ProfileError
from harness.evidence import Evidence, ExchangeId
from harness.rules.described.description import CHECKS
from harness.verdict import Finding

RULE = "description/1"
GET: dict[str, Any] = {
    "operationId": "listThings",
    "responses": {"200": {"description": "Things."}, "4XX": {"description": "No."}},
}
SOUND = document(
    {"/v1/things/{id}/sub-things": {"get": GET}},
    info={"title": "T", "version": "1.0.0", "description": "d", "contact": {"name": "c"}, "license": {"name": "l"}},
)


def judged(description: Description | None, *checks: str) -> Finding:
    bundle = notes()
    one = requirement(RULE, {"checks": list(checks)})
    evidence = Evidence(context=context(), observations=(), footer=FINISHED)
    verdict = adjudicate(profile_of(one), bundle.contract, bundle.workflows, evidence, subject(), description)
    return verdict.findings[0]


def of(value: dict[str, Any]) -> Description:
    found = described(documents(json.dumps(value).encode(), "openapi.json", contract_of(value)))
    assert found is not None
    return found


def test_a_sound_one_conforms_to_all() -> None:
    finding = judged(of(SOUND), *CHECKS)
    assert gist(finding) == "conforms"
    assert (finding.passed, finding.cites.first) == (len(CHECKS), (ExchangeId("contract", 0),))


def test_without_one_nothing_can_be_told() -> None:
    assert gist(judged(None, *CHECKS)) == "inconclusive: nothing-seen"


def with_(path: str, **operation: Any) -> dict[str, Any]:
    return {**SOUND, "paths": {path: {"get": {**GET, **operation}}}}


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("openapi-3", {**SOUND, "openapi": "2.0"}, "description-version"),
    ("resolves", {**SOUND, "paths": {}}, "description-empty"),
    ("resolves", with_("/a", parameters=[{"$ref": "#/components/none"}]), "description-unresolved"),
    ("operation-ids", {**SOUND, "paths": {"/a": {"get": GET}, "/b": {"get": GET}}}, "operation-id-twice"),
    ("semantic-version", {**SOUND, "info": {"title": "T", "version": "2026-01"}}, "version-not-semantic"),
    ("paths", with_("/subThings"), "path-not-kebab"),
    ("paths", with_("/sub_things"), "path-not-kebab"),
    ("paths", with_("/get-things"), "path-with-verb"),
    ("paths", with_("/a/{a}/b/{b}/c/{c}/d/{d}/e"), "path-too-deep"),
    ("about", {**SOUND, "info": {"title": "T", "version": "1"}}, "info-missing"),
    ("negotiated", with_("/a", responses={"200": {"description": ""}}), "refusal-not-declared"),
    ("no-x-headers", with_("/a", parameters=[{"name": "X-Id", "in": "header", "schema": {}}]), "x-header"),
]


@pytest.mark.parametrize("check, value, code", BROKEN, ids=[f"{b[0]}-{b[2]}-{i}" for i, b in enumerate(BROKEN)])
def test_what_breaks_it(check: str, value: dict[str, Any], code: str) -> None:
    compiled = value if value["openapi"] != "2.0" else SOUND
    found = described(documents(json.dumps(value).encode(), "openapi.json", contract_of(compiled)))
    finding = judged(found, check)
    assert gist(finding) == f"violates: {code}"
    assert {v.minimal for v in finding.violations} == {ExchangeId("contract", 0)}


def test_each_place_is_a_cause_of_its_own() -> None:
    finding = judged(of({**SOUND, "paths": {"/aB": {"get": GET}, "/cD": {"post": {"responses": {}}}}}), "paths")
    assert [v.cause for v in finding.violations] == ["path-not-kebab//aB/aB", "path-not-kebab//cD/cD"]


def test_what_is_not_there_is_one_cause_wherever_it_is_needed() -> None:
    gone = {"$ref": "#/components/none"}
    paths = {path: {"get": {**GET, "operationId": path, "parameters": [gone]}} for path in ("/a", "/b", "/c")}
    (violation,) = judged(of({**SOUND, "paths": paths}), "resolves").violations
    assert violation.cause == "description-unresolved/nothing stands at #/components/none"
    assert violation.because.params["places"] == 3


def test_what_lies_on_another_host_may_well_be_there() -> None:
    away = {"$ref": "https://schemas.example.org/api.yaml#/components/parameters/id"}
    finding = judged(of(with_("/a", parameters=[away])), "resolves")
    assert gist(finding) == "inconclusive: description-elsewhere"
    gone = {**GET, "operationId": "b", "parameters": [{"$ref": "#/components/none"}]}
    both = with_("/a", parameters=[away])
    finding = judged(of({**both, "paths": {**both["paths"], "/b": {"get": gone}}}), "resolves")
    assert [v.because.code for v in finding.violations] == ["description-unresolved"]


def test_a_name_that_is_taken_is_no_part_that_leads_nowhere() -> None:
    assert gist(judged(of({**SOUND, "paths": {"/a": {"get": GET}, "/b": {"get": GET}}}), "resolves")) == "conforms"


@pytest.mark.parametrize("check", ["operation-ids", "paths", "negotiated", "no-x-headers", "key-case"])
def test_without_an_operation_nothing_shows_how_they_are_written(check: str) -> None:
    assert gist(judged(of({**SOUND, "paths": {}}), check)) == "inconclusive: description-empty"


@pytest.mark.parametrize("checks", [[], ["spelling"]])
def test_checks_that_nobody_knows(checks: list[str]) -> None:
    with pytest.raises(ProfileError, match="unknown check"):
        judged(None, *checks)
