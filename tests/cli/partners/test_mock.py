"""A partner is listed with its defects, and served until it is interrupted."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cli.conftest import Said
from programs import program

from harness import content
from harness.runfile import load

Call = Callable[..., Said]
MOCK = "receiving-control-room"


def test_the_partners_are_listed(hallmark: Call) -> None:
    assert MOCK in hallmark("mock").out.splitlines()


def test_the_defects_are_listed(hallmark: Call) -> None:
    said = hallmark("mock", MOCK, "--list-defects")
    line = next(line for line in said.out.splitlines() if line.startswith("updates-after-closure"))
    assert "IT-011" in line
    value = json.loads(hallmark("mock", MOCK, "--list-defects", "--json").out)
    assert value["mock"] == MOCK
    assert {"name", "says", "kills"} <= value["defects"][0].keys()
    assert len(value["defects"]) == len(said.out.splitlines())


@pytest.mark.parametrize(
    "arguments, words",
    [(("nobody",), "nobody"), ((MOCK, "--defect", "updates-after-closur"), "updates-after-closure")],
)
def test_what_is_not_there_is_said(arguments: tuple[str, ...], words: str, hallmark: Call) -> None:
    said = hallmark("mock", *arguments)
    assert (said.code, said.out) == (3, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_asking_for_certificates_goes_with_tls(hallmark: Call) -> None:
    said = hallmark("mock", MOCK, "--mutual")
    assert (said.code, said.out) == (3, "")
    assert "--mutual goes with --tls" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
@pytest.mark.parametrize("own", [True, False])
def test_it_serves_over_tls_with_certificates_of_its_own(tmp_path: Path, own: bool) -> None:
    code = "from harness.cli.main import main; main()"
    arguments = ["mock", "reference-records", "--tls", "auto" if own else str(tmp_path / "tls")]
    with program([sys.executable, "-c", code, *arguments]) as partner:
        assert partner.stderr is not None
        ca = Path(partner.stderr.readline().split()[-1])
        url = partner.stderr.readline().split()[-1]
        with urllib.request.urlopen(f"{url}/", timeout=10, context=ssl.create_default_context(cafile=ca)) as reply:
            assert reply.status == 200
        partner.send_signal(signal.SIGINT)
        assert partner.wait(timeout=20) == 0
    assert ca.is_file() is not own


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
def test_it_serves_until_it_is_interrupted_and_writes_a_run_file(tmp_path: Path) -> None:
    config = tmp_path / "hallmark.yaml"
    code = "from harness.cli.main import main; main()"
    arguments = ["mock", MOCK, "--defect", "open-door", "--write-config", str(config)]
    with program([sys.executable, "-c", code, *arguments]) as partner:
        assert partner.stderr is not None
        assert f"hallmark run -c {config}" in partner.stderr.readline()
        url = partner.stderr.readline().split()[-1]
        declaration = load(config, {})
        assert declaration.target.base == url
        assert "open-door" in declaration.product.version
        with urllib.request.urlopen(f"{url}/agencies", timeout=10) as reply:
            assert reply.status == 200
        partner.send_signal(signal.SIGINT)
        assert partner.wait(timeout=20) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal as POSIX has it")
def test_several_are_served_at_once_and_the_others_take_the_authority_s_tokens(tmp_path: Path) -> None:
    code = "from harness.cli.main import main; main()"
    arguments = ["mock", "reference-records", "authority", "--state", str(tmp_path)]
    with program([sys.executable, "-c", code, *arguments]) as partners:
        assert partners.stderr is not None
        secret = Path(partners.stderr.readline().split()[-1]).read_text("ascii").strip()
        authority, records = (partners.stderr.readline().split()[-1] for _ in range(2))
        form = f"grant_type=client_credentials&client_id=own-agency&client_secret={secret}".encode()
        with urllib.request.urlopen(f"{authority}/oauth/token", data=form, timeout=10) as reply:
            bearer = json.load(reply)["access_token"]
        asked = urllib.request.Request(f"{records}/persons", headers={"Authorization": f"Bearer {bearer}"})
        with urllib.request.urlopen(asked, timeout=10) as reply:
            assert reply.status == 200
        partners.send_signal(signal.SIGINT)
        assert partners.wait(timeout=20) == 0


@pytest.mark.parametrize("more", [("--list-faults",), ("--write-config", "x"), ("--trust", "http://127.0.0.1:1")])
def test_what_is_of_one_partner_is_not_given_with_several(more: tuple[str, ...], hallmark: Call) -> None:
    said = hallmark("mock", MOCK, "authority", *more)
    assert said.code == 3
    assert "are for one partner alone" in said.err


def test_a_partner_is_served_once(hallmark: Call) -> None:
    said = hallmark("mock", MOCK, MOCK)
    assert said.code == 3
    assert "named twice" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_what_the_page_on_partners_says_works_as_it_is_typed(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "partners.md").read_text(encoding="utf-8")
    blocks = r"```sh\n(hallmark mock authority [^\n]*--state[^\n]*)\n```|<!-- played -->\n```sh\n(.+?)\n```"
    served, played = re.findall(blocks, page, re.DOTALL)[:2]
    code = "from harness.cli.main import main; main()"
    arguments = [word if word != "8801" else "0" for word in shlex.split(served[0])[1:]]
    with program([sys.executable, "-c", code, *arguments], cwd=tmp_path) as partners:
        assert partners.stderr is not None
        lines = [partners.stderr.readline() for _ in range(4)]
        script = played[1]
        for port, line in zip(("8801", "8802", "8803"), lines[1:], strict=True):
            script = script.replace(f":{port}/", f":{urlsplit(line.split()[-1]).port}/")
        answer = subprocess.run(["sh", "-ec", script], capture_output=True, check=True, cwd=tmp_path, encoding="utf-8")
        assert json.loads(answer.stdout)["items"]
        partners.send_signal(signal.SIGINT)
        assert partners.wait(timeout=20) == 0


def test_a_file_of_faults_that_is_wrong_is_said_before_anything_starts(hallmark: Call, tmp_path: Path) -> None:
    folder = tmp_path / "room"
    shutil.copytree(content.root("mocks") / MOCK, folder)
    faults = folder / "faults.yaml"
    faults.write_text(faults.read_text().replace("fault: refused}", "fault: refusedd}"))
    said = hallmark("mock", str(folder))
    assert said.code == 3
    assert "fault is 'refusedd'" in said.err
    assert "Did you mean 'refused'?" in said.err


def test_a_port_that_is_taken_is_said_in_one_line(hallmark: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = hallmark("mock", MOCK, "--port", str(port))
    assert said.code == 3
    line = said.err.splitlines()[0].lower()
    assert line == f"hallmark: the port {port} of 127.0.0.1 cannot be had: address already in use"


def test_calls_of_a_partner_without_a_profile_are_kept_for_nobody(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("mock", "authority", "--record", str(tmp_path / "run"))
    assert said.code == 3
    assert "plays no role of a profile" in said.err
