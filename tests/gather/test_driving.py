"""A product that calls others is made to act, and what did not come is inconclusive, never passed."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import pytest
import tls_files
import yaml
from otherwise import judged_otherwise

from harness.cli.partners.sender_recording import sender_tested, write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.cli.running.declaring import secrets_in
from harness.errors import HallmarkError
from harness.evidence import Answer, Exchange, Greeting
from harness.gather.orders import Event
from harness.gather.run import gather
from harness.judgement import judge
from harness.partner.play import Play
from harness.partner.sender.product import running_sender
from harness.render.prose import sentence
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


def test_a_run_waits_no_longer_than_it_may_last(tmp_path: Path) -> None:
    limits = {"stimulus_seconds": 600, "max_minutes": 0.005}
    found, events = run(tmp_path, lambda text: "", limits=limits)
    assert {found[id].outcome for id in ONLY} == {Outcome.INCONCLUSIVE}
    assert (found["IT-102"].because.code, found["IT-102"].because.params) == (
        "stopped",
        {"why": "limit: max_minutes 0.005"},
    )
    assert [event.text for event in events if event.kind == "end"] == ["limit: max_minutes 0.005"]


def test_nobody_is_waited_for_longer_than_the_run_may_last(tmp_path: Path) -> None:
    def silent(text: str) -> str:
        raise TimeoutError

    found, events = run(tmp_path, silent, limits={"max_minutes": 5})
    assert found["IT-102"].because.params == {"why": "limit: max_minutes 5"}
    assert [event.text for event in events if event.kind == "end"] == ["limit: max_minutes 5"]


def test_a_question_that_nobody_answered_is_named(tmp_path: Path) -> None:
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
        config.write_text(yaml.safe_dump(yaml.safe_load(config.read_text()) | {"answers": ""}))
        assembled = assemble(declaration_of(config, "", "", "", {}), 1, ONLY, {})
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None, ask=None))
    found = {f.requirement: f for f in judge(gathered.evidence).judged[0].verdict.findings}
    assert found["IT-102"].outcome is Outcome.CONFORMS, "it rests on no question"
    assert found["IT-108"].because.params == {"why": "unanswered:receipt-apart"}
    assert "nobody answered the question “receipt-apart”" in sentence(found["IT-108"].because)


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


def test_a_port_that_cannot_be_had_is_said_before_anything_starts(tmp_path: Path) -> None:
    with running_sender("reference-sender") as running:
        port = running.url.rpartition(":")[2]
        with pytest.raises(HallmarkError, match=f"the port {port} of 127.0.0.1 cannot be had"):
            run(tmp_path, None, partners={"listen": f"127.0.0.1:{port}"})
    assert not (tmp_path / "run" / "header.jsonl").exists()


def test_who_listens_beyond_this_machine_is_told_so_in_words(tmp_path: Path) -> None:
    _, events = run(tmp_path, None, partners={"listen": "0.0.0.0:0"})
    assert ["whoever reaches this machine" in event.text for event in events if event.kind == "warning"] == [True]


def test_an_address_that_does_not_lead_here_is_said_once_and_waited_for_once(tmp_path: Path) -> None:
    found, events = run(tmp_path, lambda text: "", partners={"public_url": "http://127.0.0.1:1"})
    assert [event.text for event in events if event.kind == "warning"] == [
        "http://127.0.0.1:1 does not lead here (refused): the product may not reach the partner"
    ]
    path = "path:http://127.0.0.1:1/incident-transfer/v1"
    assert found["IT-102"].outcome is Outcome.INCONCLUSIVE
    assert found["IT-102"].because.params == {"why": path}
    assert {event.text for event in events if event.kind == "skipped"} == {path}


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


def test_a_certificate_of_ones_own_is_read_before_anything_starts(tmp_path: Path) -> None:
    files = {"certificate": str(tmp_path / "none.pem"), "key": str(tmp_path / "none.key")}
    with pytest.raises(HallmarkError, match="cannot be read") as caught:
        run(tmp_path, None, partners={"tls": files})
    assert caught.value.where == files["certificate"]
    assert not (tmp_path / "run" / "header.jsonl").exists()


def test_with_a_certificate_of_ones_own_only_a_stranger_can_be_played(tmp_path: Path) -> None:
    made = tls_files.make(tmp_path)
    files = {"certificate": made.server, "key": made.server_key}
    found, events = run(tmp_path, lambda text: "", only=("IT-145",), partners={"tls": files})
    assert found["IT-145"].outcome is Outcome.INCONCLUSIVE
    assert [event.text for event in events if event.kind == "skipped"] == [
        "certificate-expired cannot be played with a certificate of your own",
        "certificate-another-name cannot be played with a certificate of your own",
        "stimulus:transfer-incident",
    ]


def test_a_sender_that_leaves_it_at_the_first_bad_certificate_conforms(tmp_path: Path) -> None:
    policy = {"tries_bad_certificates_again": False}
    judgement = judged_otherwise(tmp_path, "reference-sender", {"policy": policy}, ("IT-145",), stimulus_seconds=2)
    (found,) = (f for f in judgement.judged[0].verdict.findings if f.requirement == "IT-145")
    assert (found.outcome, found.passed) == (Outcome.CONFORMS, 3)
    seen = list(judgement.evidence.observations)
    parts = [one.id.partition for one in seen if isinstance(one, Greeting)]
    assert parts == [f"stimulus:certificate-{kind}" for kind in ("another-name", "expired", "unknown-issuer")]
    assert not [one for one in seen if isinstance(one, Exchange)], "and nothing was sent"


def test_whom_our_partner_may_call_back_is_printed(tmp_path: Path) -> None:
    _, events = run(tmp_path, None, partners={"allow_callbacks_to": ["product.example.org"]})
    assert [event.text for event in events if event.kind == "warning"] == [
        "the partner may call back product.example.org beside this machine"
    ]


def test_what_a_person_would_see_is_found_out_where_nobody_sits_there(tmp_path: Path) -> None:
    with running_sender("reference-sender", ["receipt-is-acceptance"]) as running:
        config = write_sender_config(tmp_path, running)
        value = yaml.safe_load(config.read_text()) | {"answers": ""}
        value["enquiries"] = {"*": {"url": f"{running.url}/questions/{{question}}"}}
        config.write_text(yaml.safe_dump(value))
        assembled = assemble(declaration_of(config, "", "", "", {}), 1, ONLY, {})
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None))
    judgement = judge(gathered.evidence)
    answers = [o for o in judgement.evidence.observations if isinstance(o, Answer)]
    assert [(one.by, one.question, one.text) for one in answers] == [
        ("enquiry", "acceptance-shown", "yes"),
        ("enquiry", "receipt-apart", "no"),
    ]
    found = {f.requirement: f for f in judgement.judged[0].verdict.findings}
    assert (found["IT-108"].outcome, found["IT-108"].shown_by) == (Outcome.VIOLATES, "attested")
