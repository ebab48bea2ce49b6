"""The tutorial in docs/self-certifying.md does what it says, line by line, with both products that it certifies."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Said
from threads import served
from werkzeug.serving import make_server

import harness.cli.running.carrying as carrying

Call = Callable[..., Said]
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "self-certifying.md").read_text(encoding="utf-8")
FLASK, SENDER = ROOT / "examples" / "supplier-flask", ROOT / "examples" / "supplier-sender"
OTHER_FOLDER = "## 7."
"""Heading of the section that begins in another folder."""
LOST_PROPERTY, INTERFACE = "http://127.0.0.1:8087", "http://127.0.0.1:8089"
BLOCK = re.compile(
    r"^(?P<heading>## [^\n]*)$|(?:`(?P<file>\w+\.yaml)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)


def imported(path: Path) -> Any:
    """Return what a file holds now as a module."""
    spec = importlib.util.spec_from_file_location(f"tutorial_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Reader:
    """Somebody who types the page, with both products in windows of their own."""

    def __init__(self, folder: Path, hallmark: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        self.flask, self.sender = folder / "lost-property", folder / "sender"
        self.here, self.hallmark, self.patch = self.flask, hallmark, monkeypatch
        self.placed: dict[str, str] = {}
        self.out = ""
        self.typed: list[str] = []
        self.app: Any = None
        self.interface = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        self.product = make_server("127.0.0.1", 0, lambda *call: self.app(*call), threaded=True)
        for name in ("openapi.yaml", "fixed.patch", "allow.patch"):
            self.flask.mkdir(exist_ok=True)
            shutil.copy(FLASK / name, self.flask)
        shutil.copytree(
            FLASK / "lostproperty", self.flask / "lostproperty", ignore=shutil.ignore_patterns("__pycache__")
        )
        self.sender.mkdir()
        for name in ("product.py", "egress.patch"):
            shutil.copy(SENDER / name, self.sender)

    def start(self) -> None:
        """Start both products as they are now, at the addresses where they are served."""
        self.app = imported(self.flask / "lostproperty" / "app.py").create_app()
        self.interface.RequestHandlerClass = imported(self.sender / "product.py").Interface

    def read(self) -> None:
        """Do all that the page says, in its order."""
        for found in BLOCK.finditer(PAGE):
            if found["heading"]:
                self.go(self.sender if found["heading"].startswith(OTHER_FOLDER) else self.here)
            elif found["kind"] == "yaml":
                self.write(found["file"], self.place(found["text"]))
            elif found["kind"] == "text":
                missing = [line for line in found["text"].splitlines() if line not in self.out]
                assert missing == [], (self.typed[-1], self.out)
            else:
                assert found["kind"] == "sh"
                for line in found["text"].splitlines():
                    self.follow(line)

    def go(self, folder: Path) -> None:
        """Work in a folder from now on."""
        self.here = folder
        self.patch.chdir(folder)

    def place(self, text: str) -> str:
        """Put the addresses of this test for those of the page."""
        for named, real in self.placed.items():
            text = text.replace(named, real)
        return text

    def write(self, file: str | None, text: str) -> None:
        """Write a file, or the members of the run file that are shown."""
        if file:
            Path(file).write_text(text, encoding="utf-8")
            return
        path = Path("hallmark.yaml")
        for member in re.findall(r"^\w+:.*\n(?:^ +.*\n)*", text, re.MULTILINE):
            before, key = path.read_text(encoding="utf-8"), member.partition(":")[0]
            places = (rf"(?m)^{key}:.*\n(?:^ +[^ #].*\n)*", rf"(?m)^# {key}:.*\n")
            place = next((each for each in places if re.search(each, before)), r"\Z")
            path.write_text(re.sub(place, lambda _, new=member: new, before, count=1), encoding="utf-8")

    def follow(self, line: str) -> None:
        """Do what a line says, and hold how it ends against what stands behind it."""
        self.typed.append(line)
        command, _, end = line.partition("  # ")
        words = [name for word in shlex.split(command) for name in self.globbed(self.place(word))]
        if end == "once":
            assert " -m pip " in command or " -m venv " in command
        elif end == "in another window":
            assert words[0] in ("flask", "python")
        elif words[0] == "git":
            subprocess.run(words, cwd=self.here, check=True)
            self.start()
        elif words[0] == "curl":
            self.repeat(command, words)
        else:
            self.call(words, end)

    def globbed(self, word: str) -> list[str]:
        return sorted(map(str, Path().glob(word))) if word.endswith("/*") else [word]

    def repeat(self, command: str, words: list[str]) -> None:
        (report,) = Path("before").glob("*/report.txt")
        assert f"{self.place(command)}\n" in report.read_text(encoding="utf-8"), "the line is as printed"
        self.out = subprocess.run(words, capture_output=True, encoding="utf-8", check=True).stdout

    def call(self, words: list[str], end: str) -> None:
        assert words[0] == "hallmark"
        elsewhere, here = "with Lost property" in end, self.here
        if elsewhere:
            self.go(self.flask)
        with self.patch.context() as patch:
            if "in a terminal" in end:
                patch.setattr(carrying, "somebody", lambda *_: self.asked)
            said = self.hallmark(*words[1:])
        self.go(here)
        assert f"ends with {said.code}" in end, (words, said.out, said.err)
        self.out = said.out + said.err
        if words[1] == "init" and here == self.sender:
            path = Path("hallmark.yaml")
            path.write_text(path.read_text(encoding="utf-8").replace("127.0.0.1:8443", "127.0.0.1:0"), encoding="utf-8")

    def asked(self, text: str, seconds: float) -> str:
        """Do what a person at the product is asked to do."""
        if text.startswith("Set the product up"):
            told = dict(re.findall(r"^  ([a-z ]+): +(\S.*)$", text, re.MULTILINE))
            secret = re.search(r"in the file (\S+);", told["its secret"])
            assert secret is not None
            settings = {
                "partner_url": told["base address"],
                "token_url": told["tokens from"].split()[0],
                "client_id": told["client"],
                "client_secret": Path(secret[1]).read_text(encoding="utf-8"),
                "ca": told["trust"],
            }
            Path("settings.json").write_text(json.dumps(settings), encoding="utf-8")
        else:
            assert "exactly this narrative" in text
            imported(self.sender / "product.py").main(["transfer-text"])
        return ""


@pytest.fixture
def reader(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader whose `python` is the one of this test."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return Reader(tmp_path, hallmark, monkeypatch)


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("git"), reason="needs curl and git")
def test_every_line_of_the_tutorial_does_what_it_says(reader: Reader) -> None:
    reader.start()
    with served(reader.product) as lost, served(reader.interface) as acting:
        reader.placed = {LOST_PROPERTY: lost, INTERFACE: acting}
        reader.read()
    assert len(reader.typed) > 30
    assert (reader.flask / "lost-property.zip").is_file()
    assert "attested" in next((reader.sender / "sent").glob("*/report.txt")).read_text(encoding="utf-8")
    assert {path.name for path in reader.flask.glob("whole.json")} == {"whole.json"}
