"""A definition that cannot be had, comes as something else, or is no OpenAPI 3.0 is found; one elsewhere is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from building import gist, with_reply
from featured import WITH, answered, asked, judged
from features_definition import OPENAPI, definition

from harness.evidence import Silence


def said(check: str, *exchanges: Any) -> str:
    return gist(judged("definition/1", {**WITH, "check": check}, *exchanges))


def landing(*links: tuple[str, str, str]) -> Any:
    return answered("/", 200, {"links": [{"rel": r, "href": h, "type": t} for r, h, t in links]})


@pytest.mark.parametrize(
    "status, expected", [(404, "violates: definition-not-served"), (403, "inconclusive: hidden-by-status")]
)
def test_a_link_that_leads_to_nothing(status: int, expected: str) -> None:
    assert said("served", asked("/")[0], answered("/api", status, {})) == expected


def test_what_is_refused_in_another_form_or_to_others_was_had_all_the_same() -> None:
    refused = [answered("/api", status, {}, accept="image/png") for status in (401, 406)]
    assert said("served", *asked("/", "/api"), *refused) == "conforms"
    other = answered("/api", 200, b"png", "image/png", accept="image/png")
    assert said("as-linked", *asked("/", "/api"), other) == "conforms"


def test_a_definition_on_another_host_is_not_followed_and_not_judged() -> None:
    x = landing(("service-desc", "https://elsewhere.example.org/api", OPENAPI))
    assert said("served", x) == "inconclusive: definition-elsewhere"
    assert said("json-and-html", x, answered("/api", 200, {})).startswith("violates")


@pytest.mark.parametrize(
    "linked, came, expected",
    [
        (OPENAPI, OPENAPI, "conforms"),
        (OPENAPI, "application/json", "conforms"),
        ("application/yaml", "application/x-yaml", "conforms"),
        (OPENAPI, "text/html", "violates: html-instead-of-api"),
        (OPENAPI, "text/plain", "violates: definition-of-another-type"),
        ("", "text/plain", "inconclusive: nothing-seen"),
    ],
)
def test_what_comes_is_of_the_type_that_is_linked(linked: str, came: str, expected: str) -> None:
    body = json.dumps(definition(("a",), "")).encode()
    x = answered("/api", 200, body, came, accept=linked)
    found = said("as-linked", landing(("service-desc", "/api", linked)), x)
    assert found == expected.replace("html-instead-of-api", "definition-of-another-type")


def test_what_calls_itself_json_is_read_as_json() -> None:
    x = answered("/api", 200, b"openapi: 3.0.3", "application/json")
    assert said("as-linked", landing(("service-desc", "/api", OPENAPI)), x) == "violates: definition-of-another-type"


@pytest.mark.parametrize(
    "came, expected",
    [
        (OPENAPI, "conforms"),
        ("application/vnd.oai.openapi+json", "conforms"),
        ("application/vnd.oai.openapi+json; version=3.1", "violates: definition-not-as"),
        ("application/json", "violates: definition-not-as"),
    ],
)
def test_it_is_there_as_openapi_and_as_a_page(came: str, expected: str) -> None:
    first, page = asked("/", "/api.html")
    assert said("json-and-html", first, answered("/api", 200, definition(("a",), ""), came), page) == expected


def test_without_a_page_it_is_not_there_as_html() -> None:
    assert said("json-and-html", *asked("/", "/api", defect="definition-without-page")) == "violates: definition-not-as"


def test_a_page_that_nobody_saw_come_may_be_there() -> None:
    first, api, page = asked("/", "/api", "/api.html")
    for why in ("interrupted", "timeout"):
        assert said("json-and-html", first, api, with_reply(page, Silence(why=why))) == "inconclusive: no-definition"
    assert said("json-and-html", first, api) == "inconclusive: no-definition"
    assert said("json-and-html", first, api, answered("/api.html", 404, {})) == "violates: definition-not-as"


@pytest.mark.parametrize(
    "change, expected",
    [
        ({}, "conforms"),
        ({"openapi": "3.1.0"}, "violates: definition-version"),
        ({"info": {"title": "F"}}, "violates: definition-form"),
        (
            {"paths": {"/": {"get": {"responses": {"200": {"$ref": "#/components/no"}}}}}},
            "violates: description-unresolved",
        ),
        ({"paths": {"/": {"get": {"responses": {"200": {"$ref": "https://a.example.org/b"}}}}}}, "conforms"),
        (
            {
                "paths": {
                    p: {"get": {"operationId": "a", "responses": {"200": {"description": ""}}}} for p in ("/", "/b")
                }
            },
            "violates: operation-id-twice",
        ),
    ],
)
def test_it_is_openapi_3_0(change: dict[str, Any], expected: str) -> None:
    root = definition(("a",), "") | change
    assert said("valid", asked("/")[0], answered("/api", 200, root, OPENAPI)) == expected
