"""The table shows every requirement, what tests it and what would catch a broken test."""

from __future__ import annotations

from pathlib import Path

import msgspec
from building import notes, profile_of, requirement

from harness.coverage import coverage, examples
from harness.profile import NotTested, Probe


def table(*requirements: object, folder: Path = Path("nowhere"), **killers: tuple[str, ...]) -> list[str]:
    profile = profile_of(*requirements)  # type: ignore[arg-type]
    return coverage(profile, folder, {name.replace("_", "-"): found for name, found in killers.items()}).splitlines()


def test_a_row_a_requirement(tmp_path: Path) -> None:
    for kind, count in (("conforms", 2), ("violates", 1)):
        (tmp_path / "examples" / "A-1" / kind).mkdir(parents=True)
        for number in range(count):
            (tmp_path / "examples" / "A-1" / kind / f"{number}.json").write_text("{}")
    probes = (Probe(workflow="w"), Probe(protocol="head", operations=("a", "b")), Probe(protocol="accept"))
    lines = table(requirement(id="A-1", probes=probes), folder=tmp_path, A_1=("lies", "forgets"))
    assert "## Role keeper: 1 of 1 requirements tested" in lines
    assert lines[-1] == (
        "| A-1 | MUST | all | workflow w; head: a, b; accept: all | status/1 | 2 + 1 | lies, forgets |"
    )
    assert [p.name for p in examples(tmp_path, "A-1", "conforms")] == ["0.json", "1.json"]


def test_many_operations_are_counted() -> None:
    probes = (Probe(fuzz=("a",)), Probe(examples=tuple("abcdef")))
    assert "| fuzz: a; examples: 6 operations |" in table(requirement(probes=probes))[-1]


def test_what_is_not_tested_says_why() -> None:
    lines = table(requirement(rule=NotTested(reason="Nobody\n  can.")))
    assert "## Role keeper: 0 of 1 requirements tested" in lines
    assert lines[-1] == "| N-99 | MUST | all | Nobody can. |"
    assert not any("killer |" in line for line in lines)


def test_without_a_killer_the_cell_is_empty() -> None:
    assert table(requirement())[-1].endswith("| 0 + 0 |  |")


def test_the_table_is_the_same_each_time() -> None:
    bundle = notes()
    assert coverage(bundle.profile, bundle.folder, {}) == coverage(bundle.profile, bundle.folder, {})
    fewer = msgspec.structs.replace(bundle.profile, requirements=bundle.profile.requirements[1:])
    assert coverage(fewer, bundle.folder, {}) != coverage(bundle.profile, bundle.folder, {})
