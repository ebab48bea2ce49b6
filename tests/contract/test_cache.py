"""What was compiled once is read again; what is amiss with the cache costs no more than the compiling."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from harness.contract import cache as module
from harness.contract import pack
from harness.contract.cache import Cache, compiler
from harness.contract.formats import FORMATS
from harness.errors import ContractError

MAIN = "openapi: 3.1.0\ninfo: {title: T, version: 1}\npaths: {/a: {get: {responses: {'200': {$ref: part.yaml#/r}}}}}\n"
PART = "r: {content: {application/json: {schema: {type: string}}}}\n"


class Counted:
    """Counts how often a description is compiled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self._compile = module.compile_description
        monkeypatch.setattr(module, "compile_description", self)

    def __call__(self, *arguments: Any) -> Any:
        self.times += 1
        return self._compile(*arguments)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "part.yaml").write_text(PART)
    path = tmp_path / "api" / "main.yaml"
    path.write_text(MAIN)
    return path


def compiled(folder: Path, main: Path) -> bytes:
    return pack(Cache(folder).contract(main.read_bytes(), main.name, main))


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_second_time_it_is_read(tmp_path: Path, main: Path, counted: Counted) -> None:
    folder = tmp_path / "cache"
    assert compiled(folder, main) == compiled(folder, main)
    assert counted.times == 1
    (entry,) = entries(folder)
    assert entry.stat().st_mode & 0o77 == 0
    assert folder.stat().st_mode & 0o77 == 0


@pytest.mark.parametrize("name", ["main.yaml", "part.yaml"])
def test_each_file_counts(tmp_path: Path, main: Path, counted: Counted, name: str) -> None:
    folder = tmp_path / "cache"
    first = compiled(folder, main)
    changed = main.parent / name
    changed.write_text(changed.read_text().replace("string", "integer").replace("title: T", "title: U"))
    assert compiled(folder, main) != first
    assert counted.times == 2


def test_a_file_that_was_missing_counts_when_it_comes(tmp_path: Path, main: Path, counted: Counted) -> None:
    folder, part = tmp_path / "cache", main.parent / "part.yaml"
    part.unlink()
    first = compiled(folder, main)
    assert compiled(folder, main) == first
    assert counted.times == 1
    part.write_text(PART)
    assert compiled(folder, main) != first


def test_another_compiler_reads_no_entry_of_this_one(
    tmp_path: Path, main: Path, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    compiled(folder, main)
    monkeypatch.setattr(module, "compiler", lambda: "another")
    compiled(folder, main)
    assert counted.times == 2
    assert compiler().startswith("sha256:")


@pytest.mark.parametrize("damage", [b"", b"x", b"{}\n", b'{"key": 1, "files": {}}\n', None])
def test_a_damaged_or_foreign_entry_is_written_anew(
    tmp_path: Path, main: Path, counted: Counted, damage: bytes | None
) -> None:
    folder = tmp_path / "cache"
    first = compiled(folder, main)
    (entry,) = entries(folder)
    entry.write_bytes(entry.read_bytes()[:-9] if damage is None else damage)
    assert compiled(folder, main) == first
    assert compiled(folder, main) == first
    assert counted.times == 2


def test_a_file_outside_the_folder_is_never_read(tmp_path: Path, main: Path) -> None:
    head = {"key": "k", "files": {"../secret": ""}}
    (tmp_path / "secret").write_text("x")
    assert module._is_current(head, "k", main)  # what lies outside counts as not there
    assert not module._is_current({**head, "files": {"../secret": "sha256:0"}}, "k", main)


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path, main: Path) -> None:
    (tmp_path / "file").write_text("")
    assert compiled(tmp_path / "file", main)
    assert compiled(tmp_path / "file" / "below", main)


def test_what_comes_without_a_path_is_kept_too(tmp_path: Path, counted: Counted) -> None:
    data = MAIN.replace("$ref: part.yaml#/r", "description: ''").encode()
    made = [Cache(tmp_path).contract(data, "openapi.yaml") for _ in range(2)]
    assert made[0].digest == made[1].digest
    assert counted.times == 1


def test_formats_are_those_of_the_reader(tmp_path: Path) -> None:
    data = MAIN.replace("$ref: part.yaml#/r", "content: {application/json: {schema: {format: code}}}").encode()
    for wanted in (FORMATS, {"code": str.isdigit}):
        contract = Cache(tmp_path).contract(data, "openapi.yaml", None, wanted)
        schema: Any = contract.operations[0].replies["200"].media["application/json"].schema
        assert schema.is_valid("x") is (wanted is FORMATS)


def test_what_is_no_description_is_refused_each_time(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ContractError):
            Cache(tmp_path).contract(b"[]", "a.yaml")
    assert entries(tmp_path) == []


def test_the_oldest_entries_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 2)
    (tmp_path / "other.txt").write_text("stays")
    for number in range(4):
        Cache(tmp_path).contract(f"openapi: 3.1.0\ninfo: {{title: '{number}'}}\npaths: {{}}\n".encode(), "a.yaml")
        for entry in tmp_path.glob("*.contract"):
            os.utime(entry, ns=(0, entry.stat().st_mtime_ns - 10**9))
    assert len(list(tmp_path.glob("*.contract"))) == 2
    assert (tmp_path / "other.txt").exists()


def told(folder: Path, main: Path, teller: str = "titles") -> bytes:
    return Cache(folder).told(lambda one: one.contract.title.encode(), teller, main.read_bytes(), main)


def test_what_is_said_of_a_description_is_kept(tmp_path: Path, main: Path, counted: Counted) -> None:
    folder = tmp_path / "cache"
    assert told(folder, main) == told(folder, main) == b"T"
    assert counted.times == 1
    told(folder, main, "another teller")
    assert counted.times == 2
    (main.parent / "part.yaml").write_text(PART.replace("string", "integer"))
    told(folder, main)
    assert counted.times == 3
    main.write_text(MAIN.replace("title: T", "title: U"))
    assert told(folder, main) == b"U"


def test_what_was_said_and_then_altered_is_said_anew(tmp_path: Path, main: Path, counted: Counted) -> None:
    told(tmp_path / "cache", main)
    (entry,) = entries(tmp_path / "cache")
    entry.write_bytes(entry.read_bytes()[:-1] + b"X")
    assert told(tmp_path / "cache", main) == b"T"
    assert counted.times == 2


def test_where_nothing_is_to_be_said_nothing_is_kept(tmp_path: Path, main: Path) -> None:
    def tell(compiled: object) -> bytes:
        raise ContractError("nothing can be used")

    with pytest.raises(ContractError, match="nothing can be used"):
        Cache(tmp_path / "cache").told(tell, "t", main.read_bytes(), main)
    assert not (tmp_path / "cache").exists()
