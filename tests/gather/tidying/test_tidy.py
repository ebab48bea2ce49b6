"""Shows that a finished run is tidied up over there, and its evidence left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinyapi.product import Answer, Product, serving
from tinyapi.running import orders

from harness.errors import EvidenceError
from harness.gather.run import gather
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


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with serving() as product, pytest.raises(EvidenceError):
        tidy(orders(product, tmp_path))
