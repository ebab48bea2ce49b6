"""Codes of forces agree with the published table, and units have six or seven characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.formats.forces import FORCES, is_force, is_organisation_unit

PUBLISHED = (
    Path(__file__).resolve().parents[3].joinpath("shared", "standards", "published", "bichard7-data", "forces.json")
)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published table of forces is not here")
def test_the_table_is_the_published_one() -> None:
    assert {row["code"] for row in json.loads(PUBLISHED.read_bytes())} == FORCES


def test_forces() -> None:
    assert all(map(is_force, ("01", "43", "93", "98")))
    assert not any(map(is_force, ("09", "1", "001", "", "٤٣")))


@pytest.mark.parametrize("text, holds", [("01ZD00", True), ("B01ZD00", True), ("K01ZD00", False), ("01ZD0", False)])
def test_units(text: str, holds: bool) -> None:
    assert is_organisation_unit(text) is holds
