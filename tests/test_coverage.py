"""The table of a profile shows how each requirement is tested, what kills it, and why others are not tested."""

from __future__ import annotations

from pathlib import Path

import msgspec
from building import profile_of, requirement

from harness.coverage import coverage, examples
from harness.profile import NotTested, Probe, Profile, Requirement, Role


def probed(name: str, *probes: Probe) -> Requirement:
    """Return a requirement with these probes."""
    return msgspec.structs.replace(requirement("status/1", id=name), probes=probes)


def rows(table: str) -> dict[str, list[str]]:
    """Return the cells after the first of each row of a table, by the first."""
    lines = (line.strip("|").split("|") for line in table.splitlines() if line.startswith("| N-"))
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}


def with_roles(profile: Profile, *roles: str) -> Profile:
    """Return the profile with these roles."""
    return msgspec.structs.replace(profile, roles=tuple(Role(id=name, title=name) for name in roles))


def test_a_row_shows_probes_rule_examples_and_killers(tmp_path: Path) -> None:
    for name in ("conforms/a.json", "conforms/b.json", "violates/a.json", "violates/notes.txt"):
        file = tmp_path / "examples" / "N-01" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    many = tuple(f"operation{n}" for n in range(6))
    profile = profile_of(
        probed("N-01", Probe(workflow="open-note"), Probe(protocol="methods")),
        probed("N-02", Probe(protocol="head", operations=("getNote", "listNotes")), Probe(examples=("createNote",))),
        probed("N-03", Probe(fuzz=many), Probe(fuzz=many[:5])),
    )
    found = rows(coverage(profile, tmp_path, {"N-01": ("forgets", "crashes")}))
    assert found == {
        "N-01": ["MUST", "all", "workflow open-note; methods: all", "status/1", "2 + 1", "forgets, crashes"],
        "N-02": ["MUST", "all", "head: getNote, listNotes; examples: createNote", "status/1", "0 + 0", ""],
        "N-03": ["MUST", "all", f"fuzz: 6 operations; fuzz: {', '.join(many[:5])}", "status/1", "0 + 0", ""],
    }


def test_what_is_not_tested_stands_apart_with_its_reason_on_one_line(tmp_path: Path) -> None:
    reason = NotTested(reason="nobody\n  can hear it")
    untested = msgspec.structs.replace(requirement(id="N-02"), rule=reason)
    table = coverage(profile_of(probed("N-01", Probe(workflow="a")), untested), tmp_path, {})
    assert rows(table)["N-02"] == ["MUST", "all", "nobody can hear it"]
    assert "1 of 2 requirements tested" in table


def test_each_role_has_its_count_and_no_table_without_rows(tmp_path: Path) -> None:
    table = coverage(with_roles(profile_of(requirement()), "keeper", "reader"), tmp_path, {})
    keeper, reader = table.split("## Role ")[1:]
    assert keeper.startswith("keeper: 1 of 1 requirements tested")
    assert reader.strip() == "reader: 0 of 0 requirements tested"
    assert "not tested" not in keeper


def test_examples_come_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "examples" / "N-01" / "violates"
    folder.mkdir(parents=True)
    for name in ("b.json", "a.json", "c.txt"):
        (folder / name).touch()
    assert [file.name for file in examples(tmp_path, "N-01", "violates")] == ["a.json", "b.json"]
    assert examples(tmp_path, "N-01", "conforms") == ()
