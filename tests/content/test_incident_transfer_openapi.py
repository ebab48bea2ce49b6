"""The description of incident-transfer 1.0 keeps its own rules: references, examples, operations, statuses, lint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "profiles" / "incident-transfer" / "1.0"
DOCUMENT: dict[str, Any] = yaml.load((HOME / "openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

READ = {"400", "401", "403", "404", "405", "406", "422", "429"}
WRITE = READ | {"409", "413", "415"}


def nodes(node: Any, pointer: str = "#") -> Iterator[tuple[str, Any]]:
    """Yield each node of a document with its JSON pointer."""
    yield pointer, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from nodes(value, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from nodes(value, f"{pointer}/{index}")


ALL = dict(nodes(DOCUMENT))


def resolved(node: Any) -> Any:
    """Follow a reference to the end."""
    while isinstance(node, dict) and "$ref" in node:
        node = ALL[node["$ref"]]
    return node


def operations(part: str) -> dict[str, dict[str, Any]]:
    """Return `METHOD path` -> operation, of `paths` or `webhooks`."""
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in DOCUMENT[part].items()
        for method in METHODS
        if method in item
    }


PATHS = operations("paths")
EVERY = {**PATHS, **operations("webhooks")}
CONTENTS = {
    pointer: node for pointer, node in ALL.items() if pointer.endswith("/content") and "/schemas/" not in pointer
}
MEDIA = {f"{at}/{name}": media for at, content in CONTENTS.items() for name, media in content.items()}


def validator(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema of the document, formats asserted, with the document's own components in reach."""
    whole = {"$schema": DIALECT, "components": {"schemas": DOCUMENT["components"]["schemas"]}, **schema}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def refused(name: str, value: Any) -> bool:
    """Say whether the named schema refuses a value."""
    return not validator({"$ref": f"#/components/schemas/{name}"}).is_valid(value)


def example(name: str) -> dict[str, Any]:
    """Return a copy of a named example's value."""
    return dict(DOCUMENT["components"]["examples"][name]["value"])


def test_each_reference_resolves() -> None:
    targets = {at: node["$ref"] for at, node in ALL.items() if isinstance(node, dict) and "$ref" in node}
    assert targets
    assert {at: target for at, target in targets.items() if target not in ALL} == {}


def test_operation_ids_are_unique_and_in_camel_case() -> None:
    ids = Counter(operation["operationId"] for operation in EVERY.values())
    assert [name for name, count in ids.items() if count > 1 or not re.fullmatch(r"[a-z][A-Za-z]+", name)] == []


@pytest.mark.parametrize("label", PATHS)
def test_each_operation_documents_its_refusals(label: str) -> None:
    operation = PATHS[label]
    wanted = READ if label.startswith("GET") else WRITE
    if "{" not in label and label.startswith("GET"):
        wanted = wanted - {"404"}
    if label.startswith("PATCH"):
        wanted = wanted | {"412", "428"}
    statuses = {status for status in operation["responses"] if not status.startswith("2")}
    assert statuses == wanted


@pytest.mark.parametrize("label", PATHS)
def test_each_refusal_is_a_problem(label: str) -> None:
    for status, response in PATHS[label]["responses"].items():
        if status.startswith("4"):
            assert list(resolved(response)["content"]) == ["application/problem+json"], status


def test_the_refusals_that_need_a_header_require_it() -> None:
    responses = DOCUMENT["components"]["responses"]
    for response, header in (("Unauthorised", "WWW-Authenticate"), ("MethodNotAllowed", "Allow")):
        assert resolved(responses[response]["headers"][header])["required"] is True


def test_the_log_is_append_only() -> None:
    item = DOCUMENT["paths"]["/incidents/{incidentId}/log-entries/{entryId}"]
    assert [method for method in METHODS if method in item] == ["get"]


@pytest.mark.parametrize("label", [label for label in PATHS if not label.startswith("GET")])
def test_each_write_carries_the_envelope_and_needs_the_write_scope(label: str) -> None:
    (media,) = PATHS[label]["requestBody"]["content"].values()
    assert PATHS[label]["security"] == [{"oauth": ["incidents:write"]}]
    for key in ("messageId", "sender", "sentAt"):
        value = dict(resolved(next(iter(media["examples"].values())))["value"])
        del value[key]
        assert not validator(media["schema"]).is_valid(value), key


LISTS = {label: op for label, op in PATHS.items() if op["operationId"].startswith(("list", "getIncidentHistory"))}


@pytest.mark.parametrize("label", LISTS)
def test_each_list_is_paged(label: str) -> None:
    assert {resolved(p)["name"] for p in LISTS[label]["parameters"]} == {"limit", "cursor"}
    schema = LISTS[label]["responses"]["200"]["content"]["application/json"]["schema"]
    assert not validator(schema).is_valid({"items": []})
    assert not validator(schema).is_valid({"items": [{}], "total": 1})
    assert validator(schema).is_valid({"items": [], "total": 0})


