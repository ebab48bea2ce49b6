"""Whole runs by the command line against targets that are hostile, wrongly configured, or turn so on the way.

Whatever happens, nothing is certified, nothing of ours breaks, what was gathered is sealed, and what was not the
product's is not held against it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tls_files
import yaml
from tinyapi.bench import FOLDER

from harness.archive import read, write
from harness.cli.main import main
from harness.evidence import Evidence, Footer, Silence
from harness.partner.config import write_config
from harness.partner.host import Running, running
from miniatures.hostile import VICES, sends_html
from miniatures.turncoat import TURNS, Door, speaking_tls, turncoat

TOKEN = "kept-by-the-tests"
MOCK = "receiving-control-room"
HERE = {
    "product": {"name": "Miniature", "version": "1", "supplier": "The tests"},
    "profile": "notes@1.0",
    "fixtures": {"own_agency": "GB-POL-1", "known_agency": "GB-FRS-1", "unknown_agency": "GB-POL-9"},
}
SHORT = {"requests_per_second": 100_000, "timeout_seconds": 0.4, "max_requests": 40}
EXITS = {"conforms": 0, "violates": 1, "inconclusive": 2}
BEFORE_THE_PLAN = {
    "body-on-204": "direct broken",
    "closes-at-once": "reachable closed",
    "dribbles": "direct broken",
    "endless-header-line": "direct broken",
    "endless-headers": "direct broken",
    "endless-interim-replies": "direct broken",
    "garbage-status-line": "direct broken",
    "gateway-errors": "direct gateway",
    "hangs": "reachable timeout",
    "length-and-chunks": "direct broken",
    "malformed-chunk": "direct broken",
    "refuses-connections": "reachable refused",
    "refuses-everything-with-401": "credentials refused",
    "resets-at-once": "reachable reset",
    "resets-mid-body": "direct broken",
    "sends-endless-body": "direct broken",
    "sends-endless-chunks": "direct broken",
    "sends-html": "direct page",
    "two-content-lengths": "direct broken",
    "uniform-403-page": "direct page",
    "wrong-content-length-long": "direct broken",
}
"""Vices that keep a plan from beginning, and what the footer says of it; the other ones are a product's own faults."""
ENDLESS = {"endless-headers", "sends-endless-body", "sends-endless-chunks", "sends-gzip-bomb"}
"""Vices that would fill the memory of a harness without bounds."""
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""Calls a command and says last how much memory it took at most, KiB. A small process does it: the count includes what
the parent had when it forked, and after thousands of tests that is much."""

BREAKER = {"refuses", "blocks", "welcomes", "gateway"}
"""Turns that look as though something in between answered."""


class Said(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        """What was said in JSON."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


Call = Callable[..., Said]


