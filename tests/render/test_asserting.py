"""What a test asks of a reply follows from the finding; what one reply does not show is not asked."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from sample_report import exchange, exchange_id, report, requirement, violated, with_reply

from harness.contract import compile_contract
from harness.evidence import Exchange
from harness.profile import RuleCall
from harness.render.asserted import CannotAssert
from harness.render.asserting import STATUSES, WRITERS, assertions
from harness.render.prose import SENTENCES
from harness.render.report import Part

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1.0.0"},
    "paths": {
        "/notes": {
            "post": {
                "operationId": "addNote",
                "responses": {
                    "201": {
                        "description": "x",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
                    },
                    "4XX": {"description": "x"},
                },
            }
        }
    },
    "components": {"schemas": {"Note": {"type": "object", "properties": {"id": {"type": "string"}}}}},
}


def part(tmp_path: Any) -> Part:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(DESCRIPTION))
    return msgspec.structs.replace(report().parts[0], contract=compile_contract(file))


def asked(told: Part, code: str, one: Exchange, cause: str = "", call: RuleCall | None = None, **params: Any) -> str:
    (violation,) = violated("N-001", code, params, cause=cause).violations
    who = requirement("N-001", **({"rule": call} if call is not None else {}))
    return "\n".join(assertions(who, violation, one, [exchange(0)], told))


def test_every_code_that_is_written_is_one_that_rules_give() -> None:
    assert {*STATUSES, *WRITERS} - {*SENTENCES, "step-status"} == set()
    assert set(STATUSES) & set(WRITERS) == set()


@pytest.mark.parametrize(
    "code, params, found",
    [
        ("undocumented-status", {"status": 203}, "is_one_of(reply.status_code, ('201', '4XX'))"),
        ("server-error", {"status": 500}, "('1XX', '2XX', '3XX', '4XX')"),
        ("media-type", {"got": "text/plain", "status": 201}, "media_type(reply) in ['application/json']"),
        ("header", {"header": "etag", "rule": "required"}, "reply.headers.get('etag', '').strip()"),
        ("header", {"header": "content-type", "rule": "type"}, "!= 'application/json'"),
        ("no-challenge", {}, "reply.headers.get('WWW-Authenticate', '').strip()"),
        ("schema-not-json", {"pointer": ""}, "content(reply)"),
        ("leak", {"what": "sql"}, "not re.search(b'SQLSTATE"),
        ("lost", {"pointer": "/title"}, "found and all(alike(one, 'one') for one in found)"),
        ("left-out-and-kept", {"pointer": "/title"}, "not any(alike(one, 'other') for one in found)"),
    ],
)
def test_what_is_asked(code: str, params: dict[str, Any], found: str, tmp_path: Any) -> None:
    one = with_reply(b'{"id":1,"title":"other"}')
    assert found in asked(part(tmp_path), code, one, **params)


def test_the_requirement_names_the_refusal_that_it_asks_for(tmp_path: Any) -> None:
    call = RuleCall(rule="refusal/1", with_={"statuses": [400, "4xx"]})
    assert "('400', '4XX')" in asked(part(tmp_path), "not-a-refusal", exchange(1), call=call, status=500)
    assert "('4XX',)" in asked(part(tmp_path), "not-a-refusal", exchange(1), status=500)


@pytest.mark.parametrize(
    "code, params, one",
    [
        ("element-missing", {"missing": 1}, exchange(1)),
        ("too-slow", {}, exchange(1)),
        ("identifier", {"pointer": "/nowhere"}, exchange(1)),
        ("identifier", {"pointer": "/id"}, with_reply(b'{"id":1e999}')),
        ("identifier", {"pointer": "/id"}, with_reply(b'{"id":"%b"}' % (b"x" * 5000))),
        ("lost", {"pointer": "/nowhere"}, exchange(1)),
    ],
    ids=["pages", "time", "nowhere", "endless", "long", "unwritten"],
)
def test_what_one_reply_does_not_show_is_not_asked(
    code: str, params: dict[str, Any], one: Exchange, tmp_path: Any
) -> None:
    assert one.id in (exchange_id(0), exchange_id(1))
    with pytest.raises(CannotAssert):
        asked(part(tmp_path), code, one, **params)
