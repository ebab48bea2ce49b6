"""`hallmark profile record` takes examples out of runs; the tutorial that uses it does what it says, line by line."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Said
from threads import served as serving

from harness.authoring.linting import flaws

Call = Callable[..., Said]
ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "writing-a-profile.md").read_text(encoding="utf-8")
ROSTER = ROOT / "examples" / "duty-roster"
SERVED = {"http://127.0.0.1:8085": False, "http://127.0.0.1:8086": True}
"""Addresses of the page, and whether the product there is careless."""


@contextmanager
def served(careless: bool) -> Iterator[str]:
    """Serve the product of the tutorial; yield where."""
    spec = importlib.util.spec_from_file_location("roster_product", ROSTER / "product.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.Roster.careless = careless
    server = ThreadingHTTPServer(("127.0.0.1", 0), module.Roster)
    with serving(server) as url:
        yield url


def test_every_line_of_the_tutorial_does_what_it_says(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HALLMARK_CACHE", str(tmp_path / "cache"))
    with served(careless=False) as right, served(careless=True) as careless:
        placed = dict(zip(SERVED, (right, careless), strict=True))
        for kind, text in blocks():
            if kind == "yaml":
                path, content = text.split("\n", 1)
                assert Path(path).is_file(), path
                Path(path).write_text(content, encoding="utf-8")
                continue
            for line in text.splitlines():
                follow(line, hallmark, placed)
    made, kept = Path("profiles/duty-roster/0.1"), ROSTER / "0.1"
    assert files(made) == files(kept)
    for name in files(kept):
        if not name.startswith("examples/"):
            assert (made / name).read_bytes() == (kept / name).read_bytes(), name
    assert flaws(kept) == ()
    assert Path("pages/index.html").is_file()


def blocks() -> Iterator[tuple[str, str]]:
    """Yield what the page has typed, and what it has written with the path before it, in their order."""
    found = re.finditer(r"`(profiles/\S+?)`:\n\n```yaml\n(.*?)^```$|^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for one in found:
        yield ("sh", one[3]) if one[3] else ("yaml", f"{one[1]}\n{one[2]}")


def follow(line: str, hallmark: Call, placed: dict[str, str]) -> None:
    """Do what a line says; a product in another window is served already."""
    command, _, end = line.partition("  # ")
    words = shlex.split(command)
    if end == "in another window":
        assert words[:2] == ["python", "product.py"]
        address = f"http://127.0.0.1:{words[2]}"
        assert ("--careless" in words) is SERVED[address]
    elif words[0] == "rm":
        assert words[1] == "-r"
        shutil.rmtree(words[2])
    else:
        assert words[0] == "hallmark"
        globbed = [name for word in words[1:] for name in (map(str, Path().glob(word)) if "*" in word else [word])]
        said = hallmark(*(placed.get(word, word) for word in globbed))
        assert end == f"ends with {said.code}", (line, said.out, said.err)


def files(folder: Path) -> set[str]:
    """Return the names of the files of a profile."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_example_that_cannot_be_taken_is_named(hallmark: Call, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROSTER / "0.1", tmp_path / "roster"))
    with served(careless=False) as url:
        hallmark("run", "--profile", folder, "--url", url, "--out", tmp_path / "out", "--only", "DR-03")
    (run,) = (tmp_path / "out").iterdir()
    said = hallmark("profile", "record", folder, run, "--as", "again")
    assert said.code == 0
    assert "DR-03: conforms/again.json" in said.out
    assert (folder / "examples" / "DR-03" / "conforms" / "again.json").is_file()
    assert "DR-01: the run shows nothing of it" in said.out
    assert hallmark("profile", "record", folder, run, "--only", "DR-01").code == 2


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", ""])
def test_a_name_that_leads_elsewhere_is_refused(hallmark: Call, tmp_path: Path, name: str) -> None:
    said = hallmark("profile", "record", ROSTER / "0.1", tmp_path, "--as", name)
    assert said.code == 3
    assert "is no name for an example" in said.err
