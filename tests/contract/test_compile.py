"""Descriptions compile whole; what is none is refused with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from described import contract_of, document, one_operation, operation_of

from harness.contract import Schema, compile_contract, pack, unpack
from harness.errors import ContractError
from harness.yamlfile import loads

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "text, where, part",
    [
        ("", ":1", "must be an object"),
        ("[1]", ":1", "must be an object"),
        ("a: 1", ":1", "not an OpenAPI"),
        ("info: {}\nopenapi: 4.0.0\n", ":2", "4.0.0 cannot be read"),
        ("a: 1\nswagger: '1.2'\n", ":2", "1.2 cannot be read"),
        ("a: 1\nswagger: '2.0'\n", ":1", "neither paths nor webhooks"),
        ("openapi: 3.1.0\npaths:\nwebhooks: 1\n", ":2", "paths must be an object"),
        ("openapi: 3.1.0\ninfo: {}\n", ":1", "neither paths nor webhooks"),
        ("openapi: 3.1.0\ninfo: {}\n\npaths: []\n", ":4", "paths must be an object"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {\n", ":4", "not YAML"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {}\ninfo: {}\n", ":4", "occurs twice"),
    ],
)
def test_what_is_no_description_is_refused_with_file_and_line(tmp_path: Path, text: str, where: str, part: str) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(text)
    with pytest.raises(ContractError) as caught:
        compile_contract(path)
    assert caught.value.where == f"{path}{where}"
    assert part in caught.value.message


@pytest.mark.parametrize(
    "top, reason, where",
    [
        ("", "info must be an object with title and version", "#"),
        ("info:\n", "info must be an object with title and version", "#/info"),
        ("info: x\n", "info must be an object with title and version", "#/info"),
        ("info: {}\nwebhooks:\n", "webhooks must be an object", "#/webhooks"),
        ("info: {}\nwebhooks: [1]\n", "webhooks must be an object", "#/webhooks"),
        ("info: {title: , version: }\nservers: 3\ntags: x\nsecurity: y\ncomponents:\n", "", ""),
    ],
)
def test_what_is_lacking_at_the_top_is_a_gap_and_all_else_is_read(
    tmp_path: Path, top: str, reason: str, where: str
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(f"openapi: 3.1.0\n{top}paths: {{/a: {{get: {{responses: {{'200': {{description: Yes.}}}}}}}}}}\n")
    contract = compile_contract(path)
    assert [(gap.reason, gap.where) for gap in contract.gaps] == ([(reason, where)] if reason else [])
    assert [operation.id for operation in contract.operations] == ["GET /a"]
    assert (contract.title, contract.version) == ("", "")
    assert unpack(pack(contract)).gaps == contract.gaps


def test_a_description_over_several_files_compiles(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a: {$ref: paths.yaml#/a}\n"
    )
    (tmp_path / "paths.yaml").write_text(
        "a: {get: {responses: {200: {content: {application/json: {schema: {$ref: schemas/list.json}}}}}}}\n"
    )
    (tmp_path / "schemas" / "list.json").write_text(json.dumps({"items": {"$ref": "one.json#/$defs/one"}}))
    (tmp_path / "schemas" / "one.json").write_text(json.dumps({"$defs": {"one": {"type": "integer"}}}))
    contract = compile_contract(tmp_path / "openapi.yaml")
    schema = operation_of(contract).replies["200"].media["application/json"].schema
    assert contract.gaps == ()
    assert isinstance(schema, Schema)
    assert schema.is_valid([1])
    assert not schema.is_valid(["a"])


def test_formats_are_handed_in() -> None:
    node = {"content": {"application/json": {"schema": {"type": "string", "format": "force-code"}}}}
    made = one_operation({"requestBody": node})
    free = operation_of(made).request_bodies["application/json"].schema
    given = contract_of(
        document({"/a": {"post": {"requestBody": node, "responses": {}}}}), formats={"force-code": str.isdigit}
    )
    bound = operation_of(given).request_bodies["application/json"].schema
    assert isinstance(free, Schema)
    assert isinstance(bound, Schema)
    assert free.is_valid("x")
    assert bound.is_valid("12")
    assert not bound.is_valid("x")


def test_title_version_servers_and_security_schemes() -> None:
    contract = contract_of(
        document(
            {},
            servers=[{"url": "https://example.org/v1"}, 3],
            components={
                "securitySchemes": {
                    "o": {"type": "http", "scheme": "bearer", "description": "d"},
                    "p": {"$ref": "#/components/securitySchemes/o"},
                    "q": {"$ref": "#/nowhere"},
                }
            },
        )
    )
    assert (contract.title, contract.version, contract.servers) == ("Things", "1", ("https://example.org/v1",))
    scheme = {"type": "http", "scheme": "bearer"}
    assert contract.security_schemes == {"o": scheme, "p": scheme}


def test_the_version_may_be_written_as_a_number() -> None:
    contract = compile_contract(loads(b"openapi: 3.1\ninfo: {title: T, version: 1.0}\npaths: {}\n", "a", ContractError))
    assert contract.version == "1.0"


@pytest.mark.parametrize("folder", ["profiles/*/*", "tests/*", "tests/miniatures/*/*", "mocks/*"])
def test_the_projects_own_descriptions_compile_whole(folder: str) -> None:
    for path in ROOT.glob(f"{folder}/openapi.yaml"):
        contract = compile_contract(path)
        assert contract.operations, path
        assert [gap for gap in contract.gaps if not gap.reason.endswith("is not judged by its schema")] == [], path
