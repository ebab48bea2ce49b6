"""Requests on one connection are answered one after another, and what does not come is not waited for."""

from __future__ import annotations

import asyncio
import queue
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from partner_client import MOCK, Client, port_of, spoken

from harness.evidence import Response
from harness.partner.call import PLAINLY, Reply
from harness.partner.connection import ENDED, LATE, LOST, Connection
from harness.partner.faults.choosing import Chosen, written
from harness.partner.faults.delays import Latency
from harness.partner.host import running
from harness.partner.identity.terms import TOKEN
from harness.partner.port import Answer, Asked, Port, Then
from harness.partner.recording import Taken

GET = b"GET /incident-transfer/v1/agencies HTTP/1.1\r\n"


def fields(client: Client) -> bytes:
    return b"Host: x\r\nConnection: close\r\nAuthorization: Bearer " + client.token().encode() + b"\r\n\r\n"


def test_an_answer_goes_out_octet_by_octet_as_it_is_kept() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client:
        sent = spoken(client, GET + fields(client))
        stays = GET.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n\r\n"
        old = spoken(client, stays + GET + b"Host: x\r\nConnection: close\r\n\r\n")
        nothing = spoken(client, b"GET nonsense\r\n\r\n")
    first, second, third, fourth = (
        one.reply for one in kept if isinstance(one.reply, Response) and one.operation != TOKEN
    )
    close, stay = b"\r\nConnection: close\r\n\r\n", b"\r\nConnection: keep-alive\r\n\r\n"
    assert sent == first.head + close + first.body
    assert old == second.head + stay + second.body + third.head + close + third.body
    assert nothing == fourth.head + close + fourth.body


@contextmanager
def line_to(client: Client) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port_of(client)), timeout=8) as line:
        yield line


def until_closed(line: socket.socket) -> bytes:
    pieces = []
    while piece := line.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def test_what_is_no_http_is_refused_before_it_ends(perfect: Client) -> None:
    with line_to(perfect) as line:
        line.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc")  # a ClientHello begins like this (RFC 8446 section 5.1)
        assert until_closed(line).startswith(b"HTTP/1.1 400 ")


def test_a_head_that_does_not_come_is_refused_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.connection.HEAD_SECONDS", 0.01)
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client, line_to(client) as line:
        line.sendall(GET + b"Host: x\r\nX-Slow: ")
        assert until_closed(line).startswith(b"HTTP/1.1 408 ")
    assert (kept[0].request.method, kept[0].request.head) == ("GET", GET + b"Host: x\r\nX-Slow: ")
    assert kept[0].request.broken_off == f"the head did not come whole: {LATE}"


COUNTED = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n"
CHUNKED = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent, got, words",
    [
        (COUNTED + b'{"a": 1', b'{"a": 1', "7 of 20 octets of content came, and not the rest"),
        (COUNTED, b"", "0 of 20 octets of content came, and not the rest"),
        (CHUNKED + b'4\r\n{"a"\r\n9\r\n: 1', b'{"a": 1', "7 octets of content came, and not the rest"),
        (b"POST /x HTTP/1.1\r\nHost", b"", "the head did not come whole"),
        (b"ARCH", b"", "the head did not come whole"),
    ],
)
def test_what_a_caller_breaks_off_is_kept_as_what_came(sent: bytes, got: bytes, words: str) -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client, line_to(client) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        assert until_closed(line).startswith(b"HTTP/1.1 400 ")
    (taken,) = kept
    assert (taken.request.body, taken.request.broken_off) == (got, f"{words}: {ENDED}")
    assert isinstance(taken.reply, Response)
    assert taken.reply.status == 400


def test_a_connection_that_is_cut_in_mid_content_is_kept() -> None:
    kept: queue.Queue[Taken] = queue.Queue()
    with running(MOCK, keep=kept.put) as partner, Client(partner) as client, line_to(client) as line:
        line.sendall(COUNTED + b"{}")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
        taken = kept.get(timeout=8)
    assert (taken.request.body, taken.request.broken_off) in (
        (b"{}", f"2 of 20 octets of content came, and not the rest: {LOST}"),
        # Where the reset overtook what had been sent.
        (b"", f"0 of 20 octets of content came, and not the rest: {LOST}"),
    )


def test_of_half_a_call_for_a_token_no_content_is_kept() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client, line_to(client) as line:
        path = urlsplit(partner.token_url).path.encode()
        line.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nclient_secret=sesa")
        line.shutdown(socket.SHUT_WR)
        until_closed(line)
    (taken,) = kept
    assert taken.request.body == b""
    assert str(taken.request.broken_off).startswith("18 of 99 octets")


