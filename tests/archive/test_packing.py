"""Lines come out as they went in, within limits, and damage does not pass."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.archive.format import LIMITS, Limits
from harness.archive.packing import Packer, ending, lines, tail, unpacked
from harness.errors import EvidenceError

BODY = [b"header", b"", b"x" * 1000]
END = [b"footer", b"seal"]


def pack(path: Path, body: list[bytes] = BODY, end: list[bytes] = END) -> bytes:
    with path.open("wb") as file:
        packer = Packer(file)
        for line in body:
            packer.line(line)
        packer.turn()
        for line in end:
            packer.line(line)
        packer.close()
    return path.read_bytes()


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b""))))
def test_lines_survive(tmp_path_factory: pytest.TempPathFactory, body: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("packing") / "e.gz"
    pack(path, body)
    assert list(lines(path, LIMITS)) == body + END
    assert tail(path, LIMITS) == END


@given(st.lists(st.sampled_from([b"", b"a", b"b" * 300_000]), max_size=6))
def test_the_last_two_lines_are_found_without_the_others(
    tmp_path_factory: pytest.TempPathFactory, body: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("packing") / "e.gz"
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in body), 1))
    assert ending(path, LIMITS) == tuple(body[-2:])


def test_an_ending_keeps_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(gzip.compress(b"a\nb"))
    with pytest.raises(EvidenceError, match="the last line has no end"):
        ending(path, LIMITS)
    path.write_bytes(gzip.compress(b"a" * 1_000_000))
    with pytest.raises(EvidenceError, match="a line is longer than 500000 bytes"):
        ending(path, Limits(line=500_000))


def test_any_gunzip_reads_it_and_neither_name_nor_time_is_in_it(tmp_path: Path) -> None:
    data = pack(tmp_path / "e.gz")
    assert gzip.decompress(data) == b"\n".join(BODY + END) + b"\n"
    assert data == pack(tmp_path / "another.gz")
    assert data[3:8] == bytes(5)


def test_a_file_that_someone_packed_again_is_read_the_long_way(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(gzip.compress(gzip.decompress(pack(path))))
    assert tail(path, LIMITS) is None
    assert list(lines(path, LIMITS)) == BODY + END


def test_lines_longer_than_a_piece_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    body = [b"a" * 700_000, b"b", b"c" * 300_000]
    pack(path, body)
    assert list(lines(path, LIMITS)) == body + END
    assert max(map(len, unpacked(path, LIMITS))) <= 2**18


def test_each_truncation_is_found_or_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    data = pack(path)
    for size in range(len(data)):
        path.write_bytes(data[:size])
        try:
            read = list(lines(path, LIMITS))
        except EvidenceError:
            continue
        # Between two members a file is whole to gzip; that its end is missing is for the reader of lines to say.
        assert read in (BODY, BODY + END)


def test_each_flipped_bit_is_found_or_changes_no_line(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    data = pack(path)
    found = 0
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            assert list(lines(path, LIMITS)) == BODY + END
        except EvidenceError:
            found += 1
    assert found > len(data) * 4


@pytest.mark.parametrize("more", [b"\0", b"garbage", b"\x1f\x8b"])
def test_nothing_may_follow(tmp_path: Path, more: bytes) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(pack(path) + more)
    with pytest.raises(EvidenceError, match="cannot be unpacked"):
        list(lines(path, LIMITS))


@pytest.mark.parametrize("data", [b"", b"{}", b"PK\x03\x04", gzip.compress(b"no end", mtime=0)])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(data)
    with pytest.raises(EvidenceError):
        list(lines(path, LIMITS))


def test_a_bomb_goes_off_no_further_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(gzip.compress(b"a\n" * 5_000_000))
    taken: list[int] = []
    with pytest.raises(EvidenceError, match="unpacks to more than 1000000 bytes"):
        taken.extend(map(len, unpacked(path, Limits(total=1_000_000))))
    assert 0 < sum(taken) <= 1_000_000


def test_an_endless_line_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(gzip.compress(b"a" * 5_000_000))
    with pytest.raises(EvidenceError, match="a line is longer than 1000000 bytes"):
        list(lines(path, Limits(line=1_000_000)))


def test_a_crowd_of_empty_members_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    path.write_bytes(gzip.compress(b"") * 1000)
    with pytest.raises(EvidenceError, match="more than 8 members"):
        list(lines(path, LIMITS))


def test_a_locator_that_lies_leads_to_other_lines_or_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    data = pack(path)

    def point_at(start: int) -> list[bytes] | None:
        path.write_bytes(data[:-18] + start.to_bytes(8, "little") + data[-10:])
        return tail(path, LIMITS)

    assert point_at(0) == BODY
    assert point_at(2**40) is None
    assert point_at(2**64 - 1) is None
    for start in (1, 20):
        with pytest.raises(EvidenceError, match="cannot be unpacked"):
            point_at(start)


def test_a_member_without_a_checksum_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.gz"
    data = gzip.compress(b"line\n")
    path.write_bytes(data[:-8] + zlib.crc32(b"other\n").to_bytes(4, "little") + data[-4:])
    with pytest.raises(EvidenceError, match="cannot be unpacked"):
        list(lines(path, LIMITS))
