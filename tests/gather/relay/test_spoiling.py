"""What lies between two products is bad on purpose, is named in the evidence, and is held against neither of them."""

from __future__ import annotations

import http.client
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import relayed

from harness import archive
from harness.cli.partners.selftest import talked
from harness.errors import MockError
from harness.evidence import Exchange, Partial, Response, Silence
from harness.gather.relay.between import Side
from harness.gather.relay.spoiling import BETWEEN, Spoiler
from harness.partner.faults.choosing import Chosen, written
from harness.partner.faults.delays import Latency
from harness.partner.faults.table import FAULTS
from harness.verdict import Outcome

BASE = "/incident-transfer/v1"
TEXT = b"HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-Own: b\r\nContent-Length: 9\r\n\r\nfrom b..."


def said(side: Side, target: str = f"{BASE}/agencies") -> int:
    """Return the status that is given, or 0 where nothing whole comes."""
    with closing(http.client.HTTPConnection(urlsplit(side.shown.shown).netloc, timeout=2)) as line:
        try:
            line.request("GET", target)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        return answer.status


def between(
    folder: Path, *faults: str | Chosen, calls: int = 1, method: str = "GET"
) -> tuple[list[int], list[Exchange], int]:
    """Return what the caller got, what evidence has of it, and how many calls came through."""
    got: list[int] = []

    def talk(one: Side, other: Side) -> None:
        got.extend(said(other) for _ in range(calls))

    chosen = tuple(fault if isinstance(fault, Chosen) else written(fault, {}) for fault in faults)
    with relayed.product() as calling, relayed.product(lambda *asked: TEXT) as serving:
        path = relayed.relayed(folder, calling.url, f"{serving.url}{BASE}", talk, faults=chosen)
        through = len(serving.heard)
    return got, [o for o in archive.read(path).observations if isinstance(o, Exchange)], through


@pytest.mark.parametrize(
    "fault, status, through, kept",
    [
        ("lost-acknowledgement", 0, 1, Silence(why="closed")),
        ("unavailable", 503, 0, None),
        ("reset-before", 0, 0, Silence(why="reset")),
        ("truncated-body", 0, 1, None),
        ("dribble", 200, 1, None),
    ],
)
def test_a_fault_is_played_once_and_named(
    fault: str, status: int, through: int, kept: Silence | None, tmp_path: Path
) -> None:
    got, found, came = between(tmp_path / "run", f"{fault}:listAgencies:1", calls=2)
    assert (got, came) == ([status, 200], through + 1)
    first, *rest = found
    assert (first.fault, {one.fault for one in rest}) == (fault, {None})
    assert kept is None or first.reply == kept
    if through:
        assert isinstance(rest[0].reply, Response)
        assert (rest[0].to_party, rest[0].reply.body) == ("server", b"from b...")
    assert (fault == "truncated-body") is isinstance(first.reply, Partial)


def test_what_is_only_late_is_the_product_s_own_octet_by_octet(tmp_path: Path) -> None:
    late = Chosen(name="latency", play=Latency(seconds=0.05))
    got, (back, over), _ = between(tmp_path / "run", late)
    assert got == [200]
    assert isinstance(back.reply, Response)
    assert back.reply.head.startswith(b"HTTP/1.1 200 Fine\r\n")
    assert back.fault == "latency"
    assert back.times.last_byte - over.times.last_byte >= 50_000


def test_neither_product_is_blamed_and_what_the_sender_bore_is_shown(tmp_path: Path) -> None:
    faults = (written("unavailable:createIncident:1", {}), written("lost-acknowledgement:createIncident:2", {}))
    judgement = talked(tmp_path / "run", faults=faults)
    played = {o.fault for o in judgement.evidence.observations if isinstance(o, Exchange) and o.fault}
    assert played == {"unavailable", "lost-acknowledgement"}
    for judged in judgement.judged:
        blamed = [f.requirement for f in judged.verdict.findings if f.outcome in (Outcome.VIOLATES, Outcome.FAULT)]
        assert (judged.subject.role, blamed) == (judged.subject.role, [])


def test_what_is_not_an_operation_is_left_alone(tmp_path: Path) -> None:
    def talk(one: Side, other: Side) -> None:
        assert said(other, target="/nothing") == 200
        assert said(one) == 200, "what is called back comes through"

    chosen = (written("unavailable", {}),)
    with relayed.product() as calling, relayed.product() as serving:
        relayed.relayed(tmp_path / "run", calling.url, f"{serving.url}{BASE}", talk, faults=chosen)


@pytest.mark.parametrize("fault", sorted({*FAULTS} - {*BETWEEN}))
def test_no_words_are_put_into_a_product_s_mouth(fault: str) -> None:
    with pytest.raises(MockError, match="no fault of what lies between two products"):
        Spoiler((written(fault, {}),), relayed.bundle().contract, "http://127.0.0.1:1")


def test_an_unknown_operation_is_said() -> None:
    with pytest.raises(MockError, match="there is no operation 'listAgency'"):
        Spoiler((written("unavailable:listAgency", {}),), relayed.bundle().contract, "http://127.0.0.1:1")
    with pytest.raises(MockError, match="no fault of what lies between"):
        Spoiler((written("unavailable:token", {}),), relayed.bundle().contract, "http://127.0.0.1:1")
