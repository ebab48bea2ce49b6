"""Whether our public address leads to us is found out by a call of our own, and said with the reason."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import relayed
from listener import listening

from harness.gather.calling.reach import reach
from harness.partner.host import prepared, served
from harness.partner.recording import Taken

MOCK = "receiving-control-room"
NONCE = "00112233445566778899aabbccddeeff"


@pytest.fixture
def host() -> Iterator[tuple[Any, Any, list[Taken]]]:
    kept: list[Taken] = []
    made = prepared(MOCK, (), 1, lambda: 1_800_000_000.0)
    made.keep = kept.append
    made.nonce = NONCE
    with served(made) as running:
        yield made, running, kept


def test_an_address_that_leads_here_is_open_and_the_call_is_nobodys_evidence(host: Any) -> None:
    made, running, kept = host
    check = reach(running.url, NONCE, made.reached)
    assert (check.ok, check.name, kept) == (True, "path", [])


def test_a_call_that_does_not_know_what_was_drawn_proves_nothing(host: Any) -> None:
    made, running, kept = host
    check = reach(running.url, NONCE[::-1], made.reached)
    assert (check.ok, check.params["why"], len(kept)) == (False, "status 404", 1)


def test_an_address_that_leads_elsewhere_is_not_open() -> None:
    with listening() as other:
        check = reach(other.url, NONCE, threading.Event())
    assert (check.ok, check.code, check.advice) == (False, "not-open", "check-public-url")
    assert check.params["why"].startswith("status ")


@pytest.mark.parametrize(
    "url, why",
    [("http://127.0.0.1:1", "refused"), ("http://nowhere.invalid", "name"), ("nonsense", "unreachable")],
)
def test_the_reason_is_told(url: str, why: str) -> None:
    assert reach(url, NONCE, threading.Event()).params == {"url": url, "why": why}


def test_a_partner_with_tls_is_reached_by_the_authority_that_the_product_is_told_of(tmp_path: Path) -> None:
    made = prepared(MOCK, (), 1, time.time, tls=tmp_path)
    made.nonce = NONCE
    with served(made) as running:
        assert running.certificates is not None
        assert reach(running.url, NONCE, made.reached).params["why"] == "tls"
        assert reach(running.url, NONCE, made.reached, str(running.certificates.ca)).ok


def test_what_speaks_no_http_there_is_not_us() -> None:
    with relayed.product(lambda *_: b"no HTTP at all\r\n") as product:
        check = reach(product.url, NONCE, threading.Event())
    assert (check.ok, check.params["why"]) == (False, "unreachable")
