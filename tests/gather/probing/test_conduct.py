"""A partition that tries one operation is prepared by its workflow, and one that cannot be says so."""

from __future__ import annotations

import json

import pytest
from tinyapi.bench import bench, bundle, json_reply

from harness.evidence import Exchange, Reply
from harness.gather.cases import cases_of
from harness.gather.message import Message
from harness.gather.plan import Aim, PartitionPlan
from harness.gather.probing.conduct import NotPrepared, conduct


def aim() -> Aim:
    made = bundle()
    return Aim(profile=made.profile, role="keeper", classes=(), contract=made.contract, workflows=made.workflows)


def conducted(kind: str, what: str, status: int) -> list[Exchange]:
    def answer(message: Message, identity: str) -> Reply:
        body = json.dumps({"id": "n1", "messageId": "m", "sender": "GB-POL-1", "text": "t"}).encode()
        return json_reply(status, body, 'ETag: "1"')

    made, paper, _ = bench(answer)
    settings: dict[str, object] = {"cases": 2, "setup": "open-note"}
    part = PartitionPlan(name="p", kind=kind, what=what, operation="changeNote", settings=settings)
    conduct(part, aim(), made, lambda exchange: "", cases_of)
    return paper.exchanges


@pytest.mark.parametrize("kind, what", [("examples", ""), ("protocol", "methods"), ("fuzz", "")])
def test_each_kind_is_gathered_after_its_setup(kind: str, what: str) -> None:
    sent = conducted(kind, what, 201)
    assert sent[0].request.method == "POST", "the setup opens a note"
    assert {x.request.target for x in sent[1:] if x.intent.startswith(("example", "fuzz: right"))} <= {"/api/notes/n1"}
    assert len(sent) > 2


def test_what_cannot_be_prepared_is_not_tried() -> None:
    with pytest.raises(NotPrepared) as lack:
        conducted("fuzz", "", 503)
    assert lack.value.why == "setup:open-note"
