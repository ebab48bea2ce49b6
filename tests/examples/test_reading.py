"""What is no example is refused with file and line, whatever is in it."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import ProfileError
from harness.examples import reading
from harness.examples.reading import read_example

EXCHANGE: dict[str, Any] = {
    "partition": "p",
    "request": {"method": "GET", "target": "/notes"},
    "reply": {"status": 200, "headers": []},
}


def refused(text: str | bytes, folder: Path) -> ProfileError:
    """Return what is said of an example's file."""
    file = folder / "example.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ProfileError) as caught:
        read_example(file)
    assert caught.value.where.startswith(f"{file}:")
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "not JSON: the file is empty"),
        ("{", "not JSON: syntax"),
        ("[" * 100_000, "not JSON: nested too deeply"),
        (b"\xff{}", "not JSON: it is not UTF-8"),
        ('{"exchanges": [], "exchanges": []}', "the key /exchanges occurs twice"),
        ("{}", "the key 'exchanges' is missing"),
        ('{"exchanges": [{}]}', "the key 'request' is missing"),
        ("[]", "not an example"),
        ('{"exchanges": 1}', "not an example"),
        ('{"exchanges": [1]}', "not an example"),
        ('{"exchanges": [], "fixtures": 1, "described": [1]}', "not an example"),
        ('{"exchanges": 1' + "0" * 5000 + "}", "not "),
    ],
)
def test_what_is_no_example_is_refused_with_file_and_line(text: str | bytes, told: str, tmp_path: Path) -> None:
    assert told in refused(text, tmp_path).message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot read the file"):
        read_example(tmp_path / "none.json")


@pytest.mark.parametrize("packed", ["bomb", "cut", "no-gzip", "no-base64"])
def test_a_packed_body_is_not_larger_than_a_body_may_be(
    packed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1000)
    body = gzip.compress(b"0" * (1001 if packed == "bomb" else 1000))
    body = {"cut": body[:-9], "no-gzip": b"0"}.get(packed, body)
    text = "*" if packed == "no-base64" else base64.b64encode(body).decode()
    value = {"exchanges": [EXCHANGE | {"reply": EXCHANGE["reply"] | {"gzip": text}}]}
    assert "not an example" in refused(json.dumps(value), tmp_path).message


def test_a_packed_body_is_unpacked(tmp_path: Path) -> None:
    text = base64.b64encode(gzip.compress(b"0" * 1000)).decode()
    value = {"exchanges": [EXCHANGE | {"reply": EXCHANGE["reply"] | {"gzip": text}}]}
    (tmp_path / "example.json").write_text(json.dumps(value), encoding="utf-8")
    (one,) = read_example(tmp_path / "example.json").exchanges
    assert one.reply.body == b"0" * 1000  # type: ignore[union-attr]
