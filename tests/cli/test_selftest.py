"""The two reference products talk through the relay, and what the verb says of it is what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]


def test_the_self_test_ends_well_where_neither_is_blamed_and_both_are_shown(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("relay", "--self-test", "--out", str(tmp_path), "--json")
    assert said.code == 0, said.err
    value = json.loads(said.out)
    assert [part["role"] for part in value["verdicts"]] == ["sender", "receiver"]
    assert all(part["counts"]["violates"] == 0 and part["counts"]["conforms"] for part in value["verdicts"])
