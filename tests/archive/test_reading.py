"""Evidence is read as it was sealed, or not at all."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eras import format_1

from harness.archive import (
    Journal,
    Limits,
    digest_of_evidence,
    finish,
    leaf_hash,
    packing,
    prove,
    read,
    root_of,
    seal,
    seal_of,
    verify_proof,
    write,
)
from harness.archive.reading import SealedObservations
from harness.errors import EvidenceError
from harness.evidence import Answer, Evidence, ExchangeId, Footer, Observation, Product, RunContext

KEY = bytes(range(32))
CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="1", started=0
)
FOOTER = Footer(ended=1, stopped="finished", counts={"a": 3})
HISTORY = tuple(Answer(id=ExchangeId("a", n), by="b", question="q", text="yes", at=n) for n in range(3))
WHOLE = (CONTEXT, HISTORY, FOOTER)

Lines = list[bytes]


def taken(path: Path) -> tuple[RunContext, tuple[Observation, ...], Footer | None]:
    """Read all there is."""
    evidence = read(path)
    return evidence.context, tuple(evidence.observations), evidence.footer


def sealed(folder: Path) -> Path:
    return write(folder, Evidence(context=CONTEXT, observations=HISTORY, footer=FOOTER), KEY)


def resealed(lines: Lines) -> Lines:
    """Return lines with the seal that fits them: what a forger without a signing key can do."""

    def sha(data: bytes) -> str:
        return f"sha256:{hashlib.sha256(data).hexdigest()}"

    header, *middle, footer, _ = lines
    root = f"sha256:{root_of(map(leaf_hash, middle)).hex()}"
    stated = {"count": len(middle), "root": root, "header": sha(header), "footer": sha(footer)}
    return [header, *middle, footer, json.dumps({"seal": stated}).encode()]


def test_evidence_of_format_1_is_read_for_ever() -> None:
    found = read(format_1.PATH)
    assert found.context == format_1.EVIDENCE.context
    assert tuple(found.observations) == format_1.EVIDENCE.observations
    assert found.footer == format_1.EVIDENCE.footer
    assert digest_of_evidence(format_1.PATH) == format_1.DIGEST
    assert seal_of(format_1.PATH).root == format_1.ROOT


def test_evidence_of_format_1_is_still_written_the_same(tmp_path: Path) -> None:
    """A change here needs a new format, a converter and an era of its own."""
    again = write(tmp_path, format_1.EVIDENCE, format_1.KEY)
    assert gzip.decompress(again.read_bytes()) == gzip.decompress(format_1.PATH.read_bytes())


def test_observations_can_be_walked_through_again_and_at_once(tmp_path: Path) -> None:
    observations = read(sealed(tmp_path)).observations
    assert tuple(observations) == tuple(observations) == HISTORY
    assert list(zip(observations, observations, strict=True)) == list(zip(HISTORY, HISTORY, strict=True))


def test_a_folder_gives_its_sealed_file_and_before_that_its_journal(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        for observation in reversed(HISTORY):
            journal.got(observation)
    assert taken(tmp_path) == (CONTEXT, HISTORY, None)
    finish(tmp_path, FOOTER)
    assert taken(tmp_path) == WHOLE
    seal(tmp_path, KEY)
    shutil.rmtree(tmp_path / "journal")
    assert taken(tmp_path) == WHOLE
    assert digest_of_evidence(tmp_path) == digest_of_evidence(tmp_path / "evidence.jsonl.gz")
    assert seal_of(tmp_path).count == 3


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no run has begun here"):
        read(tmp_path)
    for ask in (read, digest_of_evidence, seal_of):
        with pytest.raises(EvidenceError, match="no sealed evidence here"):
            ask(tmp_path / "nothing.gz")
    Journal.begin(tmp_path, CONTEXT)
    with pytest.raises(EvidenceError, match="no sealed evidence here"):
        digest_of_evidence(tmp_path)


def test_an_exchange_can_be_shown_to_belong_to_the_seal(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    leaves = [leaf_hash(line) for line in gzip.decompress(path.read_bytes()).splitlines()[1:-2]]
    root = bytes.fromhex(seal_of(path).root.removeprefix("sha256:"))
    assert all(verify_proof(leaf, n, 3, prove(leaves, n), root) for n, leaf in enumerate(leaves))


def test_each_truncation_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    data = path.read_bytes()
    locator = 34
    for size in range(len(data)):
        path.write_bytes(data[:size])
        if size == len(data) - locator:
            assert taken(path) == WHOLE
            continue
        with pytest.raises(EvidenceError):
            taken(path)


def test_each_flipped_bit_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    data = path.read_bytes()
    found = 0
    for place in range(0, len(data) * 8, 3):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            assert taken(path) == WHOLE
        except EvidenceError:
            found += 1
    assert found > len(data) * 2


def test_each_byte_that_is_changed_before_packing_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    whole = gzip.decompress(path.read_bytes())
    for place in range(len(whole)):
        path.write_bytes(gzip.compress(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], 1))
        with pytest.raises(EvidenceError):
            taken(path)


def test_each_truncation_before_packing_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    whole = gzip.decompress(path.read_bytes())
    for size in range(len(whole)):
        path.write_bytes(gzip.compress(whole[:size], 1))
        with pytest.raises(EvidenceError):
            taken(path)


ALTERED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a line taken out": (lambda x: [*x[:2], *x[3:]], "count is 2, stated 3"),
    "the last line taken out": (lambda x: [*x[:3], *x[4:]], "count is 2, stated 3"),
    "two lines changed places": (lambda x: [x[0], x[2], x[1], *x[3:]], "out of canonical order"),
    "a line twice": (lambda x: [x[0], x[1], *x[1:]], "out of canonical order"),
    "an answer changed": (lambda x: [x[0], x[1].replace(b"yes", b"no!"), *x[2:]], "root is"),
    "a salt changed": (lambda x: [x[0], x[1].replace(b'{"salt":"', b'{"salt":"AAAA'), *x[2:]], "root is"),
    "a blank within a line": (lambda x: [x[0], x[1].replace(b',"', b', "', 1), *x[2:]], "root is"),
    "the context changed": (lambda x: [x[0].replace(b'"seed":1', b'"seed":2'), *x[1:]], "header is"),
    "the footer changed": (lambda x: [*x[:-2], x[-2].replace(b"finished", b"Finished"), x[-1]], "footer is"),
    "the footer taken away": (lambda x: [*x[:-2], b'{"footer":null}', x[-1]], "footer is"),
    "the count changed": (lambda x: [*x[:-1], x[-1].replace(b'"count":3', b'"count":4')], "count is 3, stated 4"),
    "the seal taken away": (lambda x: x[:-1], "cannot be read"),
    "no seal": (lambda x: [*x[:-1], b'{"seal":{}}'], "seal cannot be read"),
    "footer and seal in the wrong order": (lambda x: [*x[:-2], x[-1], x[-2]], "cannot be read"),
    "a line after the seal": (lambda x: [*x, x[-1]], "cannot be read"),
    "a line between footer and seal": (lambda x: [*x[:-1], x[1], x[-1]], "footer cannot be read"),
    "a footer twice": (lambda x: [*x[:-1], x[-2], x[-1]], "end of the file is not"),
    "a line that is no observation": (lambda x: [*x[:2], b"{}", *x[2:]], "end of the file is not"),
    "an empty line": (lambda x: [*x[:2], b"", *x[2:]], "end of the file is not"),
    "no header": (lambda x: x[1:], "not the header"),
    "nothing": (lambda x: [], "not the header"),
    "a header alone": (lambda x: x[:1], "does not end with footer and seal"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_was_altered_is_found_and_said(tmp_path: Path, name: str) -> None:
    alter, why = ALTERED[name]
    path = sealed(tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines()
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in alter(lines))))
    with pytest.raises(EvidenceError, match=why) as error:
        taken(path)
    assert str(path) in error.value.where


FORGED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "two lines changed places": (lambda x: [x[0], x[2], x[1], *x[3:]], "a#0 is out of canonical order"),
    "a line twice": (lambda x: [x[0], x[1], *x[1:]], "a#0 is out of canonical order"),
    "an unknown kind": (lambda x: [x[0], x[1].replace(b'"answer"', b'"rumour"'), *x[2:]], "cannot be read"),
    "no salt": (lambda x: [x[0], b'{"salt":null,' + x[1][9:], *x[2:]], "cannot be read"),
    "deep nesting": (lambda x: [x[0], b'{"salt":' + b"[" * 10**5, *x[2:]], "cannot be read"),
    "deep nesting in what nobody asked for": (
        lambda x: [x[0], x[1][:-1] + b',"x":' + b"[" * 10**5 + b"]" * 10**5 + b"}", *x[2:]],
        "cannot be read",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_seal_that_fits_does_not_make_bad_lines_good(tmp_path: Path, name: str) -> None:
    alter, why = FORGED[name]
    path = sealed(tmp_path)
    lines = resealed(alter(gzip.decompress(path.read_bytes()).splitlines()))
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))
    with pytest.raises(EvidenceError, match=why):
        taken(path)


def test_the_forger_of_these_tests_can_forge(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    lines = gzip.decompress(path.read_bytes()).splitlines()
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in resealed([*lines[:2], *lines[3:]]))))
    assert taken(path) == (CONTEXT, (HISTORY[0], HISTORY[2]), FOOTER)


def test_a_file_that_changes_between_opening_and_reading_is_found(tmp_path: Path) -> None:
    evidence = read(sealed(tmp_path / "run"))
    other_context = Evidence(context=format_1.EVIDENCE.context, observations=HISTORY, footer=FOOTER)
    other_footer = Evidence(context=CONTEXT, observations=HISTORY, footer=None)
    for number, (other, why) in enumerate(
        ((other_context, "header changed"), (other_footer, "end of the file is not"))
    ):
        shutil.copyfile(write(tmp_path / str(number), other, KEY), tmp_path / "run" / "evidence.jsonl.gz")
        with pytest.raises(EvidenceError, match=why):
            tuple(evidence.observations)


def test_the_footer_that_was_given_early_is_the_one_at_the_end(tmp_path: Path) -> None:
    observations = read(sealed(tmp_path)).observations
    assert isinstance(observations, SealedObservations)
    with pytest.raises(EvidenceError, match="end of the file is not"):
        tuple(dataclasses.replace(observations, footer=b'{"footer":null}'))


def test_a_walk_given_up_early_holds_no_file_open(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    walk = iter(read(path).observations)
    assert list(itertools.islice(walk, 2)) == list(HISTORY[:2])
    del walk
    path.unlink()


def test_limits_hold_for_the_reader(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    for limits in (Limits(total=500), Limits(header=10), Limits(footer=10)):
        with pytest.raises(EvidenceError):
            tuple(read(path, limits).observations)
    with pytest.raises(EvidenceError, match="unpacks to more than 500 bytes"):
        digest_of_evidence(path, Limits(total=500))


@pytest.mark.parametrize("from_the_end", [5, 2, 0])
def test_a_line_for_every_octet_is_not_looked_at_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, from_the_end: int
) -> None:
    """Behind the header, behind the observations, and behind the footer."""
    path = sealed(tmp_path)
    whole = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    count = len(whole)
    whole.insert(count - from_the_end, b"\n" * 100_000)
    path.write_bytes(gzip.compress(b"".join(whole), 1))
    looked_at = 0

    def counted(*asked: Any) -> Iterator[bytes]:
        nonlocal looked_at
        for line in packing.lines(*asked):
            looked_at += 1
            yield line

    monkeypatch.setattr("harness.archive.reading.lines", counted)
    with pytest.raises(EvidenceError):
        list(read(path).observations)
    assert looked_at <= count + 8
