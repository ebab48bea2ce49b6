"""Output goes out byte for byte, and to nowhere once nobody reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from harness.cli.terminal.output import write_json, write_out


def test_bytes_are_written_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_out(b"\xff\r\n")
    assert capfdbinary.readouterr().out == b"\xff\r\n"


def test_json_is_one_object_and_a_line_end(capfd: pytest.CaptureFixture[str]) -> None:
    write_json({"name": "Tŷ", "n": (1, 2)})
    out = capfd.readouterr().out
    assert out.endswith("}\n")
    assert json.loads(out) == {"name": "Tŷ", "n": [1, 2]}


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes as POSIX has them")
def test_the_exit_code_stays_when_nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = (
        "from harness.cli.terminal.output import write_out; import sys;"
        "write_out(b'x' * 100000); print('y'); sys.exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a file without room, /dev/full")
@pytest.mark.parametrize("arguments", [["profiles", "--json"], ["profiles"], ["explain", "IT-012"]])
def test_without_room_for_the_result_the_exit_code_is_no_verdict(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "harness", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("hallmark: standard output cannot be written: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes a file")
def test_a_closed_output_is_one_that_nobody_reads() -> None:
    command = f"{sys.executable} -m harness explain IT-012 >&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
