"""The host speaks HTTP soundly to anybody, on a port of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from partner_client import MOCK, Client, incident, new_id, port_of, receiver, spoken
from programs import program

from harness.errors import MockError
from harness.partner.host import prepared, running
from harness.partner.recording import Taken

BASE = b"/incident-transfer/v1"


def fields(client: Client, *more: bytes) -> bytes:
    own = (b"Host: x", b"Connection: close", b"Authorization: Bearer " + client.token().encode())
    return b"\r\n".join([*own, *more]) + b"\r\n\r\n"


GET = b"GET " + BASE + b"/agencies HTTP/1.1\r\n"
POST = b"POST " + BASE + b"/incidents HTTP/1.1\r\n"
JSON = b"Content-Type: application/json"
CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
HOSTILE = {
    "not HTTP": (b"\x16\x03\x01\x00\r\n\r\n", 400),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no Host": (GET + b"Connection: close\r\n\r\n", 400),
    "a field that is endless": (GET + b"Host: x\r\nX: " + b"a" * 20000 + b"\r\n\r\n", 431),
    "a target that is endless": (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "too many fields": (GET + b"Host: x\r\n" + b"".join(b"X%d: a\r\n" % i for i in range(500)) + b"\r\n", 431),
    "a folded field": (GET + b"Host: x\r\nX: a\r\n b\r\n\r\n", 400),
    "a NUL in a field": (GET + b"Host: x\r\nX: a\0b\r\n\r\n", 400),
    "a length that is no number": (POST + b"Host: x\r\nContent-Length: abc\r\n\r\n{}", 400),
    "two lengths": (POST + b"Host: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "two hosts": (GET + b"Host: x\r\nHost: y\r\n\r\n", 400),
    "lines that end with LF": (GET.replace(b"\r\n", b"\n") + b"Host: x\n\n", 400),
    "a field that ends with LF": (GET + b"A: b\nHost: x\r\n\r\n", 400),
    "a space before the colon": (POST + b"Host: x\r\nContent-Length : 2\r\n\r\n{}", 400),
    "chunks of HTTP/1.0": (POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n\r\n0\r\n\r\n", 400),
    "a coding that is not known": (POST + b"Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "HTTP/2 in the line": (GET.replace(b"1.1", b"2.0") + b"Host: x\r\n\r\n", 400),
    "a length and chunks": (POST + b"Host: x\r\nContent-Length: 2\r\n" + CHUNKED + b"\r\n\r\n0\r\n\r\n", 400),
}
PARSED = {
    "a chunk that is none": (POST, (JSON, CHUNKED), b"ZZZ\r\n{}\r\n0\r\n\r\n", 400),
    "chunks": (POST, (JSON, CHUNKED), b"2\r\n{}\r\n0\r\n\r\n", 422),
    "gzip": (POST, (JSON, b"Content-Encoding: gzip", b"Content-Length: 2"), b"{}", 415),
    "too much content": (POST, (JSON, b"Content-Length: 1048577"), b"x" * 1048577, 413),
    "too much content in chunks": (POST, (JSON, CHUNKED), CHUNK * 17 + b"0\r\n\r\n", 413),
    "depth": (POST, (JSON, b"Content-Length: 100000"), b"[" * 100000, 400),
    "no content": (POST, (JSON,), b"", 400),
    "a path that is no text": (b"GET " + BASE + b"/incidents/%ff HTTP/1.1\r\n", (), b"", 404),
    "a NUL in the path": (b"GET " + BASE + b"/incidents/%00 HTTP/1.1\r\n", (), b"", 404),
    "a query that is no text": (b"GET " + BASE + b"/agencies?cursor=%ff HTTP/1.1\r\n", (), b"", 400),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\n", (), b"", 405),
    "content with GET": (GET, (b"Content-Length: 3",), b"abc", 200),
    "two tokens": (GET, (b"Authorization: Bearer x",), b"", 401),
    "a media type that is no text": (POST, (b"Content-Type: \xff", b"Content-Length: 2"), b"{}", 415),
}  # fmt: skip


def check(answer: bytes, status: int) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split(b" ")[1]) == status
    lines = head.lower().split(b"\r\n")
    assert b"server: control-room" in lines
    if status >= 400:
        assert b"content-type: application/problem+json" in lines
        assert json.loads(body)["status"] == status


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_http_is_refused_in_problem_details(perfect: Client, name: str) -> None:
    data, status = HOSTILE[name]
    check(spoken(perfect, data), status)
    assert perfect.get("/agencies").status_code == 200


@pytest.mark.parametrize("name", PARSED)
def test_odd_http_is_answered_soundly(perfect: Client, name: str) -> None:
    line, more, body, status = PARSED[name]
    check(spoken(perfect, line + fields(perfect, *more) + body), status)
    assert perfect.get("/agencies").status_code == 200


def test_content_that_never_ends_is_not_waited_for(perfect: Client) -> None:
    check(spoken(perfect, POST + fields(perfect, JSON, b"Content-Length: 20") + b"{}", end=True), 400)
    assert perfect.get("/agencies").status_code == 200


def test_content_that_does_not_arrive_is_refused(monkeypatch: pytest.MonkeyPatch, perfect: Client) -> None:
    monkeypatch.setattr("harness.partner.connection.BODY_SECONDS", 0.01)
    check(spoken(perfect, POST + fields(perfect, JSON, b"Content-Length: 20") + b"{}"), 400)


def test_who_asks_for_leave_to_send_gets_it(perfect: Client) -> None:
    more = (JSON, b"Expect: 100-continue", b"Content-Length: 2")
    answer = spoken(perfect, POST + fields(perfect, *more) + b"{}")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 ")


def test_head_is_get_without_its_content(perfect: Client) -> None:
    path = perfect.create()
    for place in (path, f"{path}/history", "/agencies", f"/incidents/{new_id()}"):
        get, head = perfect.get(place), perfect.call("HEAD", place)
        assert (head.status_code, head.content) == (get.status_code, b"")
        kept = [{k: v for k, v in reply.headers.items() if k != "Date"} for reply in (get, head)]
        assert kept[0] == kept[1]


def test_every_answer_is_dated_and_names_no_version(perfect: Client) -> None:
    headers = perfect.get("/agencies").headers
    assert headers["Date"].endswith("GMT")
    assert headers["Server"] == "control-room"


def test_a_connection_is_kept_and_can_be_pipelined(perfect: Client) -> None:
    head = b"Host: x\r\nAuthorization: Bearer " + perfect.token().encode()
    answer = spoken(perfect, GET + head + b"\r\n\r\n" + GET + head + b"\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2


def test_many_at_once_get_identifiers_of_their_own(perfect: Client) -> None:
    token, found = perfect.token(), []

    def work() -> None:
        with requests.Session() as session:
            for _ in range(10):
                headers = {"Authorization": f"Bearer {token}"}
                reply = session.post(f"{perfect.partner.url}/incidents", json=incident(), headers=headers, timeout=10)
                found.append(reply.json()["sharedIncidentId"])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 40


def test_who_calls_while_it_starts_is_answered_when_it_has_started() -> None:
    async def main() -> None:
        kept: list[Taken] = []
        host = prepared(MOCK, (), 1, time.time)
        host.keep = kept.append
        port = urlsplit(host.bind(0).url).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0)
        assert not kept
        await host.serve()
        assert await reader.readexactly(12) == b"HTTP/1.1 404"
        assert len(kept) == 1
        writer.close()
        await host.stop()

    asyncio.run(main())


def test_a_port_that_is_taken_is_named(perfect: Client) -> None:
    with (
        pytest.raises(MockError, match=f"the port {port_of(perfect)} of 127.0.0.1 cannot be had"),
        running(MOCK, port=port_of(perfect)),
    ):
        pass


def test_a_script_that_fails_says_so_and_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "mock.yaml").write_text(
        """{name: tiny, title: Tiny, says: T., profile: incident-transfer@1.0, role: receiver, validates: false,
        authority: {issuer: here, audience: us, clients: {}}, operations: {listAgencies: [
          {id: a, act: reply, body: $found.absent}]}}""",
        encoding="utf-8",
    )
    with running(str(tmp_path)) as partner:
        reply = requests.get(f"{partner.url}/agencies", timeout=5)
    assert (reply.status_code, reply.json()["detail"]) == (500, "The partner's script has failed.")


def test_after_the_end_nothing_listens() -> None:
    with receiver() as client:
        port = port_of(client)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


PROGRAM = """
from harness.partner.host import serve
serve("receiving-control-room", 0, ["no-etag"], lambda partner: print(partner.url, flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_of_its_own_serves_until_it_is_told_to_end(number: signal.Signals) -> None:
    with program([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert requests.get(f"{url}/agencies", timeout=5).status_code == 401
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
