"""What a sound profile's author may look at: what nothing uses, and what is hard to read."""

from __future__ import annotations

from pathlib import Path

from harness.authoring.remarks import median_age, remarks
from harness.loading import load_bundle

HARD = "Interoperability necessitates unambiguous identification of responsible organisational representatives."


def _replaced(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_of_a_profile_that_uses_all_it_has_there_is_nothing_to_say(roster: Path) -> None:
    assert remarks(load_bundle(roster)) == ()


def test_what_nothing_uses_is_named(roster: Path) -> None:
    _replaced(roster / "profile.yaml", "sources:\n", "sources:\n  spare: {title: Spare}\n")
    _replaced(roster / "profile.yaml", "classes:\n", "classes:\n  - {id: more, title: More, explain: More.}\n")
    _replaced(roster / "profile.yaml", "roles:\n", "roles:\n  - {id: reader, title: Reader}\n")
    _replaced(roster / "scenarios" / "core.arazzo.yaml", "workflowId: read-all", "workflowId: read-some")
    _replaced(roster / "requirements" / "core.yaml", "{workflow: read-all}", "{examples: [listRecords]}")
    assert remarks(load_bundle(roster)) == (
        "no requirement uses the source spare",
        "no requirement uses the class more",
        "no requirement uses the role reader",
        "no requirement uses the workflow read-some",
    )


def test_an_explanation_that_few_can_read_is_named(roster: Path) -> None:
    before = median_age(load_bundle(roster).profile)
    _replaced(roster / "requirements" / "core.yaml", "Somebody will read it at three in the morning.", HARD)
    bundle = load_bundle(roster)
    (told,) = remarks(bundle)
    assert told.startswith("DR-03: the explanation reads as for an age of ")
    assert median_age(bundle.profile) >= before
