"""A product is made to act, and waited for no longer than was declared."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import yaml
from gather.running.test_driving import ONLY, run

from harness.cli.partners.sender_recording import write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.cli.running.declaring import secrets_in
from harness.gather.running.run import gather
from harness.gather.running.urging import quiet_for
from harness.judgement import judge
from harness.partner.sender.product import running_sender
from harness.verdict import Outcome


def test_a_stimulus_that_never_came_is_inconclusive(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return ""

    found, events = run(tmp_path, ask)
    assert "Set the product up" in asked[0]
    assert "http://127.0.0.1:" in asked[0] or "https://127.0.0.1:" in asked[0]
    assert "Create an incident" in asked[1]
    assert (tmp_path / "run" / ".partner-secret").read_text(encoding="utf-8") not in "".join(asked)
    assert [event for event in events if event.kind == "waiting" and "transfer-incident" in event.text]
    assert {id: found[id].outcome for id in ONLY} == dict.fromkeys(ONLY, Outcome.INCONCLUSIVE)
    assert found["IT-102"].because.code == "not-all-tried"
    assert found["IT-102"].because.params == {"why": "stimulus:transfer-incident"}


def test_how_long_is_listened_at_the_end_is_what_the_profile_asks_of_what_is_tried(tmp_path: Path) -> None:
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
        declared = declaration_of(config, "", "", "", {})
    plans = [assemble(declared, 1, only, {}).plan for only in (("IT-102",), ("IT-039", "IT-102"), ())]
    assert [quiet_for(plan.aims[0], plan) for plan in plans] == [0.0, 5.0, 5.0]


def test_a_run_waits_no_longer_than_it_may_last(tmp_path: Path) -> None:
    limits = {"stimulus_seconds": 600, "max_minutes": 0.005}
    found, events = run(tmp_path, lambda text: "", limits=limits)
    assert {found[id].outcome for id in ONLY} == {Outcome.INCONCLUSIVE}
    assert (found["IT-102"].because.code, found["IT-102"].because.params) == (
        "stopped",
        {"why": "limit: max_minutes 0.005"},
    )
    assert [event.text for event in events if event.kind == "end"] == ["limit: max_minutes 0.005"]


def test_a_secret_that_the_run_file_refers_to_is_what_the_product_signs_in_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNER_SECRET", "s3cret-of-every-run")
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
        value = yaml.safe_load(config.read_text())
        value["partners"]["client_secret"] = "${PARTNER_SECRET}"
        config.write_text(yaml.safe_dump(value))
        env = {"PARTNER_SECRET": "s3cret-of-every-run"}
        assembled = assemble(declaration_of(config, "", "", "", env), 1, ("IT-102",), env)
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None))
    found = {f.requirement: f.outcome for f in judge(gathered.evidence).judged[0].verdict.findings}
    assert found["IT-102"] is Outcome.CONFORMS
    assert b"s3cret-of-every-run" not in gzip.decompress(gathered.evidence.read_bytes())
    assert not (tmp_path / "run" / ".partner-secret").exists()
    assert secrets_in(config) == {"partners/client_secret": b"s3cret-of-every-run"}
