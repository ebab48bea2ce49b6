"""A refusal names the one member that is wrong, however it writes it; several mistakes ask for nothing."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, judge
from rules.cases import new

from harness.verdict import Outcome


def refused(sent: Any, **got: Any) -> Any:
    return judge("names-field/1", {}, exchange("POST", "/notes", sent, 422, {"status": 422} | got))


def lacking(*members: str) -> dict[str, Any]:
    return {name: value for name, value in new().items() if name not in members}


@pytest.mark.parametrize(
    "detail", ["messageId is missing", "message_id: required", "/message-id", "Message ID is needed"]
)
def test_named_in_any_way(detail: str) -> None:
    assert refused(lacking("messageId"), detail=detail).outcome is Outcome.CONFORMS


def test_not_named() -> None:
    finding = refused(lacking("messageId"), detail="Your request is invalid.")
    assert (finding.outcome, finding.because.params) == (Outcome.VIOLATES, {"member": "messageId"})


def test_several_mistakes_ask_for_nothing() -> None:
    assert refused(lacking("messageId", "agency"), detail="no").because.code == "nothing-seen"
    assert refused(new(), detail="no").because.code == "nothing-seen"


def test_content_that_cannot_be_read_has_no_members() -> None:
    assert refused(b'{"text": "a", "text": "b"}', detail="no").because.code == "nothing-seen"
