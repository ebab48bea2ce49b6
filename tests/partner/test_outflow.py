"""Answers that are broken off on purpose leave as they are meant to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from partner_client import MOCK, Client, spoken

from harness.content import root
from harness.evidence import Response
from harness.partner.host import running
from harness.partner.outflow import octets

GET = b"GET /incident-transfer/v1/agencies HTTP/1.1\r\n"
KEPT = Response(status=200, head=b"HTTP/1.1 200 OK\r\nA: b", body=b"x")


def fields(client: Client) -> bytes:
    return b"Host: x\r\nConnection: close\r\nAuthorization: Bearer " + client.token().encode() + b"\r\n\r\n"


def test_only_how_long_the_connection_stays_is_added() -> None:
    assert octets(KEPT, True, False) == (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx", True)
    assert octets(KEPT, True, True) == (b"HTTP/1.1 200 OK\r\nA: b\r\nConnection: keep-alive\r\n\r\nx", True)
    assert octets(KEPT, False, True) == (b"HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\nx", False)
    said = Response(status=200, head=b"HTTP/1.1 200 OK\r\nConnection: close")
    assert octets(said, True, False) == (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", False)


@pytest.fixture
def broken(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A receiver whose list of agencies is broken off in one way."""
    source = root("mocks") / MOCK
    (tmp_path / "bodies").mkdir()
    for name in ("mock.yaml", "bodies/agencies.yaml"):
        (tmp_path / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
    wire = f"{{name: break, on: [listAgencies], how: {request.param}}}"
    defect = f"defects: [{{name: odd, says: Odd., kills: [IT-001], patch: [{{wire: {wire}}}]}}]\n"
    (tmp_path / "defects.yaml").write_text(defect, encoding="utf-8")
    with running(str(tmp_path), ["odd"]) as partner, Client(partner) as client:
        yield client


@pytest.mark.parametrize("broken", ["reset"], indirect=True)
def test_an_answer_can_be_a_reset(broken: Client) -> None:
    assert spoken(broken, GET + fields(broken)) == b"<reset>"


@pytest.mark.parametrize("broken", ["truncate"], indirect=True)
def test_an_answer_can_be_cut_short(broken: Client) -> None:
    head, _, body = spoken(broken, GET + fields(broken)).partition(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
    assert int(length.split()[1]) > len(body) > 0


@pytest.mark.parametrize("broken", ["head-with-body"], indirect=True)
def test_an_answer_to_head_can_have_content(broken: Client) -> None:
    _, _, body = spoken(broken, GET.replace(b"GET", b"HEAD") + fields(broken)).partition(b"\r\n\r\n")
    assert "items" in json.loads(body)


@pytest.mark.parametrize("broken", ["hang"], indirect=True)
def test_an_answer_can_never_come_and_the_host_still_stops(broken: Client) -> None:
    with pytest.raises(requests.ReadTimeout):
        broken.get("/agencies", timeout=0.2)
    assert broken.call("OPTIONS", "/agencies").status_code == 405