def test_who_comes_and_goes_without_a_word_is_no_call() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client, line_to(client) as line:
        line.sendall(b"\r\n")
        line.shutdown(socket.SHUT_WR)
        assert until_closed(line) == b""
    assert kept == []


def test_an_answer_that_waits_does_not_let_the_next_one_pass() -> None:
    slow = written("latency:listAgencies:1", {})
    with running(MOCK, faults=[slow]) as partner, Client(partner) as client:
        head = b"Host: x\r\nAuthorization: Bearer " + client.token().encode()
        answer = spoken(
            client, GET + head + b"\r\n\r\n" + b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"]


def test_what_follows_a_refused_request_is_none(perfect: Client) -> None:
    smuggled = (
        GET + b"Host: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET + b"Host: x\r\n\r\n"
    )
    assert spoken(perfect, smuggled).count(b"HTTP/1.1 ") == 1


def test_another_protocol_is_not_taken_up(perfect: Client) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    answer = spoken(perfect, GET + upgrade + b"Host: x\r\n\r\n" + GET + fields(perfect))
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"401", b"200"]
    assert spoken(perfect, b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 400 ")


class Slow(asyncio.Transport):
    """Takes what is written and notes when reading stops."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.reading = True

    def write(self, data: object) -> None:
        assert isinstance(data, bytes)
        self.written += data

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


def port(answer: Callable[[Asked, Reply | None, Then], None]) -> Port:
    return Port(
        10, lambda: 0.0, lambda head, transport: (PLAINLY, None), answer, lambda reply, data, broken, then: None
    )


def test_a_caller_who_does_not_read_is_not_answered_without_end() -> None:
    def answer(asked: Asked, early: Reply | None, then: Then) -> None:
        then(Answer(Response(status=204, head=b"HTTP/1.1 204 No Content")))

    service = Port(
        10, lambda: 0.0, lambda head, transport: (PLAINLY, None), answer, lambda reply, data, broken, then: None
    )
    connection, transport = Connection(service, set()), Slow()
    connection.connection_made(transport)
    connection.data_received(GET + b"Host: x\r\n\r\n")
    connection.pause_writing()
    while transport.reading:
        connection.data_received(GET + b"Host: x\r\n\r\n")
    assert transport.written.count(b"HTTP/1.1 204") == 1
    connection.resume_writing()
    assert transport.reading
    assert transport.written.count(b"HTTP/1.1 204") > 1000


def test_a_caller_who_asks_faster_than_he_is_answered_is_not_read_without_end() -> None:
    waiting: list[Then] = []

    def answer(asked: Asked, early: Reply | None, then: Then) -> None:
        waiting.append(then)

    service = Port(
        10, lambda: 0.0, lambda head, transport: (PLAINLY, None), answer, lambda reply, data, broken, then: None
    )
    connection, transport, asked = Connection(service, set()), Slow(), 0
    connection.connection_made(transport)
    for _ in range(3):
        while transport.reading:
            connection.data_received((GET + b"Host: x\r\n\r\n") * 1000)
            asked += 1000
        waiting.pop()(Answer(Response(status=204, head=b"HTTP/1.1 204 No Content")))
        assert not transport.reading
    while waiting:
        waiting.pop()(Answer(Response(status=204, head=b"HTTP/1.1 204 No Content")))
    assert transport.reading
    assert transport.written.count(b"HTTP/1.1 204") == asked


def test_a_caller_who_goes_is_not_waited_for() -> None:
    with running(MOCK, faults=[written("no-answer:listAgencies", {})]) as partner, Client(partner) as client:
        with line_to(client) as line:
            line.sendall(GET + fields(client))
        assert client.call("OPTIONS", "/agencies").status_code == 405


@pytest.mark.parametrize("faults", [[], [Chosen(name="late", play=Latency(seconds=0.01))]])
def test_who_says_that_nothing_more_comes_is_answered_all_the_same(faults: list[Chosen]) -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append, faults=faults) as partner, Client(partner) as client, line_to(client) as line:
        one = GET + b"Host: x\r\nAuthorization: Bearer " + client.token().encode() + b"\r\n\r\n"
        line.sendall(one * 3 + b"GET /unfin")
        line.shutdown(socket.SHUT_WR)
        assert until_closed(line).count(b"HTTP/1.1 200 OK") == 3
    assert len([one for one in kept if one.operation == "listAgencies"]) == 3
    assert (kept[-1].request.head, kept[-1].request.broken_off) == (
        b"GET /unfin",
        f"the head did not come whole: {ENDED}",
    )
