"""A proposal follows from the description by tables, and never sends traffic to what may be live."""

from __future__ import annotations

from typing import Any

import pytest
from building import NOTES, notes
from described import contract_of, document

from harness.loading import find, load_bundle
from harness.proposal import PLACEHOLDER, Proposal, propose
from harness.yamlfile import load

BUNDLES = (notes(), load_bundle(find("uk-api-base@1.0")))


def proposed(schemes: dict[str, Any] | None = None, security: Any = None, url: str = "", **rest: Any) -> Proposal:
    operation = {"operationId": "read", "responses": {"200": {"description": ""}}}
    if security is not None:
        operation["security"] = security
    value = document({"/things": {"get": operation}}, components={"securitySchemes": schemes or {}}, **rest)
    return propose(value, contract_of(value), BUNDLES, url)


def test_a_profile_whose_operations_are_described_is_proposed_with_what_can_be_claimed() -> None:
    value = load(NOTES / "openapi.yaml").value
    found = propose(value, contract_of(value), BUNDLES)
    assert (found.profile, found.own_description) == (notes().profile.name, False)
    (fitting,) = found.fittings
    assert fitting.served == fitting.of
    assert not fitting.lacking
    assert set(fitting.classes) <= set(notes().profile.testable_classes(found.role))


def test_a_class_that_is_not_described_whole_is_not_claimed() -> None:
    value = load(NOTES / "openapi.yaml").value
    paths = dict(list(value["paths"].items())[:-1])
    gone = set(value["paths"]) - set(paths)
    fewer = {**value, "paths": {f"/base{path}": item for path, item in paths.items()}}
    (fitting,) = propose(fewer, contract_of(fewer), BUNDLES).fittings
    assert gone
    assert fitting.served < fitting.of
    assert all(missing for missing in fitting.lacking.values())
    assert not set(fitting.classes) & set(fitting.lacking)


def test_anything_else_is_judged_by_its_own_description() -> None:
    found = proposed()
    assert (found.profile, found.role, found.own_description) == ("uk-api-base@1.0", "provider", True)
    assert found.fittings[0].served == 0
    assert found.claimable == BUNDLES[1].profile.testable_classes("provider")


OAUTH = {"clientCredentials": {"tokenUrl": "https://id.example.org/token", "scopes": {"read": ""}}}


@pytest.mark.parametrize(
    "scheme, auth",
    [
        ({"type": "http", "scheme": "bearer"}, {"kind": "bearer", "token": "${API_TOKEN}"}),
        ({"type": "http", "scheme": "Basic"}, {"kind": "basic", "username": "hallmark", "password": "${API_PASSWORD}"}),
        (
            {"type": "apiKey", "in": "query", "name": "k"},
            {"kind": "api-key", "in": "query", "name": "k", "key": "${API_KEY}"},
        ),
        (
            {"type": "oauth2", "flows": OAUTH},
            {
                "kind": "oauth2-client-credentials",
                "token_url": "https://id.example.org/token",
                "client_id": "hallmark",
                "client_secret": "${CLIENT_SECRET}",
                "scope": "read",
            },
        ),
        ({"type": "oauth2", "flows": {"authorizationCode": {}}}, {"kind": "bearer", "token": "${API_TOKEN}"}),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://x"}, {"kind": "bearer", "token": "${API_TOKEN}"}),
        (
            {"type": "mutualTLS"},
            {"kind": "mutual-tls", "certificate": {"client_cert": "ours.pem", "client_key": "ours.key"}},
        ),
        ({"type": "http", "scheme": "hoba"}, {"kind": "none"}),
        ({"type": "apiKey", "in": "body"}, {"kind": "none"}),
    ],
)
def test_each_security_scheme_has_its_credential(scheme: dict[str, Any], auth: dict[str, Any]) -> None:
    (found,) = proposed({"s": scheme}, [{"s": ["read"]}]).credentials
    assert found.auth == auth
    assert found.note or auth["kind"] not in ("none",)


def test_only_what_operations_ask_for_is_proposed_the_most_used_first() -> None:
    schemes = {"a": {"type": "mutualTLS"}, "b": {"type": "http", "scheme": "bearer"}, "c": {"type": "mutualTLS"}}
    found = proposed(schemes, [{"b": []}, {"b": [], "a": []}]).credentials
    assert [one.scheme for one in found] == ["b", "a"]
    assert proposed(schemes).credentials == ()


@pytest.mark.parametrize(
    "servers, expected",
    [
        ([{"url": "https://test.acme.uk/a b"}, {"url": "https://uat.acme.uk/a"}], "https://uat.acme.uk/a"),
        ([{"url": "https://api.example.com/v1"}], "https://api.example.com/v1"),
        ([{"url": "https://api.acme.uk"}], PLACEHOLDER),
        ([{"url": "https://api.acme.uk"}, {"url": "https://sandbox.acme.uk/v1"}], "https://sandbox.acme.uk/v1"),
        ([{"url": "https://x.acme.uk", "description": "UAT"}], "https://x.acme.uk"),
        ([{"url": "https://test-live.acme.uk"}], PLACEHOLDER),
        ([{"url": "https://preprod.acme.uk"}], "https://preprod.acme.uk"),
        ([{"url": "https://latest.acme.uk"}], PLACEHOLDER),
        ([{"url": "/v1"}], PLACEHOLDER),
        ([{"url": "https://{region}.test.acme.uk"}], PLACEHOLDER),
        ([{"url": "https://user:pw@test.acme.uk:8443/a?b#c"}], "https://test.acme.uk:8443/a"),
        ([{"url": "javascript:test"}], PLACEHOLDER),
        ([{"url": "https://test.acme.uk:99999"}], PLACEHOLDER),
        ([], PLACEHOLDER),
    ],
)
def test_an_address_is_proposed_only_where_it_looks_like_one_for_testing(servers: list[Any], expected: str) -> None:
    assert proposed(servers=servers).base_url == expected


def test_an_address_that_is_given_comes_first() -> None:
    found = proposed(servers=[{"url": "https://sandbox.acme.uk"}], url="https://uat.acme.uk/x")
    assert (found.base_url, found.environment) == ("https://uat.acme.uk/x", "uat")


def test_who_makes_it_is_read_from_the_contact() -> None:
    value = document({"/x": {"get": {"responses": {}}}})
    value["info"] |= {"contact": {"name": "Acme Ltd"}}
    assert propose(value, contract_of(value), BUNDLES).supplier == "Acme Ltd"
