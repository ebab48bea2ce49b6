"""Cases are made once for a contract, a seed and a number, and what is damaged is made again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from schemas import body_of, contract_of
from tinyapi.bench import bundle

from harness.contract import Contract
from harness.gather.cases import cases_of
from harness.gather.fuzzing import stash
from harness.gather.fuzzing.stash import MOST_CONTRACTS, Stash, cases_in
from harness.gather.plan import Aim

OK = {"responses": {"200": {"description": "Fine."}}}


def contract(longest: int = 5) -> Contract:
    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": longest}}}
    return contract_of({"/x": {"post": {"operationId": "it", "requestBody": body_of(schema), **OK}}})


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("cases/*/*.json"))


def test_what_was_made_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    operation = contract().operations[0]
    made = Stash(tmp_path, contract()).cases(operation, 1, 8)
    assert made == cases_of(operation, 1, 8)
    monkeypatch.setattr(stash, "cases_of", None)
    assert Stash(tmp_path, contract()).cases(operation, 1, 8) == made


def test_another_contract_seed_or_number_is_another_entry(tmp_path: Path) -> None:
    for longest, seed, count in ((5, 1, 4), (6, 1, 4), (5, 2, 4), (5, 1, 5)):
        made = contract(longest)
        Stash(tmp_path, made).cases(made.operations[0], seed, count)
    assert len(entries(tmp_path)) == 4


@pytest.mark.parametrize("damage", [b"", b"{}", b"0" * 64 + b"[]", b"\xff" * 200])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: bytes) -> None:
    operation = contract().operations[0]
    made = Stash(tmp_path, contract()).cases(operation, 1, 4)
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    entry.write_bytes(damage)
    assert Stash(tmp_path, contract()).cases(operation, 1, 4) == made
    assert entry.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    operation = contract().operations[0]
    assert Stash(blocked, contract()).cases(operation, 1, 4) == cases_of(operation, 1, 4)


def test_what_was_not_used_for_long_goes(tmp_path: Path) -> None:
    for number in range(MOST_CONTRACTS + 3):
        old = tmp_path / "cases" / f"old{number}"
        old.mkdir(parents=True)
        (old / "x.json").write_bytes(b"x")
        os.utime(old, (number, number))
    other = tmp_path / "kept"
    other.mkdir()
    Stash(tmp_path, contract())
    left = {path.name for path in (tmp_path / "cases").iterdir()}
    assert len(left) == MOST_CONTRACTS
    assert "old0" not in left
    assert other.is_dir()


def test_without_a_folder_they_are_made_each_time(tmp_path: Path) -> None:
    made = bundle()
    aim = Aim(profile=made.profile, role="keeper", classes=(), contract=made.contract, workflows=made.workflows)
    assert cases_in(None, (aim,))(0) is cases_of
    given = cases_in(tmp_path, (aim,))
    assert given(0)(made.contract.operations[0], 1, 2) == cases_of(made.contract.operations[0], 1, 2)
    assert entries(tmp_path)
