"""A draft from a description: what can be held against an answer is tested, the rest says why it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.authoring.drafting import draft
from harness.authoring.linting import flaws
from harness.errors import ContractError, ProfileError
from harness.loading import load_bundle
from harness.profile import Basis, NotTested, RuleCall


def _reply(schema: Any) -> dict[str, Any]:
    return {"description": "It.", "content": {"application/json": {"schema": schema}}}


THING = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 20}}}
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 20}}
PATHS = {
    "/things": {
        "get": {"operationId": "listThings", "responses": {"200": _reply({"type": "array", "items": THING})}},
        "post": {
            "operationId": "makeThing",
            "requestBody": {"required": True, "content": {"application/json": {"schema": THING}}},
            "responses": {"201": _reply(THING)},
        },
    },
    "/things/{name}": {
        "parameters": [NAME],
        "get": {"responses": {"2XX": _reply(THING)}},
        "delete": {"operationId": "dropThing", "responses": {"204": {"description": "Gone."}}},
    },
    "/anything": {"get": {"operationId": "readAnything", "responses": {"200": _reply({})}}},
}


def document(paths: dict[str, Any]) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}, "paths": paths}


def test_each_operation_becomes_a_requirement_with_examples_that_judge_as_they_should(tmp_path: Path) -> None:
    drafted = draft(document(PATHS), "things", tmp_path)
    profile = load_bundle(drafted.folder).profile
    rules = {r.source.clause: r.rule for r in profile.requirements}
    tested = [name for name, rule in rules.items() if isinstance(rule, RuleCall)]
    assert tested == ["listThings", "makeThing", "GET /things/{name}"]
    assert drafted.tested == 3
    assert [name for name, _ in drafted.untested] == ["dropThing", "readAnything"]
    assert "no JSON schema for a success" in drafted.untested[0][1]
    assert "could not fail" in drafted.untested[1][1]
    assert {r.basis for r in profile.requirements} == {Basis.HARNESS}
    assert isinstance(rules["dropThing"], NotTested)
    assert flaws(drafted.folder) == ()
    conforms = (drafted.folder / "examples" / "TH-02" / "conforms" / "drafted.json").read_text(encoding="utf-8")
    assert '"method": "POST"' in conforms


def test_nothing_is_written_over_and_no_other_folder_is_written_to(tmp_path: Path) -> None:
    draft(document(PATHS), "things", tmp_path)
    with pytest.raises(ProfileError, match="something is there already"):
        draft(document(PATHS), "things", tmp_path)
    with pytest.raises(ProfileError, match="no id of a profile"):
        draft(document(PATHS), "../things", tmp_path)


def test_what_is_no_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError):
        draft({"swagger": "1.2"}, "things", tmp_path)
