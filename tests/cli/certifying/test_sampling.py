"""Samples are told again under invented names; what was forged differs in its declaration alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bundled import bundle_in

from harness.cli.certifying.samples import TOLD
from harness.cli.certifying.sampling import FORGER, SAMPLES, Sample, _forged
from harness.evidence import Product


def test_five_suppliers_each_of_their_own_kind() -> None:
    assert [one.name for one in (*SAMPLES, FORGER)] == ["acme", "bolt", "dale", "evan", "cord"]
    assert set(TOLD) == {one.name for one in (*SAMPLES, FORGER)}
    assert len({one.supplier for one in (*SAMPLES, FORGER)}) == 5


def test_a_forged_bundle_differs_in_its_declaration_alone(tmp_path: Path) -> None:
    victim = Sample(name="acme", product="Acme Dispatch")
    product = Product(name=victim.product, version="4.2", supplier=victim.supplier)
    path = bundle_in(tmp_path, product=product)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(io.BytesIO(_forged(path.read_bytes(), victim, FORGER))) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == ["declaration.json"]
        assert b"Cord Ltd" in new.read("declaration.json")
