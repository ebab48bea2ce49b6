"""`called-back/1`: a call is as the description has it, and carries no document."""

from __future__ import annotations

from typing import Any

import pytest
from eventing import TELLS, event, shown, told


def asked(what: str, *exchanges: Any) -> str:
    return shown("called-back/1", {"shows": what, "operation": TELLS}, *exchanges)


@pytest.mark.parametrize("what", ["fields", "content", "no-document"])
def test_a_right_call(what: str) -> None:
    assert asked(what, told()) == "conforms"
    assert asked(what) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("name", ["X-Correlation-Id", "X-Key-Id", "X-Signature"])
def test_a_field_that_is_missing(name: str) -> None:
    assert asked("fields", told(fields={name: None})) == "violates: call"
    assert asked("content", told(fields={name: None})) == "conforms"


@pytest.mark.parametrize(
    "name", ["eventType", "cases", "masterDefendantId", "documentId", "documentGeneratedTimestamp"]
)
def test_a_member_that_is_missing(name: str) -> None:
    value = {key: each for key, each in event().items() if key != name}
    assert asked("content", told(value)) == "violates: call"
    assert asked("fields", told(value)) == "conforms"


def test_another_media_type() -> None:
    assert asked("fields", told(media="text/plain")) == "violates: call"


@pytest.mark.parametrize("document", ["JVBERi0xLjQK", "%PDF-1.4", "x" * 70_000])
def test_a_document_is_found(document: str) -> None:
    assert asked("no-document", told(event(document=document))) == "violates: document-enclosed"
