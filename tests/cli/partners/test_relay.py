"""Two products are told the relay's addresses, and both verdicts come from what passed; nonsense ends in one line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
import relayed
from cli.conftest import Said
from programs import program

from harness.archive import replay
from harness.evidence import Exchange

Call = Callable[..., Said]
BOTH = ("--between", "a=http://127.0.0.1:1", "--and", "b=http://127.0.0.1:2/incident-transfer/v1")


def test_a_program_makes_the_products_act(hallmark: Call, tmp_path: Path) -> None:
    code = (
        "import os, urllib.request; "
        "urllib.request.urlopen(os.environ['HALLMARK_RELAY_B'] + '/agencies', timeout=5).read()"
    )
    script = tmp_path / "act.py"
    script.write_text(code)
    with relayed.product() as one, relayed.product() as other:
        said = hallmark(
            "relay", "--between", f"a={one.url}", "--and", f"b={other.url}/incident-transfer/v1", "--out",
            str(tmp_path / "out"), "--command", f"'{sys.executable}' '{script}'", "--until-quiet", "0.1", "--json",
        )  # fmt: skip
    value = json.loads(said.out)
    assert [part["role"] for part in value["verdicts"]] == ["sender", "receiver"]
    assert other.heard[0][0].startswith(b"GET /incident-transfer/v1/agencies HTTP/1.1\r\n")
    assert "tell a that b is at http://127.0.0.1:" in said.err
    assert f"absolute URLs that a sends are rewritten: {one.url} becomes http://127.0.0.1:" in said.err
    (folder,) = (tmp_path / "out").iterdir()
    assert {"report.html", "report.txt", "verdict.json", "evidence.jsonl.gz"} <= {
        each.name for each in folder.iterdir()
    }
    assert said.code == value["exit"]


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
def test_an_interruption_seals_the_evidence(tmp_path: Path) -> None:
    code = "from harness.cli.main import main; main()"
    arguments = ["relay", *BOTH, "--out", str(tmp_path / "out")]
    with program([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("absolute URLs that b"):
                break
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 2, err
    assert "Traceback" not in err
    assert len(list((tmp_path / "out").glob("*/evidence.jsonl.gz"))) == 1
    assert "inconclusive" in out


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
def test_what_was_passed_on_survives_the_end_of_the_process(tmp_path: Path) -> None:
    code = "from harness.cli.main import main; main()"
    with relayed.product() as one, relayed.product() as other:
        sides = ("--between", f"a={one.url}", "--and", f"b={other.url}/incident-transfer/v1")
        arguments = ["relay", *sides, "--out", str(tmp_path / "out")]
        with program([sys.executable, "-c", code, *arguments]) as process:
            assert process.stderr is not None
            address = ""
            for line in process.stderr:
                address = line.split()[-1] if line.startswith("tell a that b") else address
                if line.startswith("absolute URLs that b"):
                    break
            with urllib.request.urlopen(f"{address}/agencies", timeout=5) as answer:
                assert answer.read() == b"ok"
            process.kill()
    (folder,) = (tmp_path / "out").iterdir()
    kept = [one for one in replay(folder).observations if isinstance(one, Exchange)]
    assert [getattr(one.reply, "body", b"") for one in kept] == [b"ok", b"ok"]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--between", "a=127.0.0.1:1", "--and", "b=http://h"), "'127.0.0.1:1' is no URL with http or https"),
        (("--between", "a=http://u:p@h", "--and", "b=http://h"), "no name or password in it"),
        (("--between", "http://h", "--and", "b=http://h"), "is not NAME=URL"),
        (("--between", "a=http://h", "--and", "a=http://i"), "two names"),
        (("--between", "relay=http://h", "--and", "b=http://i"), "cannot be called 'relay'"),
        ((*BOTH, "--cert", "x.pem"), "--cert and --key together"),
        ((*BOTH, "--cert", "none.pem", "--key", "none.key"), "none.pem: cannot be read"),
        ((*BOTH, "--ca", "none.pem", "--and", "b=https://127.0.0.1:2"), "none.pem cannot be used"),
        ((*BOTH, "--profile", "uk-api-base@1.0"), "has not both a role that calls"),
        ((*BOTH, "--client-cert", "b=c.pem"), "--client-cert and --client-key of 'b' together"),
        ((*BOTH, "--client-cert", "c=c.pem", "--client-key", "c=c.key"), "no product here is called 'c'"),
        ((*BOTH, "--client-cert", "b=c.pem", "--client-key", "b=c.key"), "called without TLS"),
        ((*BOTH, "--fault", "lost-acknowledgment"), "Did you mean 'lost-acknowledgement'?"),
        ((*BOTH, "--fault", "gone:createIncident"), "no fault of what lies between two products"),
        ((*BOTH, "--address", "0.0.0.0"), "needs --host"),
        ((*BOTH, "--product-a", "Command 4.2"), "neither NAME,VERSION,SUPPLIER nor a run file"),
        ((*BOTH, "--product-b", "none.yaml"), "none.yaml"),
        ((*BOTH, "--command", "no-such-program-anywhere"), "no-such-program-anywhere: cannot be started"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    arguments: tuple[str, ...], words: str, hallmark: Call, tmp_path: Path
) -> None:
    said = hallmark("relay", *arguments, "--out", str(tmp_path / "out"))
    assert (said.code, said.out) == (3, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_port_that_is_taken_is_said_and_nothing_starts(hallmark: Call, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = hallmark("relay", *BOTH, "--port", str(port), "--out", str(tmp_path / "out"))
    assert said.code == 3
    assert f"the port {port} of 127.0.0.1 cannot be had" in said.err
    assert not (tmp_path / "out").exists()


def test_the_report_names_the_products_where_somebody_does(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEASE", "7.1")
    file = tmp_path / "b.yaml"
    file.write_text("product: {name: Receiver, version: '${RELEASE}', supplier: Other Ltd}\nrole: none\n")
    named = ("--product-a", "Command, 4.2, Example, Ltd", "--product-b", str(file))
    out = ("--for", "0.01", "--out", str(tmp_path / "out"), "--json")
    said = hallmark("relay", *BOTH, *named, *out)
    value = json.loads(said.out)
    assert [part["product"]["version"] for part in value["verdicts"]] == ["4.2", "7.1"]
    assert "--product-a and --product-b do" not in said.err
    (text,) = (tmp_path / "out").glob("*/report.txt")
    assert text.read_text().startswith("Command and Receiver 4.2 and 7.1 by Example, Ltd and Other Ltd: INCONCLUSIVE")
    assert "role sender (a: Command 4.2 by Example, Ltd): inconclusive" in text.read_text()


def test_products_that_nobody_names_are_said_to_be_unstated(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("relay", *BOTH, "--for", "0.01", "--out", str(tmp_path / "out"))
    assert said.out.startswith("a and b (not stated) by (not stated): INCONCLUSIVE")
    assert "the report does not say which products these are: --product-a and --product-b do" in said.err


def test_who_listens_beyond_this_machine_is_told_so_in_words(hallmark: Call, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out"))
    said = hallmark("relay", *BOTH, "--address", "0.0.0.0", "--host", "relay.example.org", "--for", "0.01", *out)
    assert "whoever reaches this machine can call both products through it" in said.err
    assert "tell a that b is at http://relay.example.org:" in said.err
