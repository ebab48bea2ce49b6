"""Shows that an excerpt says of one operation what the contract says."""

from __future__ import annotations

import jsonschema_rs
import pytest
from tinyapi.bench import bundle, new_note, operation

from harness.gather.fuzzing.excerpt import excerpt


def validator(name: str) -> jsonschema_rs.Validator:
    described = excerpt(operation(name))
    (path,) = described["paths"].values()
    (method,) = path.values()
    schema = method["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema_rs.validator_for({**schema, "components": described["components"]}, validate_formats=True)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"messageId": "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01", "sender": "GB-1", "text": "x"},
        {"messageId": "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01", "sender": "XX-1", "text": "x"},
        {"messageId": "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01", "sender": "GB-1", "text": "x", "tags": ["toolong"]},
    ],
)
def test_it_takes_what_the_contract_takes(value: object) -> None:
    assert validator("createNote").is_valid(value) == new_note().is_valid(value)


@pytest.mark.parametrize("name", [operation.id for operation in bundle().contract.operations])
def test_it_stands_alone(name: str) -> None:
    text = repr(excerpt(operation(name)))
    assert "$defs" not in text
    assert "x-hallmark" not in text


def test_the_media_types_own_fields_are_left_to_us() -> None:
    (path,) = excerpt(operation("changeNote"))["paths"].values()
    assert [one["name"] for one in path["patch"]["parameters"]] == ["noteId", "If-Match"]
