"""Judging again gives the same bytes, offline, and says what is wrong with evidence that cannot be judged."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said, apart

from harness.rules import RULEBOOK

Call = Callable[..., Said]


def test_the_same_evidence_gives_the_same_bytes_in_any_process(a_run: Path, hallmark: Call) -> None:
    first = hallmark("judge", a_run / "evidence.jsonl.gz", "--json")
    other = apart("judge", a_run / "evidence.jsonl.gz", "--json")
    assert first.out.encode() == other.stdout.encode()
    assert first.code == other.returncode == json.loads(first.out)["exit"]
    assert first.err == ""
    assert hallmark("judge", a_run, "--json").out == first.out


def test_all_are_judged_by_the_rulebook_that_was_asked_for(a_run: Path, hallmark: Call) -> None:
    plain = hallmark("judge", a_run, "--json")
    asked = hallmark("judge", a_run, "--rulebook", RULEBOOK, "--json")
    assert (asked.code, asked.out) == (plain.code, plain.out)
    other = hallmark("judge", a_run, "--rulebook", "hallmark-rules 9", "--json")
    assert (other.code, "get the copy of Hallmark that has the other" in other.err) == (3, True)


def test_judging_needs_no_network(a_run: Path, hallmark: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("the judge asked for a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    assert hallmark("judge", a_run, "--json").out


def test_a_copy_elsewhere_is_judged_by_the_profile_that_lies_with_it(
    a_run: Path, hallmark: Call, tmp_path: Path
) -> None:
    shutil.copytree(a_run, tmp_path / "moved")
    moved, here = (json.loads(hallmark("judge", p, "--json").out) for p in (tmp_path / "moved", a_run))
    assert moved["verdicts"] == here["verdicts"]


def test_the_text_says_the_verdict_first(a_run: Path, hallmark: Call) -> None:
    said = hallmark("judge", a_run)
    assert said.out.startswith("Notes 1 by The tests: ")
    assert "notes@1.0, role keeper: " in said.out


def test_damaged_evidence_is_refused_in_words(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    damaged = tmp_path / "evidence.jsonl.gz"
    damaged.write_bytes((a_run / "evidence.jsonl.gz").read_bytes()[:-200])
    said = hallmark("judge", damaged, "--profile", a_run / "profiles" / "notes" / "1.0")
    assert (said.code, said.out) == (3, "")
    assert "evidence.jsonl.gz" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("text", [b"", b"hello\n", b"\x1f\x8b broken"])
def test_what_is_no_evidence_is_refused_in_words(text: bytes, hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "evidence.jsonl.gz"
    path.write_bytes(text)
    said = hallmark("judge", path, "--json")
    assert said.code == 3
    assert json.loads(said.out)["error"]["kind"] == "EvidenceError"


def test_another_profile_is_refused_unless_it_is_asked_for(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    shutil.copytree(a_run, tmp_path / "run")
    requirements = tmp_path / "run" / "profiles" / "notes" / "1.0" / "requirements" / "all.yaml"
    requirements.write_text(requirements.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    said = hallmark("judge", tmp_path / "run")
    assert said.code == 3
    assert "not the one that the evidence was gathered for" in said.err
    forced = hallmark("judge", tmp_path / "run", "--profile", requirements.parents[1], "--json")
    assert json.loads(forced.out)["verdicts"]
