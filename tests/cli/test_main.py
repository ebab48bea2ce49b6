"""Verbs are found without importing them, and whatever goes wrong ends in words and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from cli.conftest import Said, apart

import harness.cli.main as module
from harness import __version__
from harness.cli.main import VERBS
from harness.content import root
from harness.errors import ContentMissing, EvidenceError

Call = Callable[..., Said]
SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((root("reports") / "formats" / "result.schema.json").read_bytes())
)


def test_help_lists_every_verb_and_the_exit_codes(hallmark: Call) -> None:
    said = hallmark("--help")
    assert said.code == 0
    for verb, (_, words) in VERBS.items():
        assert f"  {verb} " in said.out
        assert words.split()[0] in said.out
    assert "0 conforms, 1 violates, 2 inconclusive, 3 could not run, 4 a" in said.out


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_a_file_of_its_own_and_its_help(verb: str, hallmark: Call) -> None:
    place = VERBS[verb][0]
    assert place.rpartition(".")[2] == verb.replace("-", "_")
    assert Path(module.__file__).parent.joinpath(f"{place.replace('.', '/')}.py").is_file()
    said = hallmark(verb, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"hallmark {verb}" in said.out
    assert len(said.out.splitlines()) > 5


def test_help_imports_nothing_but_click() -> None:
    code = (
        "import sys; from harness.cli.main import hallmark; hallmark.main(['--help'], standalone_mode=False);"
        "print(*sorted({m.split('.')[0] for m in sys.modules} - {m.split('.')[0] for m in sys.stdlib_module_names}))"
    )
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    heavy = {"msgspec", "jinja2", "rich", "aiohttp", "schemathesis", "hypothesis", "jsonschema_rs", "yaml", "orjson"}
    assert loaded & (heavy | {"asyncio", "requests", "pytest"}) == set()
    assert "click" in loaded


def test_the_version_is_said(hallmark: Call) -> None:
    assert __version__ in hallmark("--version").out


def test_an_unknown_verb_is_a_mistake_of_the_caller(hallmark: Call) -> None:
    said = hallmark("tset")
    assert (said.code, said.out) == (3, "")
    assert "No such command 'tset'" in said.err
    assert "Did you mean 'demo'?" in hallmark("demmo").err
    assert "Did you mean 'lint'?" in hallmark("contract", "lnt").err


@pytest.mark.parametrize(
    "error, code, words",
    [
        (EvidenceError("it is damaged", where="a.gz:3", hint="Ask for it again."), 3, "a.gz:3: it is damaged\n  Ask"),
        (ContentMissing("no mocks"), 4, "a fault of Hallmark, not of the product"),
        (FileNotFoundError(2, "No such file or directory", "x.yaml"), 3, "hallmark: x.yaml: No such file"),
        (KeyboardInterrupt(), 3, "interrupted"),
        (KeyError("oops"), 4, "please report it"),
        (OSError("no name"), 4, "please report it"),
        (OSError(28, "No space left on device"), 3, "hallmark: cannot write: No space left on device"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors_end_in_words_a_code_and_json_where_asked(
    error: BaseException, code: int, words: str, hallmark: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: list[str]) -> None:
        raise error

    monkeypatch.setattr(module, "call", fail)
    plain = hallmark("judge", "x")
    assert (plain.code, plain.out) == (code, "")
    assert words in plain.err
    assert ("Traceback" in plain.err) == ("please report" in words)
    asked = hallmark("judge", "x", "--json")
    value = json.loads(asked.out)
    SCHEMA.validate(value)
    assert (asked.code, value["exit"]) == (code, code)


def test_a_mistake_in_the_options_is_json_too(hallmark: Call) -> None:
    said = hallmark("judge", "--json", "/does/not/exist")
    SCHEMA.validate(json.loads(said.out))
    assert said.code == 3
    assert "does not exist" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes as POSIX has them")
def test_a_reader_that_has_gone_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = "from harness.cli.main import main; main()"
    arguments = [sys.executable, "-c", code, "profiles", "incident-transfer"]
    done = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    done = apart("profiles", "incident-transfer", cwd=tmp_path)
    assert done.returncode == 0
    assert "M/ETHANE" in done.stdout
