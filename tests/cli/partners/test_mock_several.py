"""Several partners are bad each in a way of its own, and one record tells them apart."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from cli.conftest import Said
from programs import program

from harness import archive, content
from harness.cli.partners.mock_several import addressed, member_of, names_of
from harness.cli.partners.registering import Registering
from harness.errors import MockError
from harness.evidence import Exchange, Product, Request, Response, RunContext
from harness.judgement import judge
from harness.partner.host import issues_only
from harness.partner.recording import Taken
from harness.partner.register import Register

Call = Callable[..., Said]
ROOM, RECORDS = "receiving-control-room", "reference-records"


def status(url: str, token: str) -> int:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
def test_each_has_its_own_faults_and_defects_and_all_stand_in_one_record(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    wanted = (
        "--fault",
        f"{ROOM}:gone:listAgencies:2",
        "--defect",
        f"{RECORDS}:hides-description",
        "--record",
        str(folder),
    )
    command = [sys.executable, "-m", "harness", "mock", ROOM, "authority", RECORDS, *wanted, "--state", str(tmp_path)]
    with program(command) as partners:
        assert partners.stderr is not None
        secret = Path(partners.stderr.readline().split()[-1]).read_text("ascii").strip()
        authority, room, records = (partners.stderr.readline().split()[-1] for _ in range(3))
        form = f"grant_type=client_credentials&client_id=own-agency&client_secret={secret}".encode()
        with urllib.request.urlopen(f"{authority}/oauth/token", data=form, timeout=10) as reply:
            token = json.load(reply)["access_token"]
        assert [status(f"{room}/agencies", token) for _ in range(3)] == [200, 410, 200]
        assert [status(f"{records}/openapi.json", token) for _ in range(2)] == [404, 404]
        # What was answered is written down already.
        assert sum(path.read_bytes().count(b"\n") for path in (folder / "journal").iterdir()) == 6
        partners.send_signal(signal.SIGINT)
        assert partners.wait(timeout=20) == 0
    found = [o for o in archive.read(folder).observations if isinstance(o, Exchange)]
    assert [(str(o.id), o.to_party, o.fault) for o in found] == [
        (f"partner:{ROOM}#0", ROOM, None),
        (f"partner:{ROOM}#1", ROOM, "gone"),
        (f"partner:{ROOM}#2", ROOM, None),
        (f"partner:{RECORDS}#0", RECORDS, None),
        (f"partner:{RECORDS}#1", RECORDS, None),
        ("token:authority#0", "authorization-server", None),
    ]
    (judged,) = judge(folder).judged
    assert (judged.subject.role, judged.subject.calls) == ("sender", ROOM)


@pytest.mark.parametrize(
    "more, words",
    [
        (("--fault", "gone"), "'gone' does not say whose it is"),
        (("--fault", "gone:createIncident"), "PARTNER:NAME"),
        (("--defect", f"{ROOM}:nothing-like-it"), f"{ROOM} has no defect 'nothing-like-it'"),
        (("--fault", f"{ROOM}:gone:createIncidents"), "there is no operation 'createIncidents'"),
        (("--fault", f"{ROOM}s:gone"), f"Did you mean '{ROOM}'?"),
    ],
)
def test_what_cannot_be_played_is_said_before_anything_starts(
    more: tuple[str, ...], words: str, hallmark: Call
) -> None:
    said = hallmark("mock", "authority", ROOM, *more)
    assert (said.code, said.out) == (3, "")
    assert words in said.err
    assert "listens" not in said.err


def test_ports_that_follow_on_each_other_end_with_the_last_there_is(hallmark: Call) -> None:
    said = hallmark("mock", "authority", ROOM, "--port", "65535")
    assert (said.code, said.out) == (3, "")
    assert said.err.splitlines()[0].endswith("the last of 2 partners would listen on port 65536, and there is none")
    assert "Give 65534 at most" in said.err


def test_what_several_have_taken_is_written_down_when_it_is_settled(tmp_path: Path) -> None:
    register = Register(tmp_path / "run")
    product = Product(name="p", version="1", supplier="s")
    register.open(RunContext(run="r", subjects=(), product=product, seed=0, harness="test", started=0))
    members = [member_of(name, name, (), (), Registering(register, {})) for name in (ROOM, RECORDS)]
    (journal,) = (tmp_path / "run" / "journal").iterdir()
    call = Taken(request=Request(method="GET", target="/", head=b""), reply=Response(status=200, head=b""))
    for member in members:
        assert member.keep is not None
        member.keep(call)
    assert journal.read_bytes() == b""
    for member in members:
        member.settle()
    assert journal.read_bytes().count(b"\n") == 2
    register.close(0)


def test_what_is_addressed_keeps_its_order() -> None:
    found = addressed(("a:x", "b:y:operation:3", "a:z"), ("a", "b", "c"), "--fault")
    assert found == {"a": ("x", "z"), "b": ("y:operation:3",), "c": ()}
    with pytest.raises(MockError, match="whose it is"):
        addressed(("a:",), ("a",), "--fault")


def test_a_copy_is_called_what_it_calls_itself(tmp_path: Path) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(content.root("mocks") / "authority", copy)
    assert names_of([ROOM, str(copy)]) == {ROOM: ROOM, "authority": str(copy)}
    assert issues_only(str(copy))
    assert not issues_only(ROOM)
    with pytest.raises(click.UsageError, match="named twice: authority"):
        names_of(["authority", str(copy)])
