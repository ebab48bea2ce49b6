"""All that a description refers to comes into one document, which means what the many meant."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from described import document

from harness.contract import Contract, compile_contract
from harness.contract.normal import ref_to
from harness.contract.recorded import record_of
from harness.contract.vendor import DOCUMENTS, VENDORED, Missing, Refused, Vendored, vendor
from harness.errors import ContractError
from harness.gather.descriptions.vendoring import Documents
from harness.yamlfile import loads


def brought(files: dict[str, Any], main: str = "main.json") -> Vendored:
    """Vendor a description over several files; those whose value is text or bytes are taken as they are."""

    def read(address: str, base: str) -> tuple[str, bytes]:
        if address not in files:
            raise Refused(f"{address} is not there")
        value = files[address]
        data = value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else None
        return address, data if data is not None else json.dumps(value).encode()

    return vendor(read, main)


def reply(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}


def compiled(value: dict[str, Any]) -> Contract:
    return compile_contract(loads(json.dumps(value).encode(), "openapi.json", ContractError))


def test_what_is_needed_comes_in_with_its_digest_and_the_rest_does_not() -> None:
    files = {
        "main.json": document({"/a": {"get": reply({"$ref": "one.json#/x"})}}),
        "one.json": {"x": {"items": {"$ref": "two.yaml"}, "y": {"$ref": "#/z"}}, "z": True, "unused": {"$ref": "no"}},
        "two.yaml": "type: integer\n",
    }
    found = brought(files)
    schema = found.document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": f"#/{DOCUMENTS}/0/x"}
    assert found.document[DOCUMENTS] == {
        "0": {"x": {"items": {"$ref": f"#/{DOCUMENTS}/1"}, "y": {"$ref": f"#/{DOCUMENTS}/0/z"}}, "z": True},
        "1": {"type": "integer"},
    }
    assert [each["address"] for each in found.document[VENDORED]] == ["main.json", "one.json", "two.yaml"]
    assert found.document[VENDORED][2]["sha256"] == hashlib.sha256(b"type: integer\n").hexdigest()
    assert found.missing == ()
    assert compiled(found.document).gaps == ()


def test_a_description_that_refers_to_nothing_stays_as_it_is() -> None:
    value = document({"/a": {"get": reply({"$ref": "#/components/schemas/A"})}}, components={"schemas": {"A": {}}})
    found = brought({"main.json": value})
    assert {key: each for key, each in found.document.items() if key != VENDORED} == value


def test_circles_between_documents_end() -> None:
    files = {
        "main.json": document({"/a": {"get": reply({"$ref": "a.json"})}}),
        "a.json": {"properties": {"b": {"$ref": "b.json"}}, "type": "object"},
        "b.json": {"items": {"$ref": "a.json#"}, "maxItems": 1},
    }
    contract = compiled(brought(files).document)
    schema: Any = contract.operations[0].replies["200"].media["application/json"].schema
    assert schema.is_valid({"b": [{"b": []}]})
    assert not schema.is_valid({"b": [1]})


def test_mappings_links_anchors_and_lists() -> None:
    main = document(
        {
            "/a": {
                "get": reply({"discriminator": {"propertyName": "k", "mapping": {"x": "s.json#named", "y": "Y"}}}),
                "post": {"responses": {"200": {"links": {"l": {"operationRef": "ops.json#/list/1/get"}}}}},
            }
        }
    )
    files = {
        "main.json": main,
        "s.json": {"defs": {"n": {"$anchor": "named", "type": "object"}}},
        "ops.json": {"list": [{"$ref": "unread"}, {"get": {}, "put": {}}]},
    }
    found = brought(files)
    operations = found.document["paths"]["/a"]
    schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    numbers = {each["address"]: index for index, each in enumerate(found.document[VENDORED][1:])}
    assert schema["discriminator"]["mapping"] == {"x": f"#/{DOCUMENTS}/{numbers['s.json']}/defs/n", "y": "Y"}
    link = operations["post"]["responses"]["200"]["links"]["l"]
    assert link == {"operationRef": f"#/{DOCUMENTS}/{numbers['ops.json']}/list/1/get"}
    assert found.document[DOCUMENTS][str(numbers["ops.json"])] == {"list": [None, {"get": {}}]}


def test_what_cannot_be_brought_in_is_named_and_left() -> None:
    main = document({"/a": {"get": reply({"$ref": "none.json"})}, "/b": {"get": reply({"$ref": "s.json#/none"})}})
    found = brought({"main.json": main, "s.json": {}})
    at = "main.json#/paths/~1{}/get/responses/200/content/application~1json/schema"
    assert set(found.missing) == {
        Missing("none.json", at.format("a"), "none.json is not there"),
        Missing("s.json#/none", at.format("b"), "nothing stands at s.json#/none"),
    }
    assert found.document["paths"]["/a"] == main["paths"]["/a"]


def test_a_schema_that_goes_by_an_address_is_not_looked_for_elsewhere() -> None:
    schemas = {"A": {"$id": "https://example.org/a", "type": "integer"}}
    main = document({"/a": {"get": reply({"$ref": "https://example.org/a"})}}, components={"schemas": schemas})
    contract = compiled(brought({"main.json": main}).document)
    schema: Any = contract.operations[0].replies["200"].media["application/json"].schema
    assert not schema.is_valid("x")


def test_dynamic_anchors_keep_their_document() -> None:
    template = {"items": {"$dynamicRef": "#t"}, "$defs": {"t": {"$dynamicAnchor": "t", "type": "null"}}}
    numbers = {"$ref": "list.json", "$defs": {"t": {"$dynamicAnchor": "t", "type": "integer"}}}
    main = document({"/a": {"get": reply({"$ref": "numbers.json"})}, "/b": {"get": reply({"$ref": "list.json"})}})
    contract = compiled(brought({"main.json": main, "list.json": template, "numbers.json": numbers}).document)
    first, second = (each.replies["200"].media["application/json"].schema for each in contract.operations)
    assert [first.is_valid([1]), first.is_valid([None])] == [True, False]  # type: ignore[union-attr]
    assert [second.is_valid([1]), second.is_valid([None])] == [False, True]  # type: ignore[union-attr]


def test_one_yaml_object_in_two_places_is_written_anew_once() -> None:
    text = "a: &a {$ref: part.json}\nopenapi: 3.1.0\ninfo: {}\npaths: {}\ncomponents: {schemas: {A: *a, B: *a}}\n"
    found = brought({"main.yaml": text, "part.json": {}}, "main.yaml")
    assert found.missing == ()
    assert found.document["components"]["schemas"]["B"] == {"$ref": f"#/{DOCUMENTS}/0"}


def test_to_bring_in_twice_is_to_bring_in_once() -> None:
    files = {"main.json": document({"/a": {"get": reply({"$ref": "s.json"})}}), "s.json": {"type": "string"}}
    once = brought(files).document
    assert brought({"main.json": once}).document == once
    once["paths"]["/b"] = {"get": reply({"$ref": "t.json"})}
    again = brought({"main.json": once, "t.json": {"type": "null"}}).document
    assert again[DOCUMENTS] == {"0": {"type": "string"}, "1": {"type": "null"}}
    assert [each["address"] for each in again[VENDORED]] == ["main.json", "s.json", "t.json"]


@pytest.mark.parametrize("text", [b"[]", b"{", b"\xff", b"7"])
def test_what_is_no_description_is_refused(text: bytes) -> None:
    with pytest.raises(ContractError):
        brought({"main.json": text})


def test_many_and_large_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.contract.vendor.MOST_DOCUMENTS", 2)
    schemas = {f"S{n}": {"$ref": f"{n}.json"} for n in range(3)}
    files = {"main.json": document({}, components={"schemas": schemas}), **{f"{n}.json": {} for n in range(3)}}
    assert len(brought(files).missing) == 2


OWN = "../main.yaml#/components/schemas/Own"
FILES = {
    "main.yaml": document(
        {
            "/a/{id}": {"$ref": "paths/a.yaml"},
            "/b": {"get": {"parameters": [{"$ref": "parts.yaml#/parameters/q"}], "responses": {"200": {}}}},
        },
        components={"schemas": {"Own": {"properties": {"pet": {"$ref": "schemas/pet.yaml"}}}}},
    ),
    "paths/a.yaml": {
        "parameters": [{"$ref": "../parts.yaml#/parameters/id"}],
        "post": {
            "requestBody": {"content": {"application/json": {"schema": {"$ref": OWN}}}},
            "responses": {"201": {"$ref": "../parts.yaml#/responses/made"}, "404": {"$ref": "nowhere.yaml"}},
        },
    },
    "parts.yaml": {
        "parameters": {
            "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
            "q": {"name": "q", "in": "query", "schema": {"$ref": "schemas/pet.yaml#/properties/kind"}},
        },
        "responses": {"made": {"content": {"application/json": {"schema": {"$ref": "schemas/pet.yaml"}}}}},
    },
    "schemas/pet.yaml": {
        "type": "object",
        "properties": {"kind": {"enum": ["cat"]}, "next": {"$ref": "#"}, "own": {"$ref": OWN}},
    },
}  # fmt: skip


def test_one_document_means_what_the_many_meant(tmp_path: Path) -> None:
    """The two contracts have the same record, but for the names of places."""
    for name, value in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(yaml.safe_dump(value, sort_keys=False))
    found = vendor(Documents(tmp_path), "main.yaml")
    many, one = compile_contract(tmp_path / "main.yaml"), compiled(found.document)
    places = {f"#/{DOCUMENTS}/{n}": f"{each}#" for n, (each, _) in enumerate(found.sources[1:])}

    text = json.dumps(_record(one))
    for new, old in places.items():
        text = text.replace(new, old).replace(_in_ref(new), _in_ref(old))
    assert json.loads(text) == _record(many)
    assert len(many.gaps) == len(one.gaps) == 1


def _record(contract: Contract) -> Any:
    """The record without its digest and why there is a gap, which tell of places in other words."""
    record = msgspec.json.decode(msgspec.json.encode(record_of(contract)))
    replies = [reply for operation in record["operations"] for reply in operation["replies"]]
    for gap in (*record["gaps"], *(reply["unresolved"] for reply in replies if "unresolved" in reply)):
        gap["reason"] = ""
    return {**record, "digest": ""}


def _in_ref(place: str) -> str:
    return ref_to(place).removeprefix("#/$defs/")
