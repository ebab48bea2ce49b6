"""`hallmark mock lint` ends with 0 where everything can be played."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]


def test_what_is_shipped_is_sound(hallmark: Call) -> None:
    said = hallmark("mock", "lint", "receiving-control-room")
    assert (said.code, said.out) == (0, "1 partner: nothing wrong\n")


def test_what_is_not_is_said(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "mock.yaml").write_text("name: x\n", encoding="utf-8")
    said = hallmark("mock", "lint", str(tmp_path))
    assert (said.code, said.out) == (3, "")
    assert "mock.yaml:1" in said.err


def test_faults_are_listed_and_unknown_ones_refused_before_anything_starts(hallmark: Call) -> None:
    value = json.loads(hallmark("mock", "receiving-control-room", "--list-faults", "--json").out)
    assert {"gone", "redirect"} <= set(value["kinds"])
    assert "gone" in hallmark("mock", "receiving-control-room", "--list-faults").out
    for text, said in (("gon", "gone"), ("gone:createIncidents", "createIncident"), ("certificate-expired", "--tls")):
        refused = hallmark("mock", "receiving-control-room", "--fault", text)
        assert (refused.code, refused.out) == (3, "")
        assert said in refused.err
    several = hallmark("mock", "receiving-control-room", "reference-records", "--list-faults")
    assert (several.code, several.out) == (3, "")
    assert "are for one partner alone" in several.err
