"""Whether our public address leads to us is found out by a call of our own, and said with the reason."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import relayed
from listener import listening
from passing import Given, Passed, passing

from harness.cli.terminal.advice import advice
from harness.gather.calling.reach import how, reach
from harness.partner.host import prepared, served
from harness.partner.knock import Knock
from harness.partner.recording import Taken

MOCK = "receiving-control-room"
NONCE = "00112233445566778899aabbccddeeff"


@pytest.fixture
def host() -> Iterator[tuple[Any, Any, list[Taken]]]:
    kept: list[Taken] = []
    made = prepared(MOCK, (), 1, lambda: 1_800_000_000.0)
    made.keep = kept.append
    made.knock = Knock(NONCE)
    with served(made) as running:
        yield made, running, kept


def test_an_address_that_leads_here_is_open_and_the_call_is_nobodys_evidence(host: Any) -> None:
    made, running, kept = host
    check = reach(running.url, made.knock)
    assert (check.ok, check.name, kept) == (True, "path", [])


def forwarded(sent: Passed) -> Passed:
    method, target, fields, body = sent
    added = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https", "Via": "1.1 edge", "Host": "inner:8080"}
    return method, target.removeprefix("/hook"), fields | added, body


def test_what_passes_calls_on_may_say_so_and_take_its_own_path_away(host: Any) -> None:
    made, running, _ = host
    origin = running.url.removesuffix(running.script.base)
    with passing(origin, forwarded) as url:
        assert reach(f"{url}/hook{running.script.base}", made.knock).ok


VICES: dict[str, tuple[Callable[[Passed], Passed], str]] = {
    "leaves a path in front": (lambda sent: (sent[0], "/hook" + sent[1], *sent[2:]), "path"),
    "takes a segment away": (lambda sent: (sent[0], sent[1].replace("/v1", ""), *sent[2:]), "path"),
    "decodes the query": (lambda sent: (sent[0], sent[1].replace("%C3%A9", "e"), *sent[2:]), "query"),
    "drops the query": (lambda sent: (sent[0], sent[1].partition("?")[0], *sent[2:]), "query"),
    "makes it a GET": (lambda sent: ("GET", sent[1], sent[2], b""), "method"),
    "signs in itself": (lambda sent: (*sent[:2], {**sent[2], "Authorization": "Basic eA=="}, sent[3]), "authorization"),
    "writes JSON anew": (lambda sent: (*sent[:3], json.dumps(json.loads(sent[3])).encode()), "content"),
    "says it is text": (lambda sent: (*sent[:2], {**sent[2], "Content-Type": "text/plain"}, sent[3]), "media type"),
}


@pytest.mark.parametrize("vice", VICES)
def test_what_alters_calls_on_the_way_is_no_open_path(vice: str, host: Any) -> None:
    made, running, kept = host
    change, what = VICES[vice]
    with passing(running.url, change) as url:
        check = reach(url + running.script.base, made.knock)
    assert (check.ok, check.code, check.params["why"], kept) == (False, "altered", what, [])
    assert "the path is not open" in advice(check)
    assert "Have what passes calls on" in advice(check)


ANSWERS: dict[str, tuple[Callable[[Given], Given], str]] = {
    "takes calls and delivers them later": (lambda given: (202, "", b""), "status"),
    "says that nobody answers": (lambda given: (502, "text/html", b"<html>"), "status"),
    "shows an error page of its own": (lambda given: (given[0], "text/html", b"<html>"), "media type"),
    "writes errors of its own": (lambda given: (*given[:2], b'{"message": "Conflict"}'), "content"),
    "writes answers anew": (lambda given: (*given[:2], json.dumps(json.loads(given[2])).encode()), "content"),
    "breaks answers off": (lambda given: (*given[:2], given[2][:-1]), "content"),
}


@pytest.mark.parametrize("vice", ANSWERS)
def test_what_keeps_our_answers_from_a_product_is_no_open_path(vice: str, host: Any) -> None:
    made, running, kept = host
    back, what = ANSWERS[vice]
    with passing(running.url, back=back) as url:
        check = reach(url + running.script.base, made.knock)
    assert (check.ok, check.code, check.params["why"], kept) == (False, "answered-otherwise", what, [])
    assert "our answer did not come back as it was given" in advice(check)
    assert how(check) == "are answered otherwise than we answer them"


def test_a_path_that_leads_to_where_nothing_is_served_without_tls_is_not_open(tmp_path: Path) -> None:
    made = prepared(MOCK, (), 1, time.time, tls=tmp_path)
    kept: list[Taken] = []
    made.keep = kept.append
    made.knock = Knock(NONCE)
    with served(made) as running:
        check = reach(running.plain_url, made.knock)
    assert (check.ok, check.code, check.params["why"], kept) == (False, "answered-otherwise", "status", [])


def test_another_who_plays_the_same_partner_is_not_us(host: Any) -> None:
    _, running, kept = host
    check = reach(running.url, Knock(NONCE[::-1]))
    assert (check.ok, check.params["why"], len(kept)) == (False, "status 404", 1)


def test_an_address_that_leads_elsewhere_is_not_open() -> None:
    with listening() as other:
        check = reach(other.url, Knock(NONCE))
    assert (check.ok, check.code, check.advice) == (False, "not-open", "check-public-url")
    assert check.params["why"].startswith("status ")


@pytest.mark.parametrize("status", [b"200 OK", b"301 Moved\r\nLocation: /", b"204 No Content", b"502 Bad Gateway"])
def test_who_answers_everything_is_not_us(status: bytes) -> None:
    with relayed.product(lambda *_: b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n\r\n") as portal:
        check = reach(portal.url, Knock(NONCE))
    assert (check.ok, check.params["why"]) == (False, f"status {status[:3].decode()}")
    assert f"the path is not open: what was sent to {portal.url} did not come here (status" in advice(check)


@pytest.mark.parametrize(
    "url, why",
    [("http://127.0.0.1:1", "refused"), ("http://nowhere.invalid", "name"), ("nonsense", "unreachable")],
)
def test_the_reason_is_told(url: str, why: str) -> None:
    assert reach(url, Knock(NONCE)).params == {"url": url, "why": why}


def test_a_partner_with_tls_is_reached_by_the_authority_that_the_product_is_told_of(tmp_path: Path) -> None:
    made = prepared(MOCK, (), 1, time.time, tls=tmp_path)
    made.knock = Knock(NONCE)
    with served(made) as running:
        assert running.certificates is not None
        check = reach(running.url, made.knock)
        assert (check.params["why"], check.advice) == ("tls", "check-public-tls")
        assert "no trusted TLS connection could be made" in advice(check)
        assert reach(running.url, made.knock, str(running.certificates.ca)).ok


def test_what_speaks_no_http_there_is_not_us() -> None:
    with relayed.product(lambda *_: b"no HTTP at all\r\n") as product:
        check = reach(product.url, Knock(NONCE))
    assert (check.ok, check.params["why"]) == (False, "unreachable")
