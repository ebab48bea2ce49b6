"""What was answered is kept with who said it, and what nobody answered is named."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
import yaml
from gather.running.test_driving import ONLY

from harness.cli.partners.sender_recording import write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.evidence import Answer
from harness.gather.calling import asking
from harness.gather.orders import Event
from harness.gather.running.run import gather
from harness.judgement import judge
from harness.partner.sender.product import running_sender
from harness.render.prose import sentence
from harness.verdict import Outcome


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


def test_what_a_person_would_see_is_found_out_where_nobody_sits_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AGAIN", 0.0)
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


class Hours:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        return self.at

    def sleep(self, duration: int) -> None:
        self.at += duration


@pytest.mark.parametrize("answers, kept, seconds", [("no no yes", "yes", 1.5), ("no", "no", 30), ("yes", "yes", 0)])
def test_a_program_that_says_no_is_asked_again_for_a_product_shows_things_in_its_own_time(
    answers: str, kept: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Event] = []
    said = answers.split()
    monkeypatch.setattr(asking, "enquired", lambda *_: said.pop(0) if len(said) > 1 else said[0])
    clock, orders = Hours(), Mock(answers={})
    orders.clock, orders.progress = clock, told.append
    orders.declaration.limits.stimulus_seconds = 60
    aim = Mock()
    aim.profile.questions = {"rejection-shown": "Does it?"}
    questions = asking.Questions(orders, aim, Mock(), None)
    assert questions._answer("rejection-shown") == ("enquiry", kept)
    assert clock.at == seconds * 1_000_000
    assert {event.kind for event in told} == ({"waiting"} if seconds else set())
