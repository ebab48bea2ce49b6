"""Letters of many scripts are written and read back."""

from __future__ import annotations

from records import conversation, said, steps

from harness.gather.conversations.changes import WELSH


def test_letters_in_every_free_text_of_a_person() -> None:
    readings = said([conversation("text")])
    assert steps(readings) == [("createPerson", 201), ("createPerson", 201), ("getPerson", 200)]
    assert readings[1].request_json["surname"].startswith(WELSH[:10])
    assert readings[2].reply_json["surname"] == readings[1].request_json["surname"]
