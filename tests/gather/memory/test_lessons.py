"""What a run has learned is read again from its journal, the same in every process."""

from __future__ import annotations

from pathlib import Path

import msgspec
from records import CONTRACT, RESOURCES, gathered

from harness.archive import replay
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.gather.memory.knowledge import learn
from harness.gather.memory.lessons import Learning


def test_it_is_read_again(tmp_path: Path) -> None:
    gathered(tmp_path, ())
    declared = declaration_of(tmp_path / "hallmark.yaml", "", "", "", {})
    assembled = assemble(declared, 1, ("B19",), {}, begun=tmp_path / "run")
    given = orders(assembled, tmp_path / "run", "test", lambda event: None)
    learning = Learning(given)
    found = learning.of(0)
    base = declared.declaration.target.base
    assert found == learn(replay(tmp_path / "run").observations, CONTRACT, base, declared.declaration.fixtures)
    assert found is not None
    assert {name for name, names in found.names.items() if names.made} == set(RESOURCES)
    assert learning.exploring(0) == found
    assert learning.resource(0, "/persons") == RESOURCES["/persons"]


def test_a_profile_that_brings_its_description_learns_nothing(tmp_path: Path) -> None:
    from tinyapi.running import orders as tiny

    assert Learning(tiny("http://127.0.0.1:9/api", tmp_path)).of(0) is None
    assert msgspec.structs.asdict(learn((), CONTRACT, "", {}))["names"] == {}
