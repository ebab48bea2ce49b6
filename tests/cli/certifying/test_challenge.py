"""A buyer poses a challenge, a run takes its seed and names it, and a check holds the two together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bundled import KEY, run_in
from cli.conftest import Said, run_file
from stamping import authority

from harness.certificate.challenge import CHALLENGE, Challenge
from harness.certificate.keys import public_pem
from harness.certificate.word import take

Call = Callable[..., Said]
WINDOW = ("--opens", "2026-08-01", "--closes", "2199-01-01")


def posed(hallmark: Call, folder: Path, *more: str) -> Path:
    hallmark("keygen", "--out", folder / "buyer")
    out = folder / "challenge.json"
    said = hallmark(
        *("challenge", "--tender", "T1", "--supplier", "Acme Ltd", "--profile", "incident-transfer", *WINDOW, *more),
        *("--key", folder / "buyer" / "signing.pem", "--out", out),
    )
    assert said.code == 0, said.err
    return out


def test_it_is_posed_answered_and_checked(hallmark: Call, tmp_path: Path) -> None:
    path = posed(hallmark, tmp_path, "--seed", "1")
    word = take(path.read_bytes(), "c", CHALLENGE, Challenge)
    run = run_in(tmp_path / "run", challenge=word.digest)
    hallmark("keygen", "--out", tmp_path / "supplier")
    key = ("--key", tmp_path / "supplier" / "signing.pem", "--issuer", "Example Ltd", "--run-number", "3")
    assert hallmark("certify", run, *key).code == 0
    ours, bundle = authority(tmp_path / "tsa"), run / "bundle.zip"
    hallmark("timestamp", bundle, "--query", tmp_path / "q")
    (tmp_path / "r").write_bytes(ours.answer((tmp_path / "q").read_bytes()))
    hallmark("timestamp", bundle, "--response", tmp_path / "r")
    trust = ("--trust", tmp_path / "supplier" / "signing.pub.pem", "--trust")
    trust += (f"buyer={tmp_path / 'buyer' / 'signing.pub.pem'}",)
    (tmp_path / "policy.yaml").write_text("fresh_days: 100000\n", encoding="utf-8")
    trust += ("--policy", tmp_path / "policy.yaml")
    given = ("--challenge", path, "--tsa", ours.folder / "tsa.pem")
    said = hallmark("verify", bundle, *trust, *given)
    assert said.code == 0, said.out
    assert "Run 3 on its challenge, as declared." in said.out
    assert hallmark("verify", bundle, *trust, "--challenge", path).code == 2, "nobody can tell when it was made"
    other = posed(hallmark, tmp_path / "other", "--seed", "2")
    assert hallmark("verify", bundle, *trust, "--challenge", other).code == 2
    assert public_pem(KEY.public_key())


def test_a_run_of_something_else_is_refused(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    path = posed(hallmark, tmp_path)
    config = run_file(tmp_path, "http://127.0.0.1:9")
    said = hallmark("run", "-c", config, "--profile", tiny, "--challenge", path, "--out", tmp_path / "out", "--json")
    assert said.code == 3
    assert json.loads(said.out)["exit"] == 3
    assert not (tmp_path / "out").exists()
    seeded = ("run", "--profile", "incident-transfer@1.0", "--url", "http://127.0.0.1:9", "--challenge", path, "--seed")
    assert "asks for the seed" in hallmark(*seeded, "9999999", "--dry-run").err
    drawn = take(path.read_bytes(), "c", CHALLENGE, Challenge).said.seed
    dry = hallmark(*seeded[:-1], "--dry-run", "--json")
    assert json.loads(dry.out)["seed"] == drawn
