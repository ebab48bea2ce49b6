"""`schema/1`: content is held against the contract."""

from __future__ import annotations

import pytest
from building import call_of_the_product, exchange, gist, judge, overwritten
from described import contract_of, document, reading, request, response
from rules.cases import PROBLEM, created, note, read

from harness.render.prose import sentence
from harness.rules.base import Broke, Unsure
from harness.rules.content import media_type
from harness.rules.content.schema import KIND, Params

RULE = "schema/1"


def test_the_cause_is_the_place_in_the_contract() -> None:
    finding = judge(RULE, {}, read(got=note(version="1")), created(got=note(version="1")))
    assert [v.cause for v in finding.violations] == ["schema/#/components/schemas/Note/properties/version/type"] * 2
    assert [v.operation for v in finding.violations] == ["getNote", "createNote"]
    assert finding.violations[0].because.params == {"pointer": "/version", "rule": "type", "status": 200}


def test_content_that_is_not_json() -> None:
    assert gist(judge(RULE, {}, read(got=b"{"))) == "violates: schema"


def test_only_the_place_in_question() -> None:
    wrong = read(got=note(version="1"))
    assert gist(judge(RULE, {"pointer": "/text"}, wrong)) == "conforms"
    assert gist(judge(RULE, {"pointer": "/version"}, wrong)) == "violates: schema"
    assert gist(judge(RULE, {"pointer": "/vers"}, wrong)) == "inconclusive: nothing-seen"


def test_only_so_deep() -> None:
    wrong = read(got=note(version="1"))
    assert gist(judge(RULE, {"depth": 1}, wrong)) == "violates: schema"
    assert gist(judge(RULE, {"depth": 0}, wrong)) == "conforms"


def test_replies_without_a_schema_show_nothing() -> None:
    for x in (
        read(say={"Content-Type": "text/plain"}),
        exchange("POST", "/notes/n1/closure", b"", 204),
        exchange("GET", "/nowhere", b"", 200, {}),
        exchange("HEAD", "/notes/n1"),
        read(status=500, got={}),
    ):
        assert gist(judge(RULE, {}, x)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {"statuses": [200]}, read(status=404, got=PROBLEM))) == "inconclusive: nothing-seen"


def test_what_a_redaction_touches_is_unknown() -> None:
    assert gist(judge(RULE, {}, overwritten(read(got=note(version="1")), "/version"))) == "inconclusive: redacted"
    assert gist(judge(RULE, {}, overwritten(read(), "/text"))) == "conforms"
    hidden = overwritten(read(got=note(version="1")), "/version")
    assert gist(judge(RULE, {}, hidden, read())) == "conforms", "what is shown whole decides"
    worse = read(got=note(7, version="1"))
    assert gist(judge(RULE, {}, overwritten(worse, "/version"))) == "violates: schema"


def test_calls_of_the_product_are_judged_where_their_webhook_is_named() -> None:
    right = call_of_the_product({"noteId": "n1", "readAt": "2025-03-01T14:00:00Z"})
    wrong = call_of_the_product({"noteId": 7, "readAt": "2025-03-01T14:00:00Z"})
    with_ = {"operations": ["noteRead"]}
    assert gist(judge(RULE, with_, right)) == "conforms"
    assert gist(judge(RULE, with_, wrong)) == "violates: schema"
    assert gist(judge(RULE, {}, wrong)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {"operations": ["noteClosed"]}, right)) == "inconclusive: nothing-seen"


GAPS = document(
    {
        "/a": {
            "get": {
                "operationId": "get",
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"type": "time"}}}},
                    "201": {"$ref": "#/nowhere"},
                    "202": {"content": {"application/xml": {"schema": {"type": "object"}}}},
                },
            }
        }
    }
)


@pytest.mark.parametrize(
    "status, media_type, code, reason",
    [
        (200, "application/json", "contract-unresolved", "type has a value that JSON Schema does not know"),
        (201, "application/json", "contract-unresolved", "nothing stands at #/nowhere"),
        (202, "application/xml", "not-judged", ""),
    ],
)
def test_what_the_description_leaves_open_cannot_be_told_and_says_why(
    status: int, media_type: str, code: str, reason: str
) -> None:
    reply = response(status, f"Content-Type: {media_type}", body=b"{}")
    watch = KIND.watch(Params(), None)  # type: ignore[arg-type]
    (sign,) = watch.step(None, reading(contract_of(GAPS), request("GET", "/a"), reply))[1]
    assert isinstance(sign, Unsure)
    assert sign.blocks
    assert (sign.because.code, sign.because.params.get("reason", "")) == (code, reason)
    assert sentence(sign.because)


def test_only_the_keywords_in_question() -> None:
    wrong = read(got=note(version="1"))
    assert gist(judge(RULE, {"keywords": ["required"]}, wrong)) == "conforms"
    assert gist(judge(RULE, {"keywords": ["type"]}, wrong)) == "violates: schema"


def test_json_under_another_media_type_is_judged_as_the_one_that_is_named() -> None:
    as_json = {"media_type": "application/json"}
    other = {"say": {"Content-Type": "application/geo+json"}}
    assert gist(judge(RULE, as_json, read(**other))) == "conforms"
    assert gist(judge(RULE, as_json, read(got=note(version="1"), **other))) == "violates: schema"
    assert gist(judge(RULE, {}, read(**other))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, as_json, read(say={"Content-Type": "text/plain"}))) == "inconclusive: nothing-seen"


def test_json_ld_is_another_representation() -> None:
    linked = read(got={"@id": "n1"}, say={"Content-Type": "application/ld+json"})
    assert gist(judge(RULE, {"media_type": "application/json"}, linked)) == "inconclusive: nothing-seen"


def test_nothing_where_a_success_is_described_with_content_is_no_success() -> None:
    empty = read(got=b"")
    assert gist(judge(RULE, {}, empty)) == "violates: no-content"
    assert judge(RULE, {}, empty).violations[0].cause == judge("media-type/1", {}, empty).violations[0].cause
    assert gist(judge(RULE, {"pointer": "/text"}, empty)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, read(got=b"", status=404))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "described, says, blamed",
    [
        (("text/csv",), "Content-Type: text/csv", False),
        (("application/x-ndjson",), "Date: .", False),
        (("application/json", "text/csv"), "Content-Type: text/csv", False),
        (("application/json", "text/csv"), "Date: .", True),
        (("application/json",), "Content-Type: application/json", True),
    ],
)
def test_a_text_may_be_empty(described: tuple[str, ...], says: str, blamed: bool) -> None:
    media = {name: {"schema": {"type": "string"}} for name in described}
    contract = contract_of(document({"/a": {"get": {"responses": {"200": {"description": "", "content": media}}}}}))
    empty = reading(contract, request("GET", "/a"), response(200, says))
    for kind in (KIND, media_type.KIND):
        sign = kind.watch(kind.Params(), None).look(empty)  # type: ignore[arg-type]
        assert isinstance(sign, Broke) is blamed
