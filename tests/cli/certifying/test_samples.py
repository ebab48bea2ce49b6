"""The walk-through in docs/procurement.md does what it says, command by command."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.checking.test_spot_check import receiver
from cli.conftest import Said

Call = Callable[..., Said]
SERVED = "http://127.0.0.1:8801/incident-transfer/v1"
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "procurement.md").read_text(encoding="utf-8")


def steps() -> list[tuple[list[str], int | None]]:
    """Return the page's commands with the exit code that it says each ends with; None: it serves in another window."""
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    found = re.findall(r"^hallmark (.+?)  # (?:ends with (\d)|in another window)$", blocks, re.MULTILINE)
    assert len(found) == len(blocks.splitlines())
    return [(shlex.split(command), int(code) if code else None) for command, code in found]


@contextmanager
def instance(folder: Path) -> Iterator[Callable[[str], str]]:
    """Serve what the page has served in another window; yield what puts its own address for the page's."""
    folder.mkdir()
    with receiver(folder) as (_, url):
        yield lambda word: url if word == SERVED else word


def test_every_command_of_the_walk_through_ends_as_it_says(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = {}
    with instance(tmp_path / "instance") as placed:
        for command, code in steps():
            if code is None:
                assert command[0] == "mock"
                continue
            told = hallmark(*map(placed, command))
            assert told.code == code, (command, told.err)
            said[" ".join(command[:2])] = told.out
    assert "same" in said["spot-check tender/acme.zip"]
    assert set(said) >= {"samples --out", "verify tender/dale.zip", "certificate tender/acme.zip"}
    assert "tampered with" in said["samples --out"]
    assert said["verify tender/cord.zip"].startswith("Refuted")
    assert "expired" in said["verify tender/dale.zip"].lower()
    comparison = json.loads((tmp_path / "comparison" / "comparison.json").read_bytes())
    standings = {p["supplier"]: (p["standing"], p["score"]) for p in comparison["products"]}
    assert standings["Acme Ltd"] == ("qualifies", "100.00")
    assert standings["Bolt Ltd"] == ("knocked_out", None)
    assert standings["Evan Ltd"][0] == "qualifies"
    assert 0 < float(standings["Evan Ltd"][1]) < 50
    assert [(one["file"], one["answer"]) for one in comparison["left"]] == [
        ("cord.zip", "refuted"),
        ("dale.zip", "not_accepted"),
    ]
    assert (tmp_path / "acme.pdf").is_file()
    assert not (tmp_path / "cord.pdf").exists()

    withheld = ("--withhold", "IT-022", "--out", "part.zip")
    assert hallmark("disclose", "tender/acme.zip", *withheld).code == 0
    terms = ("--tender", "tender/tender.yaml", "--trust", "tender/trusted", "--out", "again")
    assert hallmark("compare", "part.zip", *terms).code == 2
    (left,) = json.loads((tmp_path / "again" / "comparison.json").read_bytes())["left"]
    assert left["answer"] == "not_comparable"
