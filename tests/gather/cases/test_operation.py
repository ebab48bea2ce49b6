"""The cases of an operation are right and wrong as they say, all different, and the same for the same seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from schemas import body_of, operation_of

from harness.contract import Operation
from harness.gather.cases import Case, cases_of
from harness.jsonbytes import NotJson, parse

NEW = {
    "type": "object",
    "required": ["name", "count"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 20},
        "count": {"type": "integer", "minimum": 0, "maximum": 9},
        "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}}
TENANT = {"name": "Tenant", "in": "header", "required": True, "schema": {"enum": ["a", "b"]}}


def creating(**described: Any) -> Operation:
    return operation_of("/things/{id}", "post", requestBody=body_of(NEW), **described)


def valid(case: Case, operation: Operation) -> bool:
    schema = operation.request_bodies["application/json"].schema
    value = parse(case.body)
    return case.media_type == "application/json" and not isinstance(value, NotJson) and schema.is_valid(value)  # type: ignore[union-attr]


def test_right_bodies_keep_the_schema_and_wrong_ones_break_it() -> None:
    operation = creating()
    made = cases_of(operation, 1, 40)
    assert all(valid(case, operation) for case in made if case.right)
    doubtful = ("hard to hold", "odd text", "a name twice")
    wrong = [case for case in made if not case.right and not case.why.endswith(doubtful) and "path:" not in case.why]
    assert len(wrong) > 20
    assert not any(valid(case, operation) for case in wrong)


def test_as_many_as_asked_for_all_different() -> None:
    made = cases_of(creating(), 1, 30)
    assert sum(case.right for case in made) == 30
    assert sum(not case.right for case in made) == 30
    assert len({case.key for case in made}) == 60


def test_an_operation_with_nothing_to_vary_has_one_case() -> None:
    made = cases_of(operation_of("/health", "get"), 1, 30)
    assert [(case.right, case.body, case.query) for case in made] == [(True, b"", ())]


def test_another_seed_asks_other_questions() -> None:
    assert cases_of(creating(), 1, 20) == cases_of(creating(), 1, 20)
    assert cases_of(creating(), 1, 20) != cases_of(creating(), 2, 20)


def test_parameters_are_tried_one_at_a_time() -> None:
    operation = operation_of("/things", "get", parameters=[LIMIT, TENANT])
    made = cases_of(operation, 1, 60)
    assert ("header:Tenant",) in [case.own for case in made if not case.right and case.fields == ()]
    assert {"1", "50"} <= {text for case in made if case.right for name, text in case.query if name == "limit"}
    assert {"0", "51"} <= {text for case in made if not case.right for name, text in case.query if name == "limit"}


def test_a_form_is_written_as_one() -> None:
    form = "application/x-www-form-urlencoded"
    made = cases_of(operation_of("/things", "post", requestBody=body_of(NEW, form)), 1, 10)
    assert {case.media_type for case in made if case.right} == {form}
    assert b"name=" in made[0].body


def test_where_no_right_body_can_be_made_there_is_no_right_case() -> None:
    never = {"allOf": [{"type": "string"}, {"type": "integer"}]}
    assert not any(case.right for case in cases_of(operation_of("/x", requestBody=body_of(never)), 1, 5))


DIGEST = """
import hashlib, sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/gather/cases"]
from test_operation import creating
from harness.gather.cases import cases_of
print(hashlib.sha256(repr(cases_of(creating(), 1, 40)).encode()).hexdigest())
"""


def test_the_same_in_another_process_whatever_its_hash_seed_and_folder(tmp_path: Path) -> None:
    tests = str(Path(__file__).resolve().parents[2])
    found = set()
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-c", DIGEST, tests]
        done = subprocess.run(
            command, cwd=tmp_path, env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_bounds_of_a_parameter_are_tried_alone_however_many_free_texts_there_are() -> None:
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    described = [{"name": "bbox", "in": "query", "schema": box, "style": "form", "explode": False}, LIMIT]
    free = [{"name": f"word{n}", "in": "query", "schema": {"type": "string"}} for n in range(12)]
    operation = operation_of("/things", "get", parameters=[*free, *described])
    for seed in range(5):
        alone = [case.query for case in cases_of(operation, seed, 20) if case.right and len(case.query) == 1]
        assert {pair for (pair,) in alone} >= {("limit", "1"), ("limit", "50")}
        assert any(name == "bbox" and text.count(",") == 5 for ((name, text),) in alone)
        assert any(name.startswith("word") for ((name, _),) in alone)
