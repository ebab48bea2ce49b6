"""What follows from a change between two versions of a profile."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.authoring.comparing import Comparison, Todo, compare
from harness.loading import Bundle, load_bundle
from harness.profile import Level, NotTested, Requirement

CORE = "requirements/core.yaml"
SCENES = "scenarios/core.arazzo.yaml"
NEW = """
- id: DR-04
  role: provider
  class: core
  level: MUST
  basis: harness
  statement: It is new.
  source: {ref: own}
  rule: sequence/1
  with: {workflow: read-nothing, steps: [read]}
  probes: [{workflow: read-nothing}]
  explain: It is new.
"""
CHANGES = {
    "words": (CORE, "statement: The list", "statement: Each list", Todo.NOTHING, "its words"),
    "lowered": (CORE, "level: MUST", "level: SHOULD", Todo.NOTHING, "it was MUST and is SHOULD"),
    "raised-untested": (CORE, "level: SHOULD", "level: MUST", Todo.NOTHING, "it was SHOULD and is MUST"),
    "rule": (CORE, "statuses: [200]", "statuses: ['2xx']", Todo.JUDGE, "what it is judged by"),
    "more-effort": (CORE, "effort: {probes: 1}", "effort: {probes: 2}", Todo.GATHER, "more must be tried"),
    "probes": (CORE, "{workflow: read-all}", "{examples: [listRecords]}", Todo.GATHER, "what is done to the product"),
    "needs": (CORE, "  effort:", "  needs: [write]\n  effort:", Todo.GATHER, "what is done to the product"),
    "workflow": (SCENES, "such-record}", "such-record-here}", Todo.GATHER, "the workflow read-nothing"),
    "description": ("openapi.yaml", "maxLength: 200, desc", "maxLength: 90, desc", Todo.GATHER, "the description of"),
    "no-longer-tested": (
        CORE,
        "  rule: schema/1\n  with: {operations: [listRecords], statuses: [200]}\n",
        "  not_tested: Nobody can.\n",
        Todo.NOTHING,
        "nothing tests it any longer",
    ),
    "new": (CORE, "\n- id: DR-03", NEW + "\n- id: DR-03", Todo.GATHER, "it is new"),
}


def _compared(folder: Path, to: Path, file: str, before: str, after: str) -> Comparison:
    changed = Path(shutil.copytree(folder, to))
    text = (changed / file).read_text(encoding="utf-8")
    assert before in text
    (changed / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return compare(load_bundle(folder), load_bundle(changed))


@pytest.mark.parametrize("file, before, after, todo, words", CHANGES.values(), ids=CHANGES)
def test_a_change_says_what_is_to_be_done(
    roster: Path, tmp_path: Path, file: str, before: str, after: str, todo: Todo, words: str
) -> None:
    found = _compared(roster, tmp_path / "changed", file, before, after)
    assert any(words in each for one in found.changed for each in one.what), found.changed
    assert max((one.todo for one in found.changed), key=tuple(Todo).index) is todo
    (fate,) = found.fates
    assert (fate.role, fate.class_, fate.todo) == ("provider", "core", todo)
    assert bool(fate.requirements) is (todo is not Todo.NOTHING)


def test_the_same_profile_changes_nothing(roster: Path) -> None:
    bundle = load_bundle(roster)
    found = compare(bundle, bundle)
    assert found.changed == ()
    assert [fate.todo for fate in found.fates] == [Todo.NOTHING]


def test_a_lesser_effort_can_be_judged_from_what_is_there(roster: Path, tmp_path: Path) -> None:
    more = Path(shutil.copytree(roster, tmp_path / "more"))
    text = (more / CORE).read_text(encoding="utf-8")
    (more / CORE).write_text(text.replace("effort: {probes: 1}", "effort: {probes: 5}", 1), encoding="utf-8")
    (one,) = compare(load_bundle(more), load_bundle(roster)).changed
    assert one.todo is Todo.JUDGE


def _with(bundle: Bundle, one: Requirement) -> Bundle:
    return msgspec.structs.replace(bundle, profile=msgspec.structs.replace(bundle.profile, requirements=(one,)))


def _after(bundle: Bundle, one: Requirement, **change: Any) -> tuple[str, Todo]:
    (changed,) = compare(_with(bundle, one), _with(bundle, msgspec.structs.replace(one, **change))).changed
    return changed.what[0], changed.todo


def test_what_was_recommended_and_is_asked_for_is_judged_again_where_something_tests_it(roster: Path) -> None:
    bundle = load_bundle(roster)
    one = msgspec.structs.replace(bundle.profile.requirements[0], level=Level.SHOULD)
    assert _after(bundle, one, level=Level.MUST) == ("it was SHOULD and is MUST", Todo.JUDGE)
    untested = msgspec.structs.replace(one, rule=NotTested(reason="Nobody can."))
    assert _after(bundle, untested, level=Level.MUST) == ("it was SHOULD and is MUST", Todo.NOTHING)
    assert _after(bundle, untested, class_="base")[1] is Todo.NOTHING


def test_what_moves_to_another_class_was_not_asked_of_those_who_claim_that_alone(roster: Path) -> None:
    bundle = load_bundle(roster)
    said = _after(bundle, bundle.profile.requirements[0], class_="base")
    assert said == ("it was of the class core, role provider", Todo.GATHER)


def test_what_is_asked_no_longer_costs_nothing(roster: Path, tmp_path: Path) -> None:
    later = Path(shutil.copytree(roster, tmp_path / "later"))
    text = (later / CORE).read_text(encoding="utf-8")
    (later / CORE).write_text(text[: text.index("- id: DR-02")], encoding="utf-8")
    found = compare(load_bundle(roster), load_bundle(later))
    assert {(one.requirement, one.what, one.todo) for one in found.changed} == {
        (name, ("it is asked no longer",), Todo.NOTHING) for name in ("DR-02", "DR-03")
    }
    assert [fate.todo for fate in found.fates] == [Todo.NOTHING]


def test_a_class_that_is_gone_is_to_be_shown_anew(roster: Path, tmp_path: Path) -> None:
    later = Path(shutil.copytree(roster, tmp_path / "later"))
    for file in (later / CORE, later / "profile.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("class: core", "class: base").replace("id: core", "id: base"), encoding="utf-8")
    (fate,) = compare(load_bundle(roster), load_bundle(later)).fates
    assert (fate.class_, fate.todo) == ("core", Todo.GATHER)
