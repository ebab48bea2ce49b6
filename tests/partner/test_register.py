"""What a partner answered is in the evidence, whatever became of the partner."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
import requests
from listener import listening
from partner_acts import CONTRACT
from partner_client import MOCK, Client, incident, spoken
from programs import program

from harness import archive
from harness.errors import EvidenceError
from harness.evidence import PRODUCT, Exchange, Greeting, Product, Response, RunContext
from harness.partner import outbox
from harness.partner.handshakes import Shook
from harness.partner.host import prepared, running, served
from harness.partner.recording import Taken
from harness.partner.register import Register
from harness.reading import Reading

CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=0, harness="test", started=0
)


def test_calls_are_numbered_redacted_and_sealed(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    register.open(CONTEXT)
    with running(MOCK, keep=register.desk(MOCK).keep) as partner, Client(partner) as client:
        assert client.post("/incidents", incident()).status_code == 201
        assert client.get("/agencies").status_code == 200
        secret = partner.secret.encode()
        token = client.token().encode()
    sealed = register.close(now=12.0)
    assert sealed is not None
    evidence = archive.read(sealed)
    found = [o for o in evidence.observations if isinstance(o, Exchange)]
    assert [str(o.id) for o in found] == [f"partner:{MOCK}#0", f"partner:{MOCK}#1", f"token:{MOCK}#0"]
    assert [o.identity for o in found] == ["own-agency", "own-agency", "none"]
    assert [o.redactions[0].facts for o in found[:2]] == [{"credential": "genuine"}] * 2
    footer = archive.read(sealed).footer
    assert footer is not None
    assert (footer.ended, footer.counts) == (12_000_000, {f"partner:{MOCK}": 2, f"token:{MOCK}": 1})
    whole = b"".join(path.read_bytes() for path in (tmp_path / "run" / "journal").iterdir())
    assert secret not in whole
    assert token not in whole


def test_tokens_that_are_looked_up_or_taken_back_are_not_kept(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    register.open(CONTEXT)
    with running(MOCK, keep=register.desk(MOCK).keep) as partner, Client(partner) as client:
        token, own = client.token(), ("own-agency", partner.secret)
        for place in ("introspect", "revoke"):
            url = partner.token_url.replace("/token", f"/{place}")
            assert requests.post(url, data={"token": token}, auth=own, timeout=10).status_code == 200
        requests.post(url, data={"a": "b" * 9} | {f"f{n}": "x" for n in range(60)}, auth=own, timeout=10)
        assert client.get("/agencies", token=token).status_code == 401
    sealed = register.close(now=12.0)
    assert sealed is not None
    found = [o for o in archive.read(sealed).observations if isinstance(o, Exchange)]
    assert [o.id.partition for o in found] == [f"partner:{MOCK}"] + [f"token:{MOCK}"] * 4
    assert all(token.encode() not in o.request.body + o.request.head for o in found)


def test_the_secret_of_the_clients_is_not_kept_wherever_it_stands(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    with running(MOCK, keep=register.desk(MOCK).keep) as partner, Client(partner) as client:
        register.open(CONTEXT, {MOCK: partner.secret})
        client.get("/agencies", identity="", headers={"X-Api-Key": partner.secret})
        form = f"grant_type=client_credentials&client_id=own-agency&client%5Fsecret={partner.secret}"
        given = {"Content-Type": "application/x-www-form-urlencoded"}
        assert client.session.post(partner.token_url, data=form, headers=given).status_code == 200
        secret = partner.secret.encode()
    register.close(now=12.0)
    whole = b"".join(path.read_bytes() for path in (tmp_path / "run" / "journal").iterdir())
    assert whole.count(f"secret:{MOCK}".encode()) == 2
    assert secret not in whole


def test_a_run_that_lost_a_call_does_not_say_that_it_finished(tmp_path: Path) -> None:
    register, full = Register(tmp_path / "run"), [False]

    def keep(taken: Taken) -> None:
        if full[0]:
            raise EvidenceError("cannot be written: No space left on device")
        register.desk(MOCK).keep(taken)

    with running(MOCK, keep=keep) as partner, Client(partner) as client:
        register.open(CONTEXT, {MOCK: partner.secret}, (partner.crashes,))
        assert client.get("/agencies").status_code == 200
        full[0] = True
        with pytest.raises(requests.ConnectionError):
            client.get("/agencies")
    sealed = register.close(now=12.0)
    assert sealed is not None
    footer = archive.read(sealed).footer
    assert footer is not None
    assert footer.stopped == "fault: a call could not be written down"


def test_tokens_in_what_cannot_be_read_are_not_kept(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    with running(MOCK, keep=register.desk(MOCK).keep) as partner, Client(partner) as client:
        register.open(CONTEXT, {MOCK: partner.secret})
        token = client.token()
        head = b"GET / HTTP/1.1\r\nHost: x\r\nX: a\rAuthorization: Bearer " + token.encode() + b"\r\n\r\n"
        assert b" 400 " in spoken(client, head)
        url = partner.token_url.replace("/token", "/introspect")
        assert client.session.post(url, json={"token": token}).status_code == 400
        assert client.session.post(url, files={"token": (None, token)}).status_code == 400
    sealed = register.close(now=12.0)
    assert sealed is not None
    asked = [o.request for o in archive.read(sealed).observations if isinstance(o, Exchange)]
    assert len(asked) == 4
    assert not [one for one in asked if token.encode() in one.head + one.body]


def test_nothing_begun_is_nothing_ended(tmp_path: Path) -> None:
    assert Register(tmp_path).close(0.0) is None
    Register(tmp_path / "run").open(CONTEXT)
    with pytest.raises(EvidenceError, match="already"):
        Register(tmp_path / "run").open(CONTEXT)


def test_a_call_that_cannot_be_kept_is_not_answered() -> None:
    def full(taken: Taken) -> None:
        raise EvidenceError("no room")

    with running(MOCK, keep=full) as partner:
        try:
            status = requests.get(f"{partner.url}/agencies", timeout=5).status_code
        except requests.ConnectionError:
            status = 500
        assert status == 500


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGKILL")
def test_a_host_that_is_killed_loses_no_call_that_it_answered(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-m", "harness", "mock", MOCK, "--record", str(folder)]
    with program(command) as process:
        assert process.stderr is not None
        url = process.stderr.readline().split()[-1]
        answered = [requests.get(f"{url}/agencies?limit={n}", timeout=5).status_code for n in range(1, 40)]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    found = [o for o in archive.replay(folder).observations if isinstance(o, Exchange)]
    assert [o.reply.status for o in found if isinstance(o.reply, Response)] == answered
    assert [o.request.target[-1] for o in found][:9] == list("123456789")


def test_calls_of_the_partners_own_are_evidence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "GAPS", (0.0,))
    register = Register(tmp_path / "run")
    register.open(CONTEXT)
    with listening(lambda number: 503 if number == 0 else 204) as listener:
        with (
            running(MOCK, keep=register.desk(MOCK).keep, begins=register.desk(MOCK).begins) as partner,
            Client(partner) as client,
        ):
            client.create(callbackUrl=listener.url)
            listener.next()
            listener.next()
        url = listener.url
    sealed = register.close(now=12.0)
    assert sealed is not None
    own = [o for o in archive.read(sealed).observations if isinstance(o, Exchange) and o.to_party == PRODUCT]
    assert [(o.from_party, o.attempt, getattr(o.reply, "status", 0)) for o in own[:2]] == [
        (MOCK, 1, 503),
        (MOCK, 2, 204),
    ]
    assert url.endswith(own[0].request.target)
    assert b'"received"' in own[1].request.body
    assert Reading(own[1], CONTRACT).operation_id == "acknowledgementNotified"


def test_handshakes_that_came_to_nothing_or_under_a_fault_are_kept(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    register.open(CONTEXT)
    desk = register.desk(MOCK)
    desk.shakes(Shook(negotiated="TLSv1.3", at=1.0))
    desk.shakes(Shook(why="no-certificate", at=2.0))
    desk.shakes(Shook(negotiated="TLSv1.3", fault="expired", at=3.0))
    sealed = register.close(now=12.0)
    assert sealed is not None
    found = [o for o in archive.read(sealed).observations if isinstance(o, Greeting)]
    assert [(str(o.id), o.to_party, o.why, o.fault) for o in found] == [
        (f"partner:{MOCK}#0", MOCK, "no-certificate", None),
        (f"partner:{MOCK}#1", MOCK, "", "expired"),
    ]
    footer = archive.read(sealed).footer
    assert footer is not None
    assert footer.counts == {f"partner:{MOCK}": 2}


def test_a_client_without_a_certificate_is_in_the_record(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    register.open(CONTEXT)
    host = prepared(MOCK, (), 1, time.time, tls=tmp_path / "tls", mutual=True)
    host.keep_shake = register.desk(MOCK).shakes
    with served(host) as partner:
        assert partner.certificates is not None
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{partner.url}/agencies", verify=str(partner.certificates.ca), timeout=5)
    sealed = register.close(now=12.0)
    assert sealed is not None
    assert [o.why for o in archive.read(sealed).observations if isinstance(o, Greeting)] == ["no-certificate"]
