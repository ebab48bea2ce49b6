"""A refusal names the one member that is wrong, however it writes it; several mistakes ask for nothing."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, judge
from rules.cases import new

from harness.rules.refusals.names_field import names
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


@pytest.mark.parametrize(
    "member, said, named",
    [
        ("id", "Your request is invalid.", False),
        ("id", "id is missing", True),
        ("date", "Nothing was updated.", False),
        ("type", "#/type", True),
        ("incidentType", "IncidentType must be one of", True),
        ("incidentType", "the incident types are", True),
        ("firstName", "Firstname is needed", True),
        ("noteID", "note_id", True),
        ("name", "username is missing", False),
        ("@", "the @ is odd", True),
        ("tŷ", "Mae tŷ yn eisiau", True),
    ],
)
def test_a_name_is_a_word_of_its_own(member: str, said: str, named: bool) -> None:
    assert names(member, said) is named


def test_what_every_problem_has_names_nothing() -> None:
    odd = new() | {"text": 7}
    assert refused(odd, type="about:blank", title="No", detail="no").outcome is Outcome.VIOLATES
    assert refused(odd, errors=[{"pointer": "#/text"}]).outcome is Outcome.CONFORMS
    assert refused(odd, errors={"text": ["must be a string"]}).outcome is Outcome.CONFORMS
