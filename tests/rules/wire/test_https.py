"""`https/1`: what is served without TLS is found, and what is refused or cannot be told is not blamed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import exchange, gist, judge_all, requirement, subject
from rules.cases import read

from harness.evidence import WITHOUT_TLS, Exchange, Partial, Reply, Silence
from harness.verdict import Finding


def asked(status: int = 200, reply: Reply | None = None, **say: str) -> Exchange:
    return exchange("GET", "/words", b"", status, {}, to_party=WITHOUT_TLS, reply=reply, say=say, credential="absent")


def found(*exchanges: Exchange, target: str = "https://notes.example.org/v1") -> Finding:
    return judge_all([requirement("https/1")], exchanges, subject=subject(target=target)).findings[0]


@pytest.mark.parametrize(
    "one, said",
    [
        (asked(200), "violates: served-without-tls"),
        (asked(204), "violates: served-without-tls"),
        (asked(401), "violates: served-without-tls"),
        (asked(301, Location="http://notes.example.org/v1/words"), "violates: redirected-without-tls"),
        (asked(307), "violates: redirected-without-tls"),
        (asked(308, Location="HTTPS://notes.example.org/v1/words"), "conforms"),
        (asked(400), "conforms"),
        (asked(403), "conforms"),
        (asked(426), "conforms"),
        (asked(503), "inconclusive: hidden-by-status"),
        (asked(reply=Silence(why="refused")), "conforms"),
        (asked(reply=Silence(why="closed")), "conforms"),
        (asked(reply=Silence(why="reset")), "conforms"),
        (asked(reply=Silence(why="timeout")), "inconclusive: no-answer"),
        (asked(reply=Silence(why="unreachable")), "inconclusive: no-answer"),
        (asked(reply=Partial(why="malformed")), "conforms"),
        (asked(reply=Partial(why="length", status=200)), "inconclusive: no-answer"),
    ],
)
def test_what_was_asked_without_tls(one: Exchange, said: str) -> None:
    assert gist(found(one)) == said


def test_a_product_whose_address_is_without_tls_serves_without() -> None:
    assert gist(found(read(), target="http://notes.example.org/v1")) == "violates: served-without-tls"
    everything = judge_all(
        [requirement("https/1")], [read()], subject=subject(target="http://notes.example.org/v1")
    ).findings[0]
    assert len(everything.violations) == 1


@pytest.mark.parametrize("host", ["127.0.0.1:8801", "localhost", "[::1]:80"])
def test_on_this_machine_nothing_is_told_and_nobody_blamed(host: str) -> None:
    assert gist(found(read(), target=f"http://{host}/v1")) == "inconclusive: on-this-machine"


def test_over_tls_nothing_is_said_by_what_is_served() -> None:
    assert gist(found(read())) == "inconclusive: nothing-seen"
    inbound: Any = msgspec.structs.replace(read(), from_party="product", to_party="hallmark")
    assert gist(found(inbound, target="http://notes.example.org/v1")) == "inconclusive: nothing-seen"
