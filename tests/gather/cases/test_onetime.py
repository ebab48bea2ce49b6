"""Keys that a product remembers are each their own, and stay as right or wrong as they were."""

from __future__ import annotations

from typing import Any

import pytest
from described import one_operation, operation_of
from hypothesis import given
from hypothesis import strategies as st

from harness.contract import Operation
from harness.gather.cases.onetime import own_key
from harness.gather.cases.serial import keeps

FREE: dict[str, Any] = {"type": "string"}
BOUNDED: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 64}
UUID: dict[str, Any] = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"}
NARROW: dict[str, Any] = {"type": "string", "maxLength": 4}


def remembers(schema: dict[str, Any]) -> Operation:
    """Return an operation that remembers keys."""
    parameter = {"name": "Idempotency-Key", "in": "header", "schema": schema}
    return operation_of(one_operation({"parameters": [parameter]}))


@pytest.mark.parametrize(
    "schema, text",
    [
        (FREE, "a"),
        (BOUNDED, "hallmark"),
        (BOUNDED, "x" * 64),
        (BOUNDED, "x" * 65),
        (UUID, "6f1c8a52-3f0e-4b5d-9d57-0f6f3a8f1c11"),
        (UUID, "-1"),
    ],
)
def test_partitions_and_cases_share_no_key(schema: dict[str, Any], text: str) -> None:
    operation = remembers(schema)
    made = [own_key(operation, "idempotency-key", text, 1, part, case) for part in ("p", "p+2") for case in (1, 2)]
    assert len({*made, text}) == 5
    assert made[0] == own_key(operation, "Idempotency-Key", text, 1, "p", 1)
    assert made[0] != own_key(operation, "Idempotency-Key", text, 2, "p", 1)


@given(st.sampled_from([FREE, BOUNDED, UUID, NARROW]), st.text(st.characters(codec="latin-1"), max_size=80))
def test_what_keeps_the_schema_keeps_it_and_what_is_wrong_stays_wrong(schema: dict[str, Any], text: str) -> None:
    operation = remembers(schema)
    (parameter,) = operation.parameters
    made = own_key(operation, "Idempotency-Key", text, 1, "p")
    assert keeps(parameter, ((parameter.name, made),)) == keeps(parameter, ((parameter.name, text),))


def test_the_rest_stays_as_it_is() -> None:
    assert own_key(remembers(FREE), "If-Match", "a", 1) == "a"
    assert own_key(remembers(FREE), "Idempotency-Key", "", 1) == ""
    assert own_key(remembers(NARROW), "Idempotency-Key", "abc", 1) == "abc"
    assert own_key(operation_of(one_operation({})), "Idempotency-Key", "a", 1) == "a"
