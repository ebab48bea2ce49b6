"""The description of the reference records API keeps its own rules, and the linter has nothing to say of it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from harness.contract import compile_contract
from harness.contract.schema import Schema

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "mocks" / "reference-records" / "openapi.yaml"
DOCUMENT: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
CONTRACT = compile_contract(FILE)
OPEN = {"getService", "getDescription"}


def test_all_of_it_compiles() -> None:
    assert CONTRACT.gaps == ()
    assert len(CONTRACT.operations) == 34
    ids = Counter(operation.id for operation in (*CONTRACT.operations, *CONTRACT.webhooks))
    assert [name for name, count in ids.items() if count > 1 or not re.fullmatch("[a-z][A-Za-z]+", name)] == []


def test_paths_are_in_kebab_case_and_parameters_too() -> None:
    fixed = [part for path in DOCUMENT["paths"] for part in re.sub(r"\{\w+\}", "", path).split("/")]
    assert [part for part in fixed if not re.fullmatch(r"[a-z-]*|openapi\.json", part)] == []
    named = {p.name for operation in CONTRACT.operations for p in operation.parameters if p.location == "query"}
    assert [name for name in named if not re.fullmatch("[a-z-]+", name)] == []


def test_each_operation_describes_its_refusals() -> None:
    for operation in CONTRACT.operations:
        wanted = {"400", "405", "406"} if operation.id in OPEN else {"400", "401", "403", "405", "406"}
        if "{" in operation.path:
            wanted |= {"404"}
        if operation.request_bodies:
            wanted |= {"413", "415", "422"}
        if operation.parameter("header", "If-Match"):
            wanted |= {"412", "428"}
        assert wanted <= set(operation.replies), operation.id
        for status, reply in operation.replies.items():
            assert status < "400" or list(reply.media) == ["application/problem+json"]
            assert "correlation-id" in reply.headers


def test_each_example_keeps_its_schema() -> None:
    seen = 0
    for operation in (*CONTRACT.operations, *CONTRACT.webhooks):
        replies = (media for reply in operation.replies.values() for media in reply.media.values())
        for media in (*operation.request_bodies.values(), *replies):
            assert isinstance(media.schema, Schema)
            validator = jsonschema_rs.Draft202012Validator(media.schema.plain(), validate_formats=True)
            for name, value in media.examples:
                assert [error.message for error in validator.iter_errors(value)] == [], name
                seen += 1
    assert seen > 200


def test_examples_hold_synthetic_persons_and_places_only() -> None:
    text = FILE.read_text(encoding="utf-8")
    numbers = re.findall(r"contactNumber: ([0-9 ]+)", text)
    hosts = re.findall(r"https?://([^/'\s,}]+)", text)
    postcodes = re.findall(r"postcode: ([A-Z0-9 ]+)", text)
    assert numbers
    assert postcodes
    assert [number for number in numbers if not number.startswith(("07700 900", "01632 960"))] == []
    assert {host for host in hosts if not host.endswith("example.org")} == set()
    assert {code[:5] for code in postcodes} == {"ZZ99 "}
