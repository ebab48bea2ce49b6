"""Records have the names of the parts that they are of."""

from __future__ import annotations

import dataclasses

import pytest

from harness.contract import Contract, model, records


@pytest.mark.parametrize("name", ["Parameter", "Header", "Media", "Reply", "Operation"])
def test_each_member_of_a_part_is_recorded(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(getattr(model, name))}
    assert set(getattr(records, f"{name}Record").__struct_fields__) == fields


def test_each_member_of_a_contract_is_recorded() -> None:
    members = {name for name in Contract.__slots__ if not name.startswith("_")}
    assert set(records.ContractRecord.__struct_fields__) == members | {"schemas"}


def test_each_member_of_a_gap_is_recorded() -> None:
    assert records.GapRecord.__struct_fields__ == tuple(f.name for f in dataclasses.fields(model.Unresolved))
