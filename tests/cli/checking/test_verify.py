"""Checking a bundle ends by its answer, step by step, offline."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import KEY, bundle_in
from cli.conftest import Said

from harness.certificate.keys import public_pem

Call = Callable[..., Said]
ON = ("--as-of", "2026-08-20")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "supplier.pem").write_bytes(public_pem(KEY.public_key()))
    return bundle_in(tmp_path)


def test_confirmed(bundle: Path, hallmark: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    trusted = bundle.parent / "trusted"
    for place in (trusted, trusted / "supplier.pem"):
        said = hallmark("verify", bundle, "--trust", place, *ON)
        assert said.code == 0
        assert said.out.startswith("Confirmed")
    told = json.loads(hallmark("verify", bundle, "--trust", trusted, *ON, "--json").out)
    assert (told["answer"], [step["number"] for step in told["steps"]]) == ("confirmed", list(range(1, 10)))


def test_not_accepted(bundle: Path, hallmark: Call) -> None:
    said = hallmark("verify", bundle, *ON)
    assert (said.code, said.out.startswith("Not accepted")) == (2, True)
    assert hallmark("verify", bundle, *ON, "--allow-unknown-signer").code == 0
    assert hallmark("verify", bundle, "--as-of", "2027-08-20", "--allow-unknown-signer").code == 2


def test_refuted(bundle: Path, hallmark: Call) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"x")
    said = hallmark("verify", bundle, *ON)
    assert (said.code, said.out.startswith("Refuted")) == (1, True)


@pytest.mark.parametrize(
    "content, why, what_to_do",
    [
        (b"Dear buyer", "this is no ZIP file, and so no bundle", "Give the file that the supplier sent"),
        (b"", "this is no ZIP file, and so no bundle", "Give the file that the supplier sent"),
        (None, "only the beginning of the file came", "Fetch it again"),
    ],
)
def test_what_cannot_be_read_is_not_refuted(
    bundle: Path, hallmark: Call, content: bytes | None, why: str, what_to_do: str
) -> None:
    bundle.write_bytes(bundle.read_bytes()[:30_000] if content is None else content)
    said = hallmark("verify", bundle, *ON)
    assert (said.code, said.out) == (3, "")
    assert why in said.err
    assert what_to_do in said.err
    told = json.loads(hallmark("verify", bundle, *ON, "--json").out)
    assert (told["exit"], told["error"]["where"]) == (3, str(bundle))


def test_a_folder_and_a_file_that_is_not_there_cannot_be_read(bundle: Path, hallmark: Call) -> None:
    for place in (bundle.parent, bundle.with_name("other.zip")):
        said = hallmark("verify", place, *ON)
        assert (said.code, said.out) == (3, "")
        assert place.name in said.err


def test_a_policy_is_read_and_its_mistakes_are_said(bundle: Path, hallmark: Call) -> None:
    policy = bundle.parent / "policy.yaml"
    policy.write_text("witness: [force]\n", encoding="utf-8")
    assert hallmark("verify", bundle, *ON, "--allow-unknown-signer", "--policy", policy).code == 2
    policy.write_text("witnesses: [force]\n", encoding="utf-8")
    said = hallmark("verify", bundle, *ON, "--policy", policy)
    assert (said.code, "policy.yaml:1" in said.err) == (3, True)
