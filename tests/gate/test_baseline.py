"""A baseline comes back as it was written, and one that cannot be trusted is refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from histories import HISTORIES, snapshot
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import BaselineError
from harness.gate.baseline import read, write


@pytest.mark.parametrize("name", HISTORIES)
def test_what_is_written_comes_back(name: str, tmp_path: Path) -> None:
    (tmp_path / "main.json").write_bytes(write(HISTORIES[name].after))
    assert read(tmp_path / "main.json") == HISTORIES[name].after
    assert write(read(tmp_path / "main.json")) == write(HISTORIES[name].after)


def test_the_file_can_be_read_by_people_and_compared_line_by_line() -> None:
    text = write(snapshot()).decode()
    assert text.endswith("}\n")
    assert '   "verdict": "conforms"\n' in text or '"verdict": "conforms"' in text
    assert len(text.splitlines()) > 50
    assert max(map(len, text.splitlines())) < 200


def test_layout_is_no_alteration(tmp_path: Path) -> None:
    (tmp_path / "main.json").write_text(json.dumps(json.loads(write(snapshot()))), encoding="utf-8")
    assert read(tmp_path / "main.json") == snapshot()


def _set(value: dict[str, Any], *path: Any) -> dict[str, Any]:
    *keys, last, new = path
    node: Any = value
    for key in keys:
        node = node[key]
    node[last] = new
    return value


DAMAGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "an outcome made better": (
        lambda v: _set(v, "snapshot", "parts", 0, "requirements", "N-001", "outcome", "violates"),
        "was altered after it was written",
    ),
    "a number": (lambda v: _set(v, "snapshot", "started", 1), "was altered"),
    "a digest": (lambda v: _set(v, "digest", "sha256:x"), "was altered"),
    "a member too many": (lambda v: _set(v, "more", 1), "damaged: .*more"),
    "an outcome that is none": (
        lambda v: _set(v, "snapshot", "parts", 0, "requirements", "N-001", "outcome", "passed"),
        "damaged: .*passed",
    ),
    "a later format": (lambda v: _set(v, "format", 2), "of format 2, and this copy reads format 1"),
    "evidence": (lambda v: _set(v, "hallmark", "evidence"), "no baseline of Hallmark's"),
    "a list": (lambda v: [v], "no baseline of Hallmark's"),
    "nothing": (lambda v: {}, "no baseline of Hallmark's"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_or_foreign_is_refused_in_words(name: str, tmp_path: Path) -> None:
    change, told = DAMAGES[name]
    path = tmp_path / "main.json"
    path.write_text(json.dumps(change(json.loads(write(snapshot())))), encoding="utf-8")
    with pytest.raises(BaselineError, match=told) as caught:
        read(path)
    assert caught.value.exit_code == 3
    assert caught.value.where == str(path)
    assert "remove this file: then `hallmark gate RUN --baseline FILE --update-baseline`" in caught.value.hint


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b"<xml/>"])
def test_what_is_no_json_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "main.json").write_bytes(data)
    with pytest.raises(BaselineError, match="damaged"):
        read(tmp_path / "main.json")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="there is no baseline here") as caught:
        read(tmp_path / "main.json")
    assert "The first time" in caught.value.hint


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
def test_no_single_octet_can_be_changed_unnoticed(place: int, octet: int) -> None:
    import tempfile

    data = bytearray(write(snapshot()))
    data[place % len(data)] = octet
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.json"
        path.write_bytes(data)
        try:
            assert read(path) == snapshot()
        except BaselineError:
            pass
