"""Errata count where a trusted publisher signed them, and nowhere else."""

from __future__ import annotations

import pytest
from bundled import KEY

from harness.certificate.errata import ERRATA, Errata, read
from harness.certificate.keys import key_id
from harness.certificate.word import give
from harness.errors import EvidenceError

FOUND = {"incident-transfer@1.0 IT-022": "it read the clause wrongly"}
DATA = give(ERRATA, Errata(publisher="Example", found=FOUND), {}, KEY)
NAME = key_id(KEY.public_key())
KEYS = {NAME: KEY.public_key()}


def test_a_publishers_errata_are_read() -> None:
    assert read(DATA, "e.json", KEYS, {NAME: ("publisher",)}) == FOUND


@pytest.mark.parametrize("roles", [{}, {NAME: ("supplier", "buyer")}])
def test_nobody_elses_are(roles: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(EvidenceError, match="not signed by a publisher"):
        read(DATA, "e.json", KEYS, roles)
    with pytest.raises(EvidenceError, match="not signed by a publisher"):
        read(DATA, "e.json", {}, {})
