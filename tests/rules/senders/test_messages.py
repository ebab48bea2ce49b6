"""`messages/1`: each partner is a matter of its own, and of its answers those count that are asked about."""

from __future__ import annotations

from calling import note, shown
from rules.senders.test_following import asked

S = 1_000_000


def test_only_answers_with_strange_properties_count_where_it_is_said() -> None:
    despite = {"shows": "once", "despite": "unknown-properties"}
    strange = note(got={"further": 1}, at=0)
    assert shown("messages/1", despite, note(at=0), note(at=1)) == "inconclusive: nothing-seen"
    assert shown("messages/1", despite, strange) == "conforms"
    assert shown("messages/1", despite, strange, note(at=S)) == "violates: sent-again"


def test_each_partner_is_a_matter_of_its_own() -> None:
    same = (note(to_party="police"), note(to_party="fire", at=S))
    assert asked("once", *same) == "conforms"
    assert asked("once", *same, note(to_party="fire", at=2 * S)) == "violates: sent-again"
    named = {"shows": "once", "parties": ["police"]}
    assert shown("messages/1", named, *same, note(to_party="fire", at=2 * S)) == "conforms"