@pytest.fixture
def hallmark(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that calls the command in this process."""
    monkeypatch.setenv("MINIATURE_TOKEN", TOKEN)

    def call(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["hallmark", *map(str, arguments)])
        capfd.readouterr()
        code: Any = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        return Said(code, *capfd.readouterr())

    return call


def run_of(folder: Path, url: str, profile: str | Path = FOLDER, **limits: Any) -> list[str | Path]:
    """Return what runs against a miniature; by the tiny profile, which is loaded at once."""
    target = {"base_url": url, "auth": {"kind": "bearer", "token": "${MINIATURE_TOKEN}"}}
    path = folder / "hallmark.yaml"
    path.write_text(yaml.safe_dump({**HERE, "target": target, "limits": SHORT | limits}), encoding="utf-8")
    return ["run", "-c", path, "--profile", profile, "--json", "--out", folder / "out"]


def nothing_is_certified(hallmark: Call, said: Said) -> dict[str, Any]:
    """Hold what is true of every run here; return what it said."""
    result = said.result
    assert result["verdict"] != "conforms"
    assert said.code == result["exit"]
    assert said.code in (1, 2, 3)
    assert said.code in (EXITS[result["verdict"]], 3)
    assert "Traceback" not in said.err
    assert TOKEN not in said.out + said.err
    assert all(one["counts"]["fault"] == 0 for one in result["verdicts"])
    footer = read(Path(result["evidence"])).footer
    assert footer is not None
    assert footer.stopped == result["stopped"]
    again = hallmark("judge", result["evidence"], "--json")
    assert (again.code, again.out) == (said.code, said.out)
    return result


def violations(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what is held against the product."""
    findings = [finding for one in result["verdicts"] for finding in one["findings"]]
    return [(one["requirement"], one["because"]) for one in findings if one["outcome"] == "violates"]


@pytest.mark.parametrize("vice", sorted(set(BEFORE_THE_PLAN) - ENDLESS))
def test_a_hostile_target_is_said_once_before_the_plan(hallmark: Call, tmp_path: Path, vice: str) -> None:
    with VICES[vice]() as url:
        said = hallmark(*run_of(tmp_path, f"{url}/api"))
    result = nothing_is_certified(hallmark, said)
    assert (said.code, result["verdict"]) == (3, "inconclusive")
    assert result["stopped"] == f"preflight: {BEFORE_THE_PLAN[vice]}"
    assert said.err.count("NOT ") == 1, "one problem is said once"
    assert violations(result) == []


@pytest.mark.parametrize("vice", sorted(set(VICES) - set(BEFORE_THE_PLAN) - ENDLESS))
def test_a_fault_of_the_products_own_is_held_against_it(hallmark: Call, tmp_path: Path, vice: str) -> None:
    with VICES[vice]() as url:
        said = hallmark(*run_of(tmp_path, f"{url}/api", "incident-transfer@1.0"))
    result = nothing_is_certified(hallmark, said)
    assert result["stopped"] == "limit: max_requests 40"
    assert (said.code, result["verdict"]) == (1, "violates")


def test_a_refused_credential_is_one_problem_of_configuration(hallmark: Call, tmp_path: Path) -> None:
    with VICES["refuses-everything-with-401"]() as url:
        said = hallmark(*run_of(tmp_path, url))
    result = nothing_is_certified(hallmark, said)
    assert "everything that was tried is answered 401" in said.err
    assert "not of the product" in said.err
    assert sum(one["counts"]["violates"] for one in result["verdicts"]) == 0
    assert "This is a matter of configuration, not a fault of the product." in (
        Path(result["out"]) / "report.txt"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("vice", sorted(ENDLESS))
def test_what_has_no_end_fills_neither_memory_nor_disk(hallmark: Call, tmp_path: Path, vice: str) -> None:
    with VICES[vice]() as url:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *command(*run_of(tmp_path, url, max_requests=16))],
            env=os.environ | {"MINIATURE_TOKEN": TOKEN},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    result = nothing_is_certified(hallmark, Said(done.returncode, done.stdout, ""))
    assert result["stopped"] == f"preflight: {BEFORE_THE_PLAN.get(vice)}" or vice == "sends-gzip-bomb"
    assert int(done.stderr.splitlines()[-1]) < 300 << 10, "KiB"
    kept = sum(file.stat().st_size for file in Path(result["out"]).rglob("*") if file.is_file())
    assert kept < 12 << 20


@pytest.mark.parametrize(
    "url, stopped",
    [
        ("https://product.invalid/api", "reachable name"),
        ("http://127.0.0.1:1/api", "reachable refused"),
    ],
)
def test_a_target_that_is_not_there(hallmark: Call, tmp_path: Path, url: str, stopped: str) -> None:
    said = hallmark(*run_of(tmp_path, url))
    result = nothing_is_certified(hallmark, said)
    assert (said.code, result["stopped"]) == (3, f"preflight: {stopped}")
    assert "Check target.base_url." in said.err


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_certificate_that_nobody_vouches_for(hallmark: Call, tmp_path: Path, scheme: str) -> None:
    with speaking_tls(*tls_files.self_signed(tmp_path)) as port:
        said = hallmark(*run_of(tmp_path, f"{scheme}://127.0.0.1:{port}/api"))
    result = nothing_is_certified(hallmark, said)
    # Plain HTTP is hung up on there, with or without a TLS alert and a reset before it.
    hung_up = ("reachable closed", "reachable reset", "direct broken")
    assert said.code == 3
    assert result["stopped"].removeprefix("preflight: ") in {"https": ("reachable tls",), "http": hung_up}[scheme]


def test_plain_http_where_tls_was_asked_for(hallmark: Call, tmp_path: Path) -> None:
    with sends_html() as url:
        said = hallmark(*run_of(tmp_path, url.replace("http:", "https:")))
    result = nothing_is_certified(hallmark, said)
    assert (said.code, result["stopped"]) == (3, "preflight: reachable tls")
    assert "Check target.tls.ca" in said.err


# A receiver that is perfect, behind a door that turns.


@pytest.fixture
def receiver() -> Iterator[Running]:
    """Serve the perfect reference receiver."""
    with running(MOCK) as partner:
        yield partner


def config_of(folder: Path, partner: Running, **changes: Any) -> Path:
    """Write the run file for the reference receiver, with other limits or claims."""
    path = folder / "hallmark.yaml"
    write_config(path, partner)
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    limits = value["limits"] | {"requests_per_second": 100_000} | changes.pop("limits", {})
    path.write_text(yaml.safe_dump({**value, **changes, "limits": limits}), encoding="utf-8")
    return path


@pytest.mark.parametrize("turn, after", [*((turn, 45) for turn in TURNS), ("hangs", 150), ("blocks", 150)])
def test_what_a_turncoat_does_is_not_held_against_the_product(
    hallmark: Call, tmp_path: Path, receiver: Running, turn: str, after: int
) -> None:
    # Tokens count too, and are not asked for at the door. Twenty replies that are alike open the breaker if they are
    # of several operations: how often was asked for a decision before it turned, and so what comes then, differs.
    most = after + (60 if turn in BREAKER else 12)
    limits = {"timeout_seconds": 0.3 if turn == "hangs" else 10, "max_requests": most}
    with turncoat(receiver.url, after=after, then=TURNS[turn]) as door:
        config = config_of(tmp_path, receiver, limits=limits)
        said = hallmark("run", "-c", config, "--url", door.url, "--json", "--seed", "1", "--out", tmp_path / "out")
    assert door.passed == after
    result = nothing_is_certified(hallmark, said)
    assert violations(result) == []
    assert (said.code, result["verdict"]) == (2, "inconclusive")
    if turn in BREAKER:
        assert re.match(r"breaker: something in between \(\d\d times in a row ", result["stopped"])
        assert "something in between" in said.err
    elif turn == "hangs":
        assert result["stopped"].startswith("breaker: silence (")
        assert "no longer answered" in said.err or "no answer in time" in said.err
    else:
        assert result["stopped"] == f"limit: max_requests {most}"


def test_a_limit_leaves_the_verdict_open(hallmark: Call, tmp_path: Path, receiver: Running) -> None:
    config = config_of(tmp_path, receiver, limits={"max_requests": 50})
    said = hallmark("run", "-c", config, "--json", "--out", tmp_path / "out")
    result = nothing_is_certified(hallmark, said)
    assert (said.code, result["stopped"], violations(result)) == (2, "limit: max_requests 50", [])
    text = hallmark("judge", result["evidence"]).out
    assert "The run stopped at a limit of the run file (max_requests 50)." in text


def test_evidence_of_nothing_shows_nothing(hallmark: Call, tmp_path: Path, receiver: Running) -> None:
    config = config_of(tmp_path, receiver, limits={"max_requests": 1})
    said = hallmark("run", "-c", config, "--json", "--out", tmp_path / "out")
    whole = read(Path(said.result["evidence"]))
    finished = Footer(ended=1, stopped="finished", counts={})
    empty = Evidence(context=whole.context, observations=(), footer=finished)
    path = write(tmp_path / "empty", empty, bytes(range(32)))
    judged = hallmark("judge", path, "--json")
    assert (judged.code, judged.result["verdict"]) == (2, "inconclusive")
    (verdict,) = judged.result["verdicts"]
    assert verdict["counts"]["conforms"] == verdict["counts"]["violates"] == 0


# Runs that are ended from outside, in a process of their own.


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of `hallmark` in a process of its own."""
    return [sys.executable, "-m", "harness", *map(str, arguments)]


@contextmanager
def struck(number: signal.Signals, at: int, config: Path, door: Door, folder: Path) -> Iterator[Said]:
    """Give what a run leaves behind whose process is struck by a signal before its request `at` is answered."""
    child = subprocess.Popen(
        command("run", "-c", config, "--url", door.url, "--json", "--plain", "--seed", "1", "--out", folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    door.told = lambda request: os.kill(child.pid, number) if request == at else None
    out, err = child.communicate(timeout=120)
    yield Said(child.returncode, out, err)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
def test_a_run_that_was_killed_goes_on_and_conforms(hallmark: Call, tmp_path: Path, receiver: Running) -> None:
    config = config_of(tmp_path, receiver, classes=["lifecycle"])
    with turncoat(receiver.url) as door:
        with struck(signal.SIGKILL, 50, config, door, tmp_path / "out") as killed:
            assert (killed.code, killed.out) == (-signal.SIGKILL, "")
        (folder,) = (tmp_path / "out").iterdir()
        assert f"in {folder}" in killed.err
        assert not (folder / "evidence.jsonl.gz").exists()
        before = door.passed
        resumed = hallmark("run", "-c", config, "--url", door.url, "--json", "--plain", "--resume", folder)
        assert door.passed > before
    assert (resumed.code, resumed.result["verdict"]) == (0, "conforms"), resumed.err
    assert resumed.result["stopped"] == "finished"
    interrupted = [x for x in read(folder).observations if getattr(x, "reply", None) == Silence(why="interrupted")]
    assert len(interrupted) == 1
    again = hallmark("judge", resumed.result["evidence"], "--json")
    assert (again.code, again.out) == (0, resumed.out)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "told-to-end"])
def test_an_interruption_keeps_what_was_gathered(
    hallmark: Call, tmp_path: Path, receiver: Running, number: signal.Signals
) -> None:
    config = config_of(tmp_path, receiver, classes=["lifecycle"])
    with turncoat(receiver.url) as door, struck(number, 50, config, door, tmp_path / "out") as said:
        result = nothing_is_certified(hallmark, said)
        assert (said.code, result["verdict"], result["stopped"]) == (2, "inconclusive", "interrupted")
        assert violations(result) == []
        assert len(list(read(Path(result["evidence"])).observations)) > 50
        resumed = hallmark("run", "-c", config, "--url", door.url, "--json", "--resume", result["out"])
    assert (resumed.code, resumed.result["stopped"]) == (0, "finished"), resumed.err
