"""What a server does is held against its own definition, and what the definition leaves open is not."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist
from featured import LANDED, WITH, answered, asked, judged
from features_definition import OPENAPI, definition

from harness.served import UNKNOWN

ITEMS = "/collections/incidents/items"


def said(check: str, *exchanges: Any, defect: str = "", **rest: Any) -> str:
    with_ = {**WITH, "check": check, **rest}
    return gist(judged("definition/1", with_, *asked(*LANDED, defect=defect), *exchanges))


@pytest.mark.parametrize(
    "target, status, expected",
    [
        ("/collections", 200, "conforms"),
        ("/summary", 404, "violates: not-implemented"),
        ("/summary", 405, "violates: not-implemented"),
        ("/summary", 500, "violates: not-implemented"),
        ("/collections/incidents/items/none", 404, "conforms"),
        ("/summary?a=b", 404, "conforms"),
        ("/nowhere", 404, "conforms"),
        ("/summary", 403, "conforms"),
        ("/summary", 400, "conforms"),
    ],
)
def test_what_the_definition_has_can_be_asked_for(target: str, status: int, expected: str) -> None:
    found = said("implemented", answered(target, status, {}), *asked("/"), defect="definition-promises-more")
    assert found == expected


@pytest.mark.parametrize(
    "target, status, media_type, expected",
    [
        (ITEMS, 404, "application/json", "conforms"),
        (ITEMS, 422, "application/json", "violates: status-not-defined"),
        (ITEMS, 200, "application/geo+json", "conforms"),
        (ITEMS, 200, "application/json", "violates: type-not-defined"),
        (ITEMS, 500, "application/json", "conforms"),
        (ITEMS, 403, "application/json", "conforms"),
        (ITEMS, 414, "application/json", "conforms"),
        ("/nowhere", 422, "application/json", "conforms"),
    ],
)
def test_every_reply_is_in_the_definition(target: str, status: int, media_type: str, expected: str) -> None:
    assert said("complete", answered(target, status, {}, media_type)) == expected


@pytest.mark.parametrize("name", ["a%0D%0Ab", "a%2Fb", "a%5Cb"])
def test_a_name_that_a_server_may_not_take_as_one_shows_nothing(name: str) -> None:
    x = answered(f"{ITEMS}/{name}", 404, {})
    assert said("errors", x, defect="refusals-not-defined") == "inconclusive: nothing-seen"
    plain = answered(f"{ITEMS}/none", 404, {})
    assert said("errors", plain, defect="refusals-not-defined") == "violates: status-not-defined"


def test_of_errors_only_their_status_is_looked_for() -> None:
    assert said("errors", answered(ITEMS, 404, {}, "text/plain")) == "conforms"
    assert said("errors", answered(ITEMS, 200, {}, "text/plain")) == "inconclusive: nothing-seen"
    assert said("errors", answered(ITEMS, 422, {})) == "violates: status-not-defined"


def test_who_asks_for_a_credential_says_which() -> None:
    refused = answered(ITEMS, 401, {}, identity="none")
    assert said("secured", refused, defect="sign-in-not-defined") == "violates: sign-in-not-defined"
    assert said("secured", refused) == "conforms"
    assert said("access-controlled", refused) == "conforms"
    assert said("access-controlled", answered(ITEMS, 200, {})) == "violates: open-to-all"


@pytest.mark.parametrize(
    "defect, status, expected",
    [
        ("", 400, "conforms"),
        ("", 200, "violates: unknown-parameter-taken"),
        ("", 404, "inconclusive: nothing-seen"),
        ("", 500, "inconclusive: nothing-seen"),
        ("free-form", 200, "inconclusive: nothing-seen"),
        ("free-form", 400, "conforms"),
    ],
)
def test_a_parameter_that_no_definition_has(defect: str, status: int, expected: str) -> None:
    assert said("unknown-parameter", answered(f"{ITEMS}?{UNKNOWN}=1", status, {}), defect=defect) == expected


def test_a_parameter_of_its_own_is_no_unknown_one_and_neither_is_one_elsewhere() -> None:
    assert said("unknown-parameter", answered(f"{ITEMS}?token=1", 200, {})) == "inconclusive: nothing-seen"
    assert said("unknown-parameter", answered(f"/collections?{UNKNOWN}=1", 200, {})) == "inconclusive: nothing-seen"


def test_a_parameter_that_lies_on_another_host_may_be_free_form() -> None:
    root = definition(("incidents",), "")
    root["paths"]["/collections/{collectionId}/items"]["get"]["parameters"].append({"$ref": "https://a.example.org/b"})
    conversation = (asked("/")[0], answered("/api", 200, root, OPENAPI), answered(f"{ITEMS}?{UNKNOWN}=1", 200, {}))
    found = judged("definition/1", {**WITH, "check": "unknown-parameter"}, *conversation)
    assert gist(found) == "inconclusive: perhaps-free-form"


def test_free_form_parameters_are_a_condition() -> None:
    assert said("names-parameters") == "conforms"
    assert said("names-parameters", defect="free-form") == "violates: parameters-free-form"


def test_a_collection_that_is_served_and_not_listed() -> None:
    rest = asked("/collections", "/collections/drills/items", defect="collection-hidden")
    with_ = {"collections": "getCollections", "defect": "collection-hidden"}
    assert said("collections-listed", *rest, **with_) == "violates: collection-not-listed"
    assert said("collections-listed", rest[0], **with_) == "conforms"
    goes_on = {"links": [{"rel": "next", "href": "/collections?page=2"}], "collections": [{"id": "incidents"}]}
    found = said("collections-listed", answered("/collections", 200, goes_on), rest[1], **with_)
    assert found == "conforms"


def test_a_feature_of_a_collection_that_is_not_listed() -> None:
    listed = answered("/collections", 200, {"links": [], "collections": [{"id": "incidents"}, {"id": "posts"}]})
    feature = answered("/collections/secret/items/f1", 200, {"type": "Feature"}, "application/geo+json")
    found = said("collections-listed", listed, feature, collections="getCollections")
    assert found == "violates: collection-not-listed"