@pytest.mark.parametrize("pointer", MEDIA)
def test_each_body_has_named_examples_that_validate(pointer: str) -> None:
    media = MEDIA[pointer]
    check = validator(media["schema"])
    assert media["examples"]
    for name, given in media["examples"].items():
        errors = [f"{error.instance_path}: {error.message}" for error in check.iter_errors(resolved(given)["value"])]
        assert errors == [], name


def test_every_body_and_every_success_was_looked_at() -> None:
    bodies = [
        label for label, operation in EVERY.items() if "content" not in operation.get("requestBody", {"content": 0})
    ]
    successes = [
        label
        for label, operation in PATHS.items()
        for status, response in operation["responses"].items()
        if status.startswith("2") and not resolved(response).get("content")
    ]
    assert (bodies, successes) == ([], [])
    assert len(MEDIA) > 2 * len(PATHS) - 10


def test_each_parameter_example_validates() -> None:
    examples = {name: p for name, p in DOCUMENT["components"]["parameters"].items() if "example" in p}
    assert examples
    assert [name for name, p in examples.items() if not validator(p["schema"]).is_valid(p["example"])] == []


def test_the_status_of_each_example_problem_is_the_status_it_stands_under() -> None:
    seen = 0
    for operation in PATHS.values():
        for status, response in operation["responses"].items():
            for media in resolved(response)["content"].values() if status.startswith("4") else ():
                for given in media["examples"].values():
                    assert resolved(given)["value"]["status"] == int(status)
                    seen += 1
    assert seen > 100


VIOLATIONS = [
    ("IT-002", "NewIncident", "newIncidentByUprn", {"location": None}),
    ("IT-003", "NewIncident", "newIncidentByUprn", {"location": {"description": "by the bridge"}}),
    ("IT-003", "NewIncident", "newIncidentByUprn", {"location": {"coordinate": {"latitude": 52.3, "longitude": -4.8}}}),
    ("IT-005", "NewIncident", "newIncidentByUprn", {"sender": {"author": "A", "role": "operator"}}),
    ("IT-007", "NewAcknowledgement", "newAcceptance", {"status": "rejected"}),
    ("IT-017", "NewLogEntry", "newNote", {"sentAt": "2025-03-01T14:00:00"}),
    ("IT-020", "NewLogEntry", "newNote", {"kind": "correction"}),
    ("IT-023", "NewMethane", "newMethane", {"majorIncident": None}),
    ("IT-023", "NewMethane", "newMethane", {"majorIncident": "yes"}),
    ("IT-024", "NewMethane", "newMethane", {"exactLocation": "by the bridge"}),
    ("IT-026", "NewMethane", "newMethane", {"access": {"routes": ["north"], "egress": "south"}}),
    ("IT-027", "NewMethane", "newMethane", {"casualties": [{"number": -1, "type": "adult", "severity": "P1"}]}),
    ("IT-028", "NewMethane", "newMethane", {"services": {"present": ["police"]}}),
    ("IT-031", "NewLogEntry", "newNote", {"kind": "decision"}),
    ("IT-035", "NewLink", "newLink", {"relation": "SIBLING"}),
    ("IT-037", "NewIncident", "newIncidentByUprn", {"narrative": "x" * 2001}),
    ("IT-072", "NewIncident", "newIncidentByUprn", {"location": {"uprn": "9999000000011"}}),
    ("IT-073", "NewIncident", "newIncidentByUprn", {"receiver": {"agency": "police"}}),
]


@pytest.mark.parametrize("requirement, schema, name, change", VIOLATIONS)
def test_a_schema_refuses_what_its_requirement_forbids(
    requirement: str, schema: str, name: str, change: dict[str, Any]
) -> None:
    assert not refused(schema, example(name))
    assert refused(schema, {**example(name), **change}), requirement


def test_text_at_its_limit_is_allowed_counted_in_characters() -> None:
    assert not refused("NewIncident", {**example("newIncidentByUprn"), "narrative": "\U0001f692" * 2000})


def test_properties_that_can_carry_personal_data_are_marked() -> None:
    marked = {at.split("/schemas/")[1] for at, node in ALL.items() if isinstance(node, dict) and node.get("x-personal")}
    assert {
        "Text",
        "Person/properties/name",
        "Person/properties/contactNumber",
        "Person/properties/condition",
        "Sender/properties/author",
    } <= marked


def test_examples_hold_synthetic_persons_and_places_only() -> None:
    text = (HOME / "openapi.yaml").read_text(encoding="utf-8")
    numbers = re.findall(r"contactNumber: '([^']+)'", text)
    hosts = re.findall(r"https?://([^/'\s]+)", text)
    postcodes = re.findall(r"postcode: '([A-Z][^']+)'", text)
    assert numbers
    assert postcodes
    assert [n for n in numbers if not n.startswith(("07700 900", "01632 960"))] == []
    assert [host for host in hosts if not host.endswith("example.org")] == []
    assert [code for code in postcodes if not code.startswith("ZZ99")] == []
