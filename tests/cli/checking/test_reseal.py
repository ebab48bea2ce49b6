"""A run that holds what must not leave is sealed anew without it, judged again, and says so ever after."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import run_in
from certificate.test_leaving import MAIL, blabbing
from cli.conftest import Said

from harness import archive
from harness.certificate.zipform import content, members_of

Call = Callable[..., Said]


def test_a_place_is_taken_out(hallmark: Call, tmp_path: Path) -> None:
    run = tmp_path / "run"
    blabbing(run)
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd")
    refused = hallmark("certify", run, *key)
    place = refused.err.partition("    at ")[2].partition(", and")[0]
    said = hallmark("reseal", run, "--redact", place, "--json")
    told = json.loads(said.out)
    assert said.code == 2, said.err
    assert (told["from"], told["to"]) == (archive.seal_of(run).root, archive.seal_of(Path(told["run"])).root)
    assert told["from"] != told["to"]
    assert sum(":reply.head:" in one["place"] for one in told["taken"]) == 3
    assert told["verdict"] == {"before": "inconclusive", "after": "inconclusive"}
    assert json.loads((Path(told["run"]) / "resealed.json").read_bytes())["taken"] == told["taken"]
    assert MAIL not in said.out


def test_the_certificate_says_that_something_was_taken(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTES_TOKEN", "not-in-there-0815")
    run = tmp_path / "run"
    blabbing(run)
    place = next(str(x.id) for x in archive.read(run).observations) + ":reply.head:x-contact"
    said = hallmark("reseal", run, "--redact", place, "--out", tmp_path / "new")
    assert "taken: " in said.out
    config = tmp_path / "hallmark.yaml"
    config.write_text(
        "product: {name: N, version: '1', supplier: S}\nprofile: incident-transfer@1.0\n"
        "target: {base_url: https://n.example.org, auth: {kind: bearer, token: '${NOTES_TOKEN}'}}\n",
        encoding="utf-8",
    )
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd", "-c", config)
    issued = hallmark("certify", tmp_path / "new", *key)
    assert issued.code == 0, issued.err
    bundle = tmp_path / "new" / "bundle.zip"
    declared = {m.name: b"".join(content(bundle, m)) for m in members_of(bundle)}["declaration.json"]
    assert (
        "places were taken out after the run, whose verdict was: inconclusive"
        in json.loads(declared)["unavailable"]["resealed"]
    )
    assert MAIL.encode() not in bundle.read_bytes()


def test_an_older_folder_is_not_written_over(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    said = hallmark("reseal", run, "--redact", "x#1:reply.body", "--out", tmp_path)
    assert (said.code, "already" in said.err) == (3, True)
    said = hallmark("reseal", run, "--redact", "x#1:reply.body")
    assert (said.code, "nothing at this place" in said.err) == (3, True)
    assert not (tmp_path / "run-resealed").exists()
