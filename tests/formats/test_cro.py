"""CRO numbers of both forms, by the published vectors."""

from __future__ import annotations

import pytest

from harness.formats.cro import canonical_cro, is_cro


@pytest.mark.parametrize("text", ["265416/21G", "065656/91H", "SF05/482703J", "SF83/50058Z", "085227/65L"])
def test_good(text: str) -> None:
    assert is_cro(text)


@pytest.mark.parametrize("text", ["", "85227/65G", "085227/65G", "65656/91H", "SF83/050058Z", "SF83/0Z", "265416/21"])
def test_bad(text: str) -> None:
    assert not is_cro(text)


@pytest.mark.parametrize(
    "text, canonical",
    [("65656/91H", "065656/91H"), (" sf05/482703j ", "SF05/482703J"), ("85227/65G", None), ("", None)],
)
def test_canonical(text: str, canonical: str | None) -> None:
    assert canonical_cro(text) == canonical
