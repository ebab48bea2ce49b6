"""A landing page's links are followed below the base alone, and what comes is read whatever it is called."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from featured import LANDED, TARGET, answered, asked, reading

from harness.served import Served, entries, free_form, served, takes_any

LIST = "/collections/{collectionId}/items"


def definition(**rest: Any) -> Served:
    """Return the definition of a server that takes what is given for its lists."""
    get = {"responses": {"200": {"description": "Features"}}, **rest}
    where = {"name": "collectionId", "in": "path", "required": True, "schema": {"type": "string", "enum": ["a", "b"]}}
    paths = {LIST: {"parameters": [where], "get": get}, "/collections/c/items": {"get": get}}
    root = {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}, "paths": paths}
    found = served(reading(answered("/api", 200, root)))
    assert found is not None
    return found


def test_the_links_of_a_landing_page() -> None:
    found = entries(reading(asked("/")[0]))
    assert [(e.relation, e.target, e.media_type.partition(";")[0]) for e in found] == [
        ("service-desc", "/api", "application/vnd.oai.openapi+json"),
        ("service-doc", "/api.html", "text/html"),
    ]


@pytest.mark.parametrize("links", [None, "links", [None, {"rel": "service-desc"}, {"rel": "data", "href": "/"}]])
def test_a_landing_page_that_links_to_none(links: Any) -> None:
    assert entries(reading(answered("/", 200, {"links": links}))) == ()


def test_a_link_that_leads_to_another_host_is_no_target() -> None:
    links = [{"rel": "service-desc", "href": "https://elsewhere.example.org/api"}]
    assert [e.target for e in entries(reading(answered("/", 200, {"links": links})))] == [""]


@pytest.mark.parametrize(
    "status, body, media_type, is_read",
    [
        (200, {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}, "paths": {}}, "text/plain", True),
        (200, b"openapi: 3.0.3\ninfo: {title: F, version: '1'}\npaths: {}\n", "application/yaml", True),
        (404, {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}, "paths": {}}, "application/json", False),
        (200, b"<html></html>", "text/html", False),
        (200, b'{"openapi":', "application/json", False),
        (200, [], "application/json", False),
        (200, b"", "application/json", False),
    ],
)
def test_what_is_read(status: int, body: Any, media_type: str, is_read: bool) -> None:
    assert (served(reading(answered("/api", status, body, media_type))) is not None) is is_read


def test_a_request_is_found_below_the_servers_that_the_definition_names() -> None:
    found = definition()
    assert [o.path for o in found.lists()] == [LIST, "/collections/c/items"]
    assert sorted(found.collections()) == ["a", "b", "c"]
    match = found.match("GET", "/collections/a/items?limit=1", TARGET)
    assert match is not None
    assert match.path_params == {"collectionId": "a"}
    assert found.match("GET", "/nowhere", TARGET) is None
    assert found.target("/collections", TARGET) == "/collections"


def test_without_servers_the_paths_begin_at_the_root_of_the_host_or_else_at_the_base() -> None:
    root: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}}
    root["paths"] = {"/geo/v1/collections": {"get": {"responses": {"200": {"description": "."}}}}}
    found = served(reading(answered("/geo/v1/api", 200, root)))
    assert found is not None
    base = "https://features.example.org/geo/v1"
    assert found.target("/geo/v1/collections", base) == "/collections"
    assert found.match("GET", "/geo/v1/collections", base) is not None
    assert found.target("/collections", base) == "/collections"


def test_the_variables_of_a_server_have_their_values_by_default() -> None:
    root: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}}
    variables = {"host": {"default": "features.example.org"}, "stage": {"default": "v1"}, "odd": None}
    root["servers"] = [{"url": "https://{host}/{stage}/geo{odd}{lost}", "variables": variables}, {"url": 1}, None]
    root["paths"] = {"/collections": {"get": {"responses": {"200": {"description": "."}}}}}
    found = served(reading(answered("/api", 200, root)))
    assert found is not None
    base = "https://features.example.org/v1/geo"
    assert found.target("/collections", base) == "/collections"
    assert found.match("GET", "/v1/geo/collections", base) is not None


def test_servers_and_base_may_divide_the_path_otherwise() -> None:
    root: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "F", "version": "1"}, "servers": [{"url": "/ogc"}]}
    root["paths"] = {"/v1/collections": {"get": {"responses": {"200": {"description": "."}}}}}
    found = served(reading(answered("/api", 200, root)))
    assert found is not None
    base = "https://features.example.org/ogc/v1"
    assert found.match("GET", "/ogc/v1/collections", base) is not None
    assert found.target("/v1/collections", base) == "/collections"
    assert found.target("/other", base) == "/other"


def parameter(**rest: Any) -> dict[str, Any]:
    return {"name": "others", "in": "query", "style": "form", **rest}


@pytest.mark.parametrize(
    "given, is_free",
    [
        (parameter(schema={"type": "object"}), True),
        (parameter(schema={"type": "object", "additionalProperties": {"type": "string"}}), True),
        (parameter(schema={"type": "object", "additionalProperties": False}), False),
        (parameter(schema={"type": "object"}, explode=False), False),
        (parameter(schema={"type": "array", "items": {}}), False),
        (parameter(schema={"type": "object"}, style="deepObject"), False),
        (parameter(schema={"type": "object"}, **{"in": "header", "style": "simple"}), False),
    ],
)
def test_free_form_is_an_object_that_is_written_as_if_it_were_none(given: dict[str, Any], is_free: bool) -> None:
    found = definition(parameters=[given])
    operation = next(iter(found.lists()))
    assert takes_any(found, operation) is is_free
    assert any(map(free_form, operation.parameters)) is is_free


@pytest.mark.parametrize(
    "reference, said",
    [
        ("https://schemas.example.org/features/ogcapi-features-1.yaml#/components/parameters/bbox", False),
        ("https://schemas.example.org/other.yaml#/components/parameters/bbox", None),
    ],
)
def test_a_parameter_that_lies_elsewhere_may_be_free_form_unless_it_is_the_standard_s(
    reference: str, said: bool | None
) -> None:
    found = definition(parameters=[{"$ref": reference}])
    assert takes_any(found, next(iter(found.lists()))) is said


def test_the_same_bytes_are_read_once() -> None:
    one, other = (served(reading(x)) for x in asked("/api", "/api"))
    assert one is other is not None
    assert msgspec.json.decode(asked(*LANDED)[1].reply.body)["openapi"] == one.version  # type: ignore[union-attr]
