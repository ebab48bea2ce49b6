"""A tender is read with one digest, and what is wrong with it is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import PROFILE, profile

from harness.canonical import digest
from harness.compare.tender import Read, TenderError, hold, read, role_of
from harness.rules import RULEBOOK

TEXT = f"""\
title: Control rooms
deadline: '2026-08-20'
profile: {PROFILE}
profile_digest: DIGEST
rulebook: {RULEBOOK}
mandatory: [transfer-core]
knock_outs: [IT-022]
weights: {{transfer-core: 60, lifecycle: 40}}
suppliers:
  - {{name: Acme Ltd, keys: [{"a" * 64}]}}
  - {{name: Bolt plc, keys: [{"b" * 64}]}}
"""


def held(text: str, folder: Path) -> Read:
    path = folder / "tender.yaml"
    path.write_text(text.replace("DIGEST", profile().profile.digest), encoding="utf-8")
    found = read(path)
    hold(found, profile())
    return found


def test_a_tender_is_read_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    found = held(TEXT, tmp_path)
    assert found.digest == digest((tmp_path / "tender.yaml").read_bytes())
    assert found.tender.day.isoformat() == "2026-08-20"
    assert role_of(found.tender, profile()) == "receiver"
    supplier = found.tender.supplier_of("b" * 64)
    assert supplier is not None
    assert supplier.name == "Bolt plc"


def test_a_class_of_recommendations_counts_where_they_weigh_something(tmp_path: Path) -> None:
    found = held(TEXT.replace("lifecycle: 40}", "resource: 40}\nshould: 0.5"), tmp_path)
    assert found.tender.weights["resource"] == 40


@pytest.mark.parametrize(
    "old, new, line, told",
    [
        ("deadline: '2026-08-20'", "deadline: '2026-02-31'", 2, "is no day"),
        ("deadline: '2026-08-20'", "deadline: 2026-08-2", 2, "does not match"),
        ("deadline: '2026-08-20'", "deadline: soon", 2, "does not match"),
        ("DIGEST", "sha256:" + "0" * 64, 4, "the tender pins another"),
        (RULEBOOK, "hallmark-rules 99", 5, "and not by hallmark-rules 99"),
        ("[transfer-core]", "[transfer-cor]", 6, "no class 'transfer-cor'"),
        ("[IT-022]", "[IT-999]", 7, "no testable requirement 'IT-999'"),
        ("lifecycle: 40", "life: 40", 8, "no class 'life'"),
        ("lifecycle: 40", "lifecycle: -1", 8, ""),
        ("lifecycle: 40", "resource: 40", 8, "nothing in it counts"),
        ("{transfer-core: 60, lifecycle: 40}", "{transfer-core: 0}", 8, "no class weighs anything"),
        ("{transfer-core: 60, lifecycle: 40}", "{transfer-core: .nan}", 8, ""),
        ("b" * 64, "a" * 64, 10, "is given twice"),
        ("b" * 64, "b" * 63, 11, ""),
        ("Bolt plc", "ACME LTD", 10, "is given twice"),
        ("mandatory", "mandatry", 6, "mandatry"),
        ("title: Control rooms", "role: dancer\ntitle: x", 1, "no role 'dancer'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, told: str, tmp_path: Path) -> None:
    with pytest.raises(TenderError) as raised:
        held(TEXT.replace(old, new), tmp_path)
    assert f"tender.yaml:{line}" in str(raised.value)
    assert told in str(raised.value)
