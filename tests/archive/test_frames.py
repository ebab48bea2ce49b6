"""A record's line shows what was done to it and to its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.archive import format as format_module
from harness.archive import frames as frames_module
from harness.archive.format import Limits
from harness.archive.frames import Framer, Frames, only_frame
from harness.errors import EvidenceError, LawBroken

VALUES = ["first", {"b": 1, "a": [2]}, "Tŷ \n newline"]


def write(path: Path) -> list[bytes]:
    framer = Framer()
    lines = [bytes(framer.frame("got", value)) for value in VALUES]
    path.write_bytes(b"".join(lines))
    return lines


def test_what_was_framed_is_read_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    lines = write(path)
    frames = Frames(path)
    found = list(frames)
    assert [frame.payload for frame in found] == [format_module.encode(value) for value in VALUES]
    assert [(frame.line, frame.kind) for frame in found] == [(1, "got"), (2, "got"), (3, "got")]
    whole = path.read_bytes()
    assert all(whole[frame.offset : frame.offset + len(frame.payload)] == frame.payload for frame in found)
    assert (frames.size, frames.torn) == (len(whole), "")
    assert [line.count(b"\n") for line in lines] == [1, 1, 1]


def test_each_byte_that_is_changed_is_found_or_tears_the_last_line(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    write(path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        if place == len(whole) - 1:
            frames = Frames(path)
            assert (len(list(frames)), frames.torn) == (2, f"{path}:3")
            continue
        with pytest.raises(EvidenceError) as error:
            list(Frames(path))
        assert error.value.where == f"{path}:{whole[:place].count(10) + 1}"


def test_each_truncation_leaves_the_lines_before_it(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    write(path)
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        frames = Frames(path)
        kept = list(frames)
        assert len(kept) == whole[:size].count(10)
        torn = size > 0 and whole[size - 1] != 10
        assert frames.torn == (f"{path}:{len(kept) + 1}" if torn else "")


@pytest.mark.parametrize("order", [(1, 2), (0, 2), (1, 0, 2), (0, 0, 1, 2), (0, 1, 1, 2)])
def test_a_line_taken_out_put_in_or_moved_is_found(tmp_path: Path, order: tuple[int, ...]) -> None:
    path = tmp_path / "w.jsonl"
    lines = write(path)
    path.write_bytes(b"".join(lines[number] for number in order))
    with pytest.raises(EvidenceError, match="checksum"):
        list(Frames(path))


@given(st.binary(max_size=60))
def test_other_bytes_are_no_frames(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("frames") / "w.jsonl"
    path.write_bytes(data + b"\n")
    with pytest.raises(EvidenceError):
        list(Frames(path))


def test_a_line_beyond_the_cap_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    path.write_bytes(b"x" * 10_000 + b"\n")
    with pytest.raises(EvidenceError, match="longer than 100 bytes"):
        list(Frames(path, cap=100))


def test_a_record_that_no_reader_would_take_is_refused_and_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames_module, "LIMITS", Limits(line=50))
    framer = Framer()
    first = bytes(framer.frame("got", "a"))
    with pytest.raises(LawBroken, match="longer than 50 bytes"):
        framer.frame("got", "x" * 60)
    path = tmp_path / "w.jsonl"
    path.write_bytes(first + framer.frame("got", "b"))
    assert [frame.payload for frame in Frames(path)] == [b'"a"', b'"b"']


@pytest.mark.parametrize("lines", [(), ("footer",), ("header", "header")])
def test_a_file_of_one_record_holds_that_one(tmp_path: Path, lines: tuple[str, ...]) -> None:
    path = tmp_path / "header.jsonl"
    framer = Framer()
    path.write_bytes(b"".join(bytes(framer.frame(kind, {})) for kind in lines))
    with pytest.raises(EvidenceError, match="does not hold one whole header"):
        only_frame(path, "header")
    path.write_bytes(Framer().frame("header", {"a": 1}))
    assert only_frame(path, "header") == b'{"a":1}'
