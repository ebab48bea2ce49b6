"""A partner is listed with its defects, and served until it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

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
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, encoding="utf-8"
    ) as partner:
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
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, encoding="utf-8", env=os.environ
    ) as partner:
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
