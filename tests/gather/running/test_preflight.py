"""Shows that configuration errors are told apart from faults of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import msgspec
import pytest
from described import contract_of, document
from tinyapi.bench import NOTHING, bench, json_reply

from harness.evidence import Exchange, Partial, Redaction, Reply, Response, Silence, Times
from harness.gather.checks import Check
from harness.gather.message import Message
from harness.gather.running.preflight import connect

Answer = Callable[[Message, str], Reply]
PAGE = Response(status=200, head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html", body=b"<!DOCTYPE html><p>Blocked</p>")
NOW = 1_800_000_000


def checks(answer: Answer, lacking: dict[str, str] | None = None, **changes: object) -> dict[str, Check]:
    made, _, _ = bench(answer, **changes)
    return {check.name: check for check in connect(made, lambda: lacking or {}).checks}


def reading(*paths: str, but: str = "") -> dict[str, Check]:
    """Return the checks of a product that reads at these paths, all of which but one are answered 404."""
    get = {"responses": {}, "parameters": [{"name": "noteId", "in": "path", "schema": {}, "example": "n1"}]}
    described = {path: {"get": get if "{" in path else {"responses": {}}} for path in paths}
    contract = contract_of(document(described))
    made, _, _ = bench(lambda message, identity: json_reply(200 if message.target == but else 404))
    return {check.name: check for check in connect(replace(made, contract=contract), dict).checks}


def test_all_is_well() -> None:
    found = checks(lambda message, identity: json_reply(200, b"{}", f"Date: {formatdate(NOW, usegmt=True)}"))
    assert all(check.ok for check in found.values())
    assert list(found) == ["reachable", "direct", "credentials", "clock", "round-trip"]


@pytest.mark.parametrize(
    "why, advice",
    [("refused", "check-base-url"), ("name", "check-base-url"), ("tls", "check-tls"), ("timeout", "check-network")],
)
def test_not_reachable(why: str, advice: str) -> None:
    found = checks(lambda message, identity: Silence(why=why))
    assert list(found) == ["reachable"]
    assert (found["reachable"].code, found["reachable"].advice, found["reachable"].blocks) == (why, advice, True)


@pytest.mark.parametrize(
    "reply, code",
    [(PAGE, "page"), (json_reply(407), "proxy"), (json_reply(511), "proxy"), (json_reply(502), "gateway")],
)
def test_something_in_between_answers(reply: Reply, code: str) -> None:
    found = checks(lambda message, identity: reply)
    assert (found["direct"].ok, found["direct"].code, found["direct"].blocks) == (False, code, True)
    assert "credentials" not in found, "one problem is said once"


def test_no_reply_that_came_whole_is_another_protocol_or_a_bad_connection() -> None:
    found = checks(lambda message, identity: Partial(why="malformed", head=b"SSH-2.0-OpenSSH_9.6"))
    assert (found["direct"].code, found["direct"].params, found["direct"].blocks) == (
        "broken",
        {"why": "malformed"},
        True,
    )
    assert "credentials" not in found


def test_where_nothing_is_served_the_address_is_wrong() -> None:
    served = reading("/notes", "/words")["served"]
    assert (served.code, served.advice, served.blocks) == ("unserved", "check-base-url", True)


@pytest.mark.parametrize("paths", [("/notes",), ("/notes", "/notes/{noteId}")])
def test_one_list_that_is_gone_or_one_thing_does_not_tell(paths: tuple[str, ...]) -> None:
    assert "served" not in reading(*paths)


def test_one_that_is_served_is_enough() -> None:
    assert "served" not in reading("/notes", "/words", but="/words")


def test_whoever_answers_only_with_a_credential_is_there() -> None:
    half = Partial(why="reset", status=200, head=b"HTTP/1.1 200 OK")
    found = checks(lambda message, identity: half if identity == "none" else json_reply(200))
    assert found["direct"].ok


def test_one_page_among_answers_is_the_products_own() -> None:
    def answer(message: Message, identity: str) -> Reply:
        return PAGE if "limit" in message.target or message.target == "/notes" else json_reply(404)

    assert checks(answer)["direct"].ok


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_everything_is_one_problem_of_configuration(status: int) -> None:
    found = checks(lambda message, identity: json_reply(status))
    bad = [check for check in found.values() if not check.ok]
    assert [(check.name, check.code, check.blocks) for check in bad] == [("credentials", "refused", True)]


@pytest.mark.parametrize("shows, blocked", [(False, []), (True, ["credentials"])])
def test_a_refusal_of_who_shows_no_credential_is_the_products_where_whoever_comes_is_to_be_served(
    shows: bool, blocked: list[str]
) -> None:
    fact = Redaction(part="request.head", offset=0, length=0, marker="token", facts={"credential": "genuine"})
    made, paper, _ = bench(lambda message, identity: json_reply(401))
    plain = paper.send

    def send(*args: Any) -> Exchange:
        return msgspec.structs.replace(plain(*args), redactions=(fact,) if shows else ())

    paper.send = send  # type: ignore[method-assign]
    found = connect(made, dict, to_all=True).checks
    assert [check.name for check in found if not check.ok] == blocked


def test_a_refusal_of_one_operation_is_the_products() -> None:
    assert checks(lambda message, identity: json_reply(401 if message.target == "/notes" else 200))["credentials"].ok


def test_no_token_blocks_for_our_own_agency_alone() -> None:
    lacking = {"own-agency": "the token endpoint answered 401"}
    own = checks(lambda message, identity: json_reply(401), lacking)["credentials"]
    assert (own.code, own.blocks, own.params["why"]) == ("no-token", True, "the token endpoint answered 401")
    target = {"base_url": "http://127.0.0.1:9", "identities": {"other-agency": {"kind": "none"}}}
    found = checks(
        lambda message, identity: json_reply(200),
        {"other-agency": "no", "alg-none": "no JWT"},
        declare={"target": target},
    )
    assert [name for name, check in found.items() if not check.ok] == ["identity:other-agency"]
    assert not found["identity:other-agency"].blocks


@pytest.mark.parametrize(
    "ahead, ok, blocks",
    [(0, True, False), (59, True, False), (-120, False, False), (-600, False, True), (3600, False, True)],
)
def test_clocks_that_differ(ahead: int, ok: bool, blocks: bool) -> None:
    found = checks(lambda message, identity: json_reply(200, b"{}", f"Date: {formatdate(NOW + ahead, usegmt=True)}"))
    assert (found["clock"].ok, found["clock"].blocks) == (ok, blocks)
    assert found["clock"].params["seconds"] in (ahead, ahead + 1)


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 99 Foo 2026 99:99:99 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert checks(lambda message, identity: json_reply(200, b"{}", f"Date: {date}"))["clock"].ok


def test_the_round_trip_is_the_middle_of_several_connections() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    connect(made, dict)
    fresh = [x for x in paper.exchanges if b"Connection: close" in x.request.head]
    assert len(fresh) == 5
    assert {x.identity for x in fresh} == {"none"}


def test_no_round_trip_is_longer_than_the_quickest_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    send = paper.send
    took = iter((90_000, 40_000, 50_000, 60_000, 70_000, *(80_000,) * 20))

    def drawn_out(*given: Any, **more: Any) -> Exchange:
        times = Times(anchor=0, connect=3_000_000, sent=3_000_000, first_byte=3_000_000 + next(took))
        return msgspec.structs.replace(send(*given, **more), times=times)

    monkeypatch.setattr(paper, "send", drawn_out)
    assert connect(made, dict).surroundings.round_trip == 40_000


def test_a_product_that_never_answers_ends_preflight() -> None:
    made, paper, _ = bench(lambda message, identity: NOTHING)
    assert connect(made, dict).blocked is not None
    assert len(paper.exchanges) == 1
