"""Words are found by key, know one from many, and are marked where they are not English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.content import root
from harness.errors import ContentMissing
from harness.render.support import Support
from harness.render.words import Line, Words, words
from harness.verdict import Decision, Outcome


def welsh() -> Words:
    return Words(language="cy", tag="cy", english=words().english, own={"tag": "cy", "summary.title": "Yn gryno"})


def test_values_and_numbers_are_worded() -> None:
    said = words()
    assert said("headline.violates", causes=1).endswith("1 root cause was found.")
    assert said("headline.violates", causes=2).endswith("2 root causes were found.")
    assert said("summary.cannot_line", statement="{title} {0.__class__}") == "Not met: {title} {0.__class__}"


def test_each_outcome_decision_and_term_has_its_word() -> None:
    said = words()
    assert set(said.group("outcome")) == {o.value for o in Outcome}
    assert set(said.group("decision")) == {d.value for d in Decision}
    assert set(said.group("support")) == set(said.group("support_note")) == {s.value for s in Support}
    assert len(said("months").split()) == 12


def test_what_is_translated_is_marked_and_the_rest_is_english() -> None:
    assert welsh().line("summary.title") == Line("Yn gryno", "cy")
    assert welsh().line("summary.can") == Line("This product can")
    assert words().line("summary.title") == Line("In plain English")


def test_a_language_that_is_not_here_is_english_and_what_is_none_is_refused() -> None:
    assert words("cy").tag == "en-GB"
    for wrong in ("../en", "EN", "", "welsh"):
        with pytest.raises(ContentMissing):
            words(wrong)
    with pytest.raises(ContentMissing, match="no 'summary.nothing'"):
        words()("summary.nothing")


def test_every_language_has_keys_that_english_has() -> None:
    languages = [path.stem for path in (root("reports") / "locales").glob("*.yaml")]
    assert "en" in languages
    for language in languages:
        assert set(words(language).own) <= set(words().english)


def test_every_key_is_used_somewhere() -> None:
    places = [*Path(root("reports") / "templates").glob("*.j2"), *(Path(__file__).parents[2] / "harness").rglob("*.py")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in places)
    for key in words().english:
        group = key.partition(".")[0]
        assert key in text or re.search(rf'"{group}[".]', text), key
