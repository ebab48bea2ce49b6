"""Shows that a finished run is tidied up over there, and its evidence left as it is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tinyapi.product import Answer, Product, serving
from tinyapi.running import orders

from harness.errors import EvidenceError
from harness.gather.running.run import gather
from harness.gather.tidying.tidy import Tidied, tidied, tidy


def test_all_is_closed_and_the_evidence_stays(tmp_path: Path) -> None:
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", "N-001", "N-003"))
        before = gathered.evidence.read_bytes()
        assert set(product.notes) - product.closed
        assert tidy(orders(product, tmp_path / "r")) == ()
        assert set(product.notes) == product.closed
        assert gathered.evidence.read_bytes() == before
        assert tidied(tmp_path / "r") == Tidied(closed=gathered.left)


def test_what_cannot_be_closed_remains_and_is_tried_again(tmp_path: Path) -> None:
    stubborn = True

    def refuse(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (503, {}, b"") if stubborn and target.endswith("closure") else None

    with serving(Product(misbehave=refuse)) as product:
        gathered = gather(orders(product, tmp_path / "r", "N-001"))
        assert tidy(orders(product, tmp_path / "r")) == gathered.left
        stubborn = False
        assert tidy(orders(product, tmp_path / "r")) == ()
        calls = len(product.seen)
        assert tidy(orders(product, tmp_path / "r")) == ()
        assert len(product.seen) == calls, "what is closed is not closed again"


def test_what_somebody_else_removed_does_not_remain(tmp_path: Path) -> None:
    def removed(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (404, {}, b"") if gone and target.endswith("closure") else None

    gone = True
    told: list[str] = []
    with serving(Product(misbehave=removed)) as product:
        gathered = gather(orders(product, tmp_path / "r", "N-001"))
        again = dataclasses.replace(orders(product, tmp_path / "r"), progress=lambda event: told.append(event.text))
        assert tidy(again) == ()
        assert tidied(tmp_path / "r") == Tidied(absent=gathered.left)
        assert [text for text in told if text.startswith("not there")] == [
            f"not there any more (404): {one}" for one in gathered.left
        ]
        gone = False
        assert tidy(orders(product, tmp_path / "r")) == ()
        assert tidied(tmp_path / "r") == Tidied(closed=gathered.left), "it was at another address"


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with serving() as product, pytest.raises(EvidenceError):
        tidy(orders(product, tmp_path))
