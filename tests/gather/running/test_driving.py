"""A product that calls others is made to act, and what did not come is inconclusive, never passed."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from otherwise import judged_otherwise
from passing import passing

from harness.cli.partners.sender_recording import sender_tested, write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.evidence import Answer, Exchange, Greeting
from harness.gather.orders import Event
from harness.gather.running.run import gather
from harness.judgement import judge
from harness.partner.play import Play
from harness.partner.sender.product import running_sender
from harness.verdict import Outcome

ONLY = ("IT-102", "IT-108")


def test_scenes_are_partitions_and_answers_are_kept() -> None:
    with sender_tested("reference-sender", (), ONLY, "") as judgement:
        evidence = judgement.evidence
        parts = {o.id.partition for o in evidence.observations}
        answers = [o for o in evidence.observations if isinstance(o, Answer)]
        calls = [o for o in evidence.observations if isinstance(o, Exchange)]
        found = {f.requirement: f for f in judgement.judged[0].verdict.findings}
    assert parts == {"stimulus:plain", "token:receiving-control-room"}
    assert [(one.by, one.question, one.text) for one in answers] == [
        ("recorded", "acceptance-shown", "yes"),
        ("recorded", "receipt-apart", "yes"),
    ]
    assert {one.to_party for one in calls} == {"receiving-control-room", "authorization-server"}
    assert evidence.context.subjects[0].target.startswith("https://127.0.0.1:")
    assert (found["IT-102"].shown_by, found["IT-108"].shown_by) == ("exchanged", "attested")


def run(tmp_path: Path, ask: Any, only: tuple[str, ...] = ONLY, **changes: Any) -> tuple[dict[str, Any], list[Event]]:
    """Test a sender that nobody is told how to make act."""
    events: list[Event] = []
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
    value = yaml.safe_load(config.read_text())
    value |= {"stimuli": {}, "limits": {"stimulus_seconds": 0.05}, "answers": "", **changes}
    config.write_text(yaml.safe_dump(value))
    assembled = assemble(declaration_of(config, "", "", "", {}), 1, only, {})
    timely = None if ask is None else lambda text, seconds: ask(text)
    gathered = gather(orders(assembled, tmp_path / "run", "test", events.append, ask=timely))
    verdict = judge(gathered.evidence).judged[0].verdict
    return {f.requirement: f for f in verdict.findings}, events


def test_nobody_is_waited_for_longer_than_the_run_may_last(tmp_path: Path) -> None:
    def silent(text: str) -> str:
        raise TimeoutError

    found, events = run(tmp_path, silent, limits={"max_minutes": 5})
    assert found["IT-102"].because.params == {"why": "limit: max_minutes 5"}
    assert [event.text for event in events if event.kind == "end"] == ["limit: max_minutes 5"]


def test_without_anybody_nothing_is_shown(tmp_path: Path) -> None:
    found, events = run(tmp_path, None)
    assert {id: found[id].outcome for id in ONLY} == dict.fromkeys(ONLY, Outcome.INCONCLUSIVE)
    assert [event.text for event in events if event.kind == "skipped"] == ["nobody"]


def test_a_crash_of_our_own_partner_is_no_fault_of_the_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crashes(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Play, "said", crashes)
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
        assembled = assemble(declaration_of(config, "", "", "", {}), 1, ONLY, {})
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None))
    assert "ZeroDivisionError in the partner's script" in gathered.faults
    assert gathered.stopped.startswith("fault: ")
    found = {f.requirement: f.outcome for f in judge(gathered.evidence).judged[0].verdict.findings}
    assert {found[id] for id in ONLY} == {Outcome.INCONCLUSIVE}


def test_an_address_that_does_not_lead_here_is_said_once_and_waited_for_once(tmp_path: Path) -> None:
    found, events = run(tmp_path, lambda text: "", partners={"public_url": "http://127.0.0.1:1"})
    assert [event.text for event in events if event.kind == "warning"] == [
        "calls to http://127.0.0.1:1/incident-transfer/v1 do not come here (refused):"
        " the product may not reach the partner"
    ]
    path = "path:http://127.0.0.1:1/incident-transfer/v1"
    assert found["IT-102"].outcome is Outcome.INCONCLUSIVE
    assert found["IT-102"].because.params == {"why": path}
    assert {event.text for event in events if event.kind == "skipped"} == {path}


def test_where_calls_come_altered_nothing_is_waited_for_and_nothing_judged(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    acts = {"stimuli": {"*": {"command": [sys.executable, "-c", "raise SystemExit(1)"]}}}
    with passing(f"http://127.0.0.1:{port}", lambda sent: (sent[0], f"/hook{sent[1]}", *sent[2:])) as url:
        partners = {"listen": f"127.0.0.1:{port}", "public_url": url}
        found, events = run(tmp_path, None, partners=partners, **acts)
    assert {found[id].because.params["why"] for id in ONLY} == {f"path:{url}/incident-transfer/v1"}
    assert [event for event in events if event.kind == "partition"] == []
    (said,) = [event.text for event in events if event.kind == "warning"]
    assert said.startswith(f"calls to {url}/incident-transfer/v1 come here otherwise than they are sent (path)")


def test_a_product_elsewhere_is_not_led_to_a_host_where_it_would_not_be_seen(tmp_path: Path) -> None:
    found, _ = run(tmp_path, lambda text: "", only=("IT-146",), partners={"public_url": "http://nowhere.invalid"})
    assert found["IT-146"].outcome is Outcome.INCONCLUSIVE
    assert found["IT-146"].because.params == {"why": "other-host"}


def test_a_program_that_failed_for_want_of_a_path_is_not_blamed(tmp_path: Path) -> None:
    fails = {"stimuli": {"*": {"command": [sys.executable, "-c", "raise SystemExit(1)"]}}}
    found, _ = run(tmp_path, None, partners={"public_url": "http://127.0.0.1:1"}, **fails)
    assert found["IT-102"].because.params == {"why": "path:http://127.0.0.1:1/incident-transfer/v1"}


def test_a_program_that_failed_where_nothing_is_known_of_the_path_is_named(tmp_path: Path) -> None:
    fails = {"stimuli": {"*": {"command": [sys.executable, "-c", "raise SystemExit(1)"]}}}
    found, _ = run(tmp_path, None, **fails)
    assert found["IT-102"].because.params == {"why": "command:1"}


def test_no_further_scene_waits_where_the_path_is_not_open(tmp_path: Path) -> None:
    partners = {"public_url": "http://127.0.0.1:1"}
    _, events = run(tmp_path, lambda text: "", only=(*ONLY, "IT-137"), partners=partners)
    assert len([event for event in events if event.kind == "skipped"]) > 1
    assert {event.text.partition(":")[0] for event in events if event.kind == "waiting"} == {"transfer-incident"}
    assert len([event for event in events if event.kind == "partition"]) == 1


def test_a_sender_that_leaves_it_at_the_first_bad_certificate_conforms(tmp_path: Path) -> None:
    policy = {"tries_bad_certificates_again": False}
    judgement = judged_otherwise(tmp_path, "reference-sender", {"policy": policy}, ("IT-145",), stimulus_seconds=2)
    (found,) = (f for f in judgement.judged[0].verdict.findings if f.requirement == "IT-145")
    assert (found.outcome, found.passed) == (Outcome.CONFORMS, 3)
    seen = list(judgement.evidence.observations)
    parts = [one.id.partition for one in seen if isinstance(one, Greeting)]
    sent = [one.id.partition for one in seen if isinstance(one, Exchange)]
    assert parts == [f"stimulus:certificate-{kind}" for kind in ("another-name", "expired", "unknown-issuer")]
    assert sent, "a good one was trusted"
    assert not set(parts) & set(sent), "and nothing was sent to another"
