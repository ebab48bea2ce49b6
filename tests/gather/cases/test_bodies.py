"""Bodies are right where they should be, wrong where they should be, and near to what they were made from."""

from __future__ import annotations

from random import Random

from schemas import schema_of

from harness.gather.cases.bodies import Bodies
from harness.gather.cases.wrong import EITHER

SCHEMA = {
    "type": "object",
    "required": ["name", "inner"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "inner": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "maximum": 9}}},
        "list": {"type": "array", "maxItems": 2, "items": {"enum": ["a", "b"]}},
    },
}


def bodies(*examples: object) -> Bodies:
    return Bodies(schema_of(SCHEMA), examples)


def test_examples_come_first_and_those_that_break_the_schema_are_passed_over() -> None:
    good, bad = {"name": "x", "inner": {"n": 3}}, {"name": "", "inner": {}}
    made = bodies(bad, good)
    assert made.bases[0] == good
    assert bad not in made.bases


def test_right_changes_reach_every_place_and_keep_the_schema() -> None:
    made = bodies()
    changed = [(change, made.done(change)) for change in made.right_changes()]
    right = [(change, value) for change, value in changed if made.schema.is_valid(value)]
    assert {change.steps for change, _ in right} >= {("name",), ("inner", "n"), ("list",), ("list", 0)}
    assert any(change.out and change.steps == ("list",) for change, _ in right)


def test_wrong_changes_break_one_thing() -> None:
    made = bodies()
    wrong = [change for change in made.wrong_changes() if not made.schema.is_valid(made.done(change))]
    assert {change.steps for change in wrong} >= {(), ("name",), ("inner",), ("inner", "n"), ("list", 0)}


def test_most_of_what_chance_breaks_is_broken() -> None:
    made, random = bodies(), Random(1)
    broken = [made.broken(made.bases[0], random) for _ in range(60)]
    assert sum(not made.schema.is_valid(value) for value in broken) > 40


def test_what_is_altered_stays_right_mostly() -> None:
    made, random = bodies(), Random(1)
    altered = [made.altered(made.bases[0], random) for _ in range(60)]
    assert sum(made.schema.is_valid(value) for value in altered) > 40
    assert len({str(value) for value in altered}) > 5


def test_a_value_known_from_elsewhere_is_put_under_its_name() -> None:
    made = bodies()
    found = made.with_known(made.bases[0], Random(1), lambda name: ["seen"] if name == "name" else [])
    assert found == {**made.bases[0], "name": "seen"}
    assert made.with_known(made.bases[0], Random(1), lambda name: []) == made.bases[0]


def test_the_reasons_name_the_place() -> None:
    whys = {change.why for change in bodies().wrong_changes()}
    assert "inner/n: maximum" in whys
    assert f"name: {EITHER}" in whys
