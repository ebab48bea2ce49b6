"""A contract is built again from its record, part by part."""

from __future__ import annotations

import pytest
from described import one_operation

from harness.contract import Unresolved
from harness.contract.recorded import record_of
from harness.contract.records import ContractRecord, GapRecord, MediaRecord, OperationRecord
from harness.contract.restored import contract_of
from harness.errors import ContractError

GAP = GapRecord(reason="why", where="#/a")


def record(*bodies: MediaRecord) -> ContractRecord:
    operation = OperationRecord(
        id="o", method="POST", path="/a", direction="outbound", request_bodies=bodies, incomplete=(GAP,)
    )
    return ContractRecord(title="T", version="1", digest="d", operations=(operation,), gaps=(GAP,))


def test_a_gap_is_a_gap_again() -> None:
    contract = contract_of(record(MediaRecord(media_type="a/b", schema=GAP), MediaRecord(media_type="c/d")), {})
    gap = Unresolved(reason="why", where="#/a")
    assert contract.gaps == contract.operations[0].incomplete == (gap,)
    bodies = contract.operations[0].request_bodies
    assert (bodies["a/b"].schema, bodies["c/d"].schema) == (gap, None)


def test_a_schema_that_was_not_kept_is_missed() -> None:
    with pytest.raises(ContractError, match="not among those"):
        contract_of(record(MediaRecord(media_type="a/b", schema="#/s")), {})


def test_directions_are_those_of_the_place() -> None:
    node = {"content": {"application/json": {"schema": {"type": "string"}}}}
    made = one_operation({"requestBody": node, "responses": {"200": node}})
    again = contract_of(record_of(made), {}).operations[0]
    for media, direction in (again.request_bodies, "request"), (again.replies["200"].media, "reply"):
        assert getattr(media["application/json"].schema, "direction", "") == direction
