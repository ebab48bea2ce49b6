"""Shows over real sockets that the product's calls are kept, raw and in order, before they are answered."""

from __future__ import annotations

import gc
import http.client
import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from msgspec import UNSET
from tinyapi.bench import StillClock

from harness.arazzo import Listen
from harness.errors import CannotRun
from harness.evidence import PRODUCT, Exchange, Response
from harness.gather.calling.inbound import Inbound
from harness.gather.strand import Strand
from harness.partner.connection import ENDED, NOT_TAKEN
from harness.partner.heads import NO_HTTP

REST = f"octets of content came, and not the rest: {ENDED}"


@contextmanager
def listening(kept: list[Exchange], public_url: str = "") -> Iterator[Inbound]:
    with Inbound(
        "127.0.0.1:0", public_url, keep=kept.append, elsewhere=lambda: Strand("inbound", StillClock())
    ) as made:
        yield made


def call(url: str, body: bytes = b'{"id":"1"}', method: str = "POST") -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=5)
    try:
        connection.request(
            method,
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body,
            {"X-ODD-case": "1", "x-second": "2"},
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_call_joins_the_partition_that_caused_it() -> None:
    kept: list[Exchange] = []
    strand = Strand("workflow:a", StillClock())
    with listening(kept) as inbound:
        give_out, mailbox = inbound.address(strand)
        cause = strand.next_id()
        assert call(f"{give_out()}/notifications?a=%20b") == 204
    (exchange,) = kept
    assert (exchange.id.partition, exchange.id.ordinal) == ("workflow:a", 1)
    assert exchange.from_party == PRODUCT
    assert exchange.caused_by == cause
    assert exchange.request.target.endswith("/notifications?a=%20b")
    assert exchange.request.body == b'{"id":"1"}'
    assert exchange.reply == Response(status=204, head=b"HTTP/1.1 204 No Content")
    lines = exchange.request.head.split(b"\r\n")
    assert lines[0] == f"POST {exchange.request.target} HTTP/1.1".encode()
    assert [line for line in lines if line.lower().startswith(b"x-")] == [b"X-ODD-case: 1", b"x-second: 2"]
    assert mailbox.count() == 1


@pytest.mark.parametrize("public_url", ["", "https://us.example.org/hook"])
def test_a_redirect_to_another_host_leads_to_our_second_port(public_url: str) -> None:
    kept: list[Exchange] = []
    with listening(kept, public_url) as inbound:
        give_out, mailbox = inbound.address(Strand("p", StillClock()))
        mailbox.listen = Listen(answers=("307:away", "204"))
        path = urlsplit(give_out()).path
        with socket.create_connection((inbound._host, inbound._port)) as line:
            line.sendall(f"POST {path} HTTP/1.0\r\nContent-Length: 0\r\n\r\n".encode())
            head = line.makefile("rb").read().decode()
        location = head.partition("Location: ")[2].split()[0]
        if public_url:
            assert location == f"{public_url}{path.removeprefix('/hook')}/redirected"
            return
        assert urlsplit(location).port not in (None, inbound._port)
        assert call(location) == 204
    assert [one.id.partition for one in kept] == ["p", "p"]


def test_a_call_beside_is_taken_and_counts_for_no_answer() -> None:
    with listening([]) as inbound:
        give_out, mailbox = inbound.address(Strand("p", StillClock()))
        mailbox.listen = Listen(answers=("503", "204"), taken_at="/taken")
        paths = ("/gone/taken", "/gone", "/gone/taken", "/gone")
        assert [call(give_out() + path) for path in paths] == [204, 503, 204, 204]


def test_who_asks_first_whether_content_may_come_is_told_so() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        give_out, _ = inbound.address(Strand("p", StillClock()))
        head = f"POST {urlsplit(give_out()).path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        with socket.create_connection((inbound._host, inbound._port)) as line:
            line.settimeout(10)
            line.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
            assert line.recv(100).startswith(b"HTTP/1.1 100 ")
            line.sendall(b"{}")
            assert line.recv(100).startswith(b"HTTP/1.1 204 ")
    assert [one.request.body for one in kept] == [b"{}"]


def test_it_is_kept_before_it_is_answered() -> None:
    order = []
    with Inbound(
        "127.0.0.1:0", "", keep=lambda _: order.append("kept"), elsewhere=lambda: Strand("e", StillClock())
    ) as made:
        call(made.address(Strand("p", StillClock()))[0]())
        order.append("answered")
    assert order == ["kept", "answered"]


def test_a_call_that_nobody_expected_has_a_partition_of_its_own() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        call(f"{inbound.url}/unknown/x", method="PUT")
        call(inbound.url + "/")
    assert [str(exchange.id) for exchange in kept] == ["inbound#0", "inbound#1"]


def test_of_calls_that_nobody_expected_nothing_is_remembered_once_they_are_kept() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        assert [call(f"{inbound.url}/stray/{n}") for n in range(3)] == [204] * 3
        assert (len(kept), inbound._stray.count()) == (3, 0)


def test_the_public_url_is_given_out_where_one_is_declared() -> None:
    with listening([], "https://us.example.org/hook/") as inbound:
        address = inbound.address(Strand("p", StillClock()))[0]()
        assert address.startswith("https://us.example.org/hook/")
        assert inbound.address(Strand("q", StillClock()))[0]() != address


def test_what_never_gave_its_address_out_is_forgotten_and_what_did_is_not() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        quiet, called = Strand("quiet", StillClock()), Strand("called", StillClock())
        inbound.address(quiet)
        address = inbound.address(called)[0]()
        gone = [weakref.ref(quiet), weakref.ref(called)]
        del quiet, called
        gc.collect()
        assert [one() is None for one in gone] == [True, False]
        call(address)
    assert [str(exchange.id) for exchange in kept] == ["called#0"]


def test_a_call_too_large_is_refused_and_noted() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        assert call(inbound.url + "/x", b"x" * (9 << 20)) == 413
    assert kept[0].request.broken_off == NOT_TAKEN


@pytest.mark.parametrize(
    "octets, status, broken",
    [
        (
            b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf",
            "400",
            f"4 of 9 {REST}",
        ),
        (b"POST /x HTTP/1.1\r\nHost: h\r\nX-Ha", "400", f"the head did not come whole: {ENDED}"),
        (b"nonsense\r\n\r\n", "400", NO_HTTP),
        (b"NOTIFY /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "204", UNSET),
    ],
    ids=["half content", "half head", "no HTTP", "another method"],
)
def test_what_did_not_come_whole_is_kept_and_no_call_that_somebody_waits_for(
    octets: bytes, status: str, broken: object
) -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        give_out, mailbox = inbound.address(Strand("p", StillClock()))
        path = urlsplit(give_out()).path
        with socket.create_connection((inbound._host, inbound._port), timeout=10) as line:
            line.sendall(octets.replace(b"/x", path.encode()))
            line.shutdown(socket.SHUT_WR)
            assert line.makefile("rb").read().split(b" ")[1].decode() == status
    assert [one.request.broken_off for one in kept] == [broken]
    assert mailbox.count() == (1 if broken is UNSET else 0)


def test_an_address_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(CannotRun, match=r"partners\.listen"),
            Inbound(f"127.0.0.1:{port}", "", keep=lambda _: None, elsewhere=lambda: Strand("e", StillClock())),
        ):
            pass


def test_who_waits_is_woken_by_the_call_that_matches() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        give_out, mailbox = inbound.address(Strand("p", StillClock()))
        address = give_out()
        since = mailbox.count()
        caller = threading.Thread(target=lambda: [call(address, body) for body in (b"no", b"yes", b"late")])
        caller.start()
        found = mailbox.wait(since, 10, lambda exchange: exchange.request.body == b"yes")
        caller.join()
    assert found is not None
    assert found.request.body == b"yes"


def test_what_came_before_is_not_waited_for() -> None:
    kept: list[Exchange] = []
    with listening(kept) as inbound:
        give_out, mailbox = inbound.address(Strand("p", StillClock()))
        call(give_out())
        assert mailbox.wait(0, 0, lambda exchange: True) is kept[0]
        assert mailbox.wait(mailbox.count(), 0, lambda exchange: True) is None


def test_who_calls_at_the_very_end_leaves_nothing_open() -> None:
    for count in range(12):
        with listening([]) as inbound:
            parts = urlsplit(inbound.url)
            callers = [socket.create_connection((str(parts.hostname), parts.port or 0)) for _ in range(count % 4)]
        for caller in callers:
            caller.close()
    gc.collect()  # a connection that nobody closed would warn here, which is an error
