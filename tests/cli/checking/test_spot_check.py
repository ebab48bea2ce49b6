"""A sample of what was certified is repeated against a live product, and a difference makes a dispute."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from bundled import bundle_in, judged
from cli.conftest import TOKENS, Said

from harness.certificate.volumes import LEAST, split
from harness.runfile import load

Call = Callable[..., Said]
ONLY = ("--only", "IT-015", "--only", "IT-022")


@contextmanager
def receiver(folder: Path, *defects: str) -> Iterator[tuple[Path, str]]:
    """Serve the reference receiver; yield its run file and its base URL."""
    config = folder / "hallmark.yaml"
    command = [sys.executable, "-m", "harness", "mock", "receiving-control-room", "--write-config", str(config)]
    command += [part for defect in defects for part in ("--defect", defect)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "listens on" in line:
                break
        yield config, load(config, TOKENS).target.base_url
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_a_sample_is_repeated(hallmark: Call, tmp_path: Path) -> None:
    hallmark("keygen", "--out", tmp_path)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with receiver(first) as (config, url):
        said = hallmark("run", "-c", config, *ONLY, "--seed", "4", "--out", first / "out", "--plain", "--json")
        run = Path(json.loads(said.out)["out"])
        key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd", "-c", config)
        issued = hallmark("certify", run, *key, "--out", tmp_path / "bundle.zip")
        assert issued.code == 0, issued.err
        asked = ("spot-check", tmp_path / "bundle.zip", "-c", config, "--url", url, "--seed", "9", "--out")
        same = hallmark(*asked, first / "spot", "--json")
        assert same.code == 0, same.err
        told = json.loads(same.out)
        parts = split(tmp_path / "bundle.zip", LEAST)
        again = hallmark("spot-check", parts[0], *asked[2:], first / "parts", "--json")
        assert (len(parts) > 1, json.loads(again.out)) == (True, told), again.err
        assert {one["standing"] for one in told["requirements"]} == {"same"}
        assert (told["sample"], told["of"], told["disputes"]) == (2, 2, [])
    with receiver(second, "closes-twice") as (config, url):
        asked = ("spot-check", tmp_path / "bundle.zip", "-c", config, "--url", url, "--seed", "9", "--out")
        worse = hallmark(*asked, second / "spot", "--key", tmp_path / "signing.pem")
    assert worse.code == 1, worse.err
    assert "IT-015     WORSE" in worse.out
    assert "same request, different answer" in worse.out
    assert "would hold one of them with a chance of" in worse.out
    assert (second / "spot" / "dispute-IT-015.json").is_file()


def test_every_profile_is_repeated(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certified = judged(tmp_path / "run")
    (j,) = certified.judged
    other = msgspec.structs.replace(j, verdict=msgspec.structs.replace(j.verdict, profile="another@1.0"))
    live = {one.verdict.profile: msgspec.structs.replace(certified, judged=(one,)) for one in (j, other)}
    module = importlib.import_module("harness.cli.checking.spot_check")
    monkeypatch.setattr(module, "_certified", lambda *_: msgspec.structs.replace(certified, judged=(j, other)))
    monkeypatch.setattr(module, "_repeated", lambda judged, *_: live[judged.verdict.profile])
    bundle = tmp_path / "bundle.zip"
    bundle.touch()
    asked = ("spot-check", bundle, "--url", "http://127.0.0.1:9", "--seed", "1", "--out", tmp_path / "spot")
    same = json.loads(hallmark(*asked, "--json").out)
    assert [(one["profile"], one["standing"]) for one in same["requirements"]] == [
        (profile, "same") for profile in live for _ in range(same["of"] // 2)
    ]
    text = hallmark(*asked).out
    assert all(text.count(f"  {profile}") == same["of"] // 2 for profile in live)


def test_a_disclosure_is_not_repeated(hallmark: Call, tmp_path: Path) -> None:
    """What is judged again of it is not what was certified: a violation may be withheld."""
    path, shown = bundle_in(tmp_path), tmp_path / "shown.zip"
    assert hallmark("disclose", path, "--withhold", "IT-022", "--out", shown).code == 0
    said = hallmark("spot-check", shown, "--url", "http://127.0.0.1:9", "--seed", "1")
    assert (said.code, "a disclosure is not repeated" in said.err) == (3, True)


def test_what_does_not_hold_is_not_repeated(hallmark: Call, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("something", "else")
    said = hallmark("spot-check", tmp_path / "x.zip", "--url", "http://127.0.0.1:9", "--seed", "1")
    assert (said.code, "only a bundle that holds" in said.err) == (3, True)
