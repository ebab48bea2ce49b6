"""Every check is run, and what several of them or several places say is said once."""

from __future__ import annotations

from linting import findings_of

from harness.contract.lint import CHECKS, Finding


def test_a_description_with_one_of_each_oddity() -> None:
    reply = {"content": {"json": {"schema": {"$ref": "#/components/schemas/S"}}}, "links": {"l": {"operationId": "x"}}}
    paths = {
        "/a/{id}": {"get": {"operationId": "o", "responses": {"200": reply}}},
        "/b": {"get": {"operationId": "o", "responses": {"200": reply}}},
    }
    schema = {"type": "string", "pattern": "^(a+)+$", "example": 1, "nullable": True}
    found = findings_of(paths, components={"schemas": {"S": schema}})
    assert {finding.code.partition("/")[0] for finding in found} == set(CHECKS)
    assert len({(finding.code, finding.where) for finding in found}) == len(found)
    assert all(isinstance(finding, Finding) and "\n" not in finding.message for finding in found)


def test_nothing_is_odd_about_a_sound_one() -> None:
    operation = {"responses": {"200": {"content": {"application/json": {"schema": {"type": "string"}}}}}}
    assert findings_of({"/a": {"get": operation}}) == []
