"""A script is read with every mistake named by file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from partner_client import MOCK

from harness import content
from harness.errors import MockError
from harness.partner.defects import list_defects
from harness.partner.host import prepared
from harness.partner.script import read, script, unshared

HEAD = """name: tiny
title: Tiny
says: A partner that lists agencies.
profile: incident-transfer@1.0
role: receiver
authority: {issuer: here, audience: us, clients: {own: {agency: GB-POL-X01, scopes: [read]}}}
state: {things: {key: id, records: [{id: a}], file: more.yaml}}
sequences:
  start:
    - {id: one, act: wait, seconds: 0}
    - {id: two, act: wait, seconds: 0}
"""
GOOD = (
    HEAD
    + """operations:
  listAgencies:
    - {act: use, sequence: start, without: [two]}
    - {id: three, act: page, in: things}
"""
)


def write(folder: Path, text: str = GOOD, defects: str = "") -> str:
    folder.mkdir(exist_ok=True)
    (folder / "mock.yaml").write_text(text, encoding="utf-8")
    (folder / "more.yaml").write_text("- {id: b}\n", encoding="utf-8")
    if defects:
        (folder / "defects.yaml").write_text(defects, encoding="utf-8")
    return str(folder)


def refused(name: str, *defects: str) -> MockError:
    with pytest.raises(MockError) as caught:
        prepared(name, defects, 1, lambda: 0.0)
    return caught.value


def test_sequences_and_files_are_written_out(tmp_path: Path) -> None:
    mock = read(write(tmp_path))
    found = script(mock)
    assert [act.id for act in found.operations["listAgencies"]] == ["one", "three"]
    assert [record["id"] for record in found.state["things"].records] == ["a", "b"]
    assert mock.places["listAgencies/one"].endswith("mock.yaml:10")
    assert mock.places["listAgencies/three"].endswith("mock.yaml:15")
    assert prepared(str(tmp_path), (), 1, lambda: 0.0)


def test_a_mock_without_defects_has_none(tmp_path: Path) -> None:
    assert list_defects(write(tmp_path)) == ()


@pytest.mark.parametrize(
    "old, new, line, message",
    [
        ("act: page", "act: pge", 15, "pge"),
        ("in: things}", "inn: things}", 15, "unknown key 'inn'"),
        ("sequence: start, ", "sequence: star, ", 14, "the sequence 'star' is not there"),
        ("without: [two]", "without: [four]", 14, "has no act 'four'"),
        ("id: three", "id: one", 15, "two acts 'one'"),
        ("seconds: 0", "seconds: none", 10, "expected a number"),
        ("title: Tiny", "title: Tiny\ntitel: Tiny", 3, "unknown key 'titel'"),
        ("seconds: 0", "seconds: 0, when: $nobody.knows", 10, "listAgencies/one"),
        ("in: things}", "in: things, when: $now}", 15, "does not end with an answer"),
        ("listAgencies:", "listAgency:", 0, "no operation 'listAgency'"),
        ("listAgencies:", "LIST /agencies:", 0, "is no operation"),
        ("key: id,", "key: code,", 7, "a record of things has no text under 'code'"),
        ("{id: one, act: wait, seconds: 0}", "{act: use, sequence: start}", 10, "is used by itself"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    error = refused(write(tmp_path, GOOD.replace(old, new, 1)))
    assert message in str(error)
    assert error.where.endswith(f"mock.yaml:{line}" if line else "mock.yaml")


def test_text_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "name: tiny\ntitle: [\n"))
    assert "not YAML" in str(error)
    assert error.where.endswith("mock.yaml:3")


def test_an_unknown_mock_is_named_with_its_neighbour() -> None:
    error = refused("receiving-controlroom")
    assert "there is no mock 'receiving-controlroom'" in str(error)
    assert MOCK in error.hint


DEFECT = "defects:\n  - {name: odd, says: Odd., kills: [IT-001], patch: [{remove: listAgencies/one}]}\n"


@pytest.mark.parametrize(
    "old, new, line, message",
    [
        ("remove: listAgencies", "remoove: listAgencies", 2, "unknown key 'remoove'"),
        ("listAgencies/one", "listAgencies/nine", 0, "'listAgencies/nine', which is not there"),
        ("{remove: listAgencies/one}", "{wire: {name: drp}}", 2, "drp"),
        ("remove: listAgencies/one", "set: listAgencies/three/in, to: 7", 0, "does not hold together"),
    ],
)
def test_a_mistake_in_a_defect_is_named(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in DEFECT
    error = refused(write(tmp_path, defects=DEFECT.replace(old, new, 1)), "odd")
    assert message in str(error)
    if line:
        assert error.where.endswith(f"defects.yaml:{line}")


def test_a_defect_given_twice_is_named(tmp_path: Path) -> None:
    twice = DEFECT + DEFECT.split("\n", 1)[1]
    with pytest.raises(MockError, match="'odd' is given twice") as caught:
        list_defects(write(tmp_path, defects=twice))
    assert caught.value.where.endswith("defects.yaml:3")


def test_a_defect_may_take_every_act_of_an_operation_s_end_only_if_another_answers(tmp_path: Path) -> None:
    defects = DEFECT.replace("listAgencies/one", "listAgencies/three")
    assert "does not end with an answer" in str(refused(write(tmp_path, defects=defects), "odd"))


def test_every_mock_that_is_shipped_can_be_played_with_each_of_its_defects() -> None:
    for path in sorted(content.root("mocks").glob("*/mock.yaml")):
        prepared(path.parent.name, (), 1, lambda: 0.0)
        for defect in list_defects(path.parent.name):
            assert defect.says.endswith(".")


def test_copies_share_nothing() -> None:
    one = {"a": 1}
    copy = unshared({"x": one, "y": one})
    copy["x"]["a"] = 2
    assert (copy, one) == ({"x": {"a": 2}, "y": {"a": 1}}, {"a": 1})


def test_a_file_is_read_anew_when_it_has_changed(tmp_path: Path) -> None:
    name = write(tmp_path)
    assert read(name).data["title"] == "Tiny"
    (tmp_path / "mock.yaml").write_text(GOOD.replace("title: Tiny", "title: Large"), encoding="utf-8")
    os.utime(tmp_path / "mock.yaml", ns=(1, 1))
    assert read(name).data["title"] == "Large"
