"""Partitions are gone through in their order; what cannot be gathered is said, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinyapi.product import Answer, Product, serving
from tinyapi.running import exchanges, orders

from harness.archive import read
from harness.gather.probing import examples
from harness.gather.running.run import gather


def test_an_awaited_call_joins_its_partition(tmp_path: Path) -> None:
    with serving() as product:
        gather(orders(product, tmp_path / "r", "N-004"))
    create, call, read_ = exchanges(tmp_path / "r", "workflow:notified")
    assert (call.from_party, call.caused_by) == ("product", create.id)
    assert read_.request.method == "GET"


def test_a_fault_of_ours_is_said_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("with what was sent in it")

    monkeypatch.setattr(examples, "probe", broken)
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r"))
    footer = read(gathered.evidence).footer
    assert gathered.faults == ("RuntimeError in examples:createNote", "RuntimeError in examples:changeNote")
    assert footer is not None
    assert footer.stopped == "fault: RuntimeError in examples:createNote"
    assert "fuzz:createNote" in gathered.counts


def test_a_setup_that_fails_skips_its_partition(tmp_path: Path) -> None:
    def refuse(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (503, {}, b"") if method == "POST" else None

    with serving(Product(misbehave=refuse)) as product:
        gathered = gather(orders(product, tmp_path / "r"))
    assert gathered.skipped == {"examples:createNote": "setup:open-note", "examples:changeNote": "setup:open-note"}
    assert gathered.stopped == "finished"


def falls_silent(folder: Path, since: int, until: int) -> str:
    """Run against a product that drops these requests, by their number; returns how the run stopped."""

    def drop(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        if since <= len(product.seen) < until:
            raise ConnectionAbortedError
        return None

    product = Product(misbehave=drop)
    with serving(product):
        return gather(orders(product, folder, "N-001")).stopped


def test_a_product_that_dies_at_the_very_end_is_not_one_that_went_to_its_end(tmp_path: Path) -> None:
    with serving() as product:
        assert gather(orders(product, tmp_path / "whole", "N-001")).stopped == "finished"
    last = len(product.seen)
    assert falls_silent(tmp_path / "dies", last, 1 << 30).startswith("breaker: silence")
    assert falls_silent(tmp_path / "blinks", last, last + 2) == "finished"
    assert len(exchanges(tmp_path / "blinks", "last-look")) == 1
