"""A template is filled with values that are text and nothing else."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from harness.content import root
from harness.render import filling
from harness.render.words import Words, words


def test_values_are_inert_and_markup_is_ours() -> None:
    shape = filling._templates().from_string("{{ hostile }}|{{ ours }}|{{ long|length }}|{{ long }}|{{ long|command }}")
    text = shape.render(hostile="<b>\u202e", ours=Markup("<b>"), long="x" * 3_000)
    hostile, ours, _, value, command = text.split("|")
    assert (hostile, ours) == ("&lt;b&gt;⟨U+202E⟩", "<b>")
    assert len(value) < 2_100
    assert len(command) == 3_000


def test_a_value_that_nobody_gave_is_no_empty_text() -> None:
    with pytest.raises(UndefinedError):
        filling.filled("details.html.j2")


def in_words(key: str, language: str = "en", own: dict[str, str] | None = None, **values: object) -> str:
    told = Words(language=language, tag=language, english={"tag": "en-GB", **ENGLISH_WORDS}, own=own or {})
    given = ", ".join(f"{name}={name}" for name in values)
    shape = filling._templates().from_string(f'{{{{ say("{key}", {given}) }}}}')
    return shape.render(w=told, **values)


ENGLISH_WORDS = {"a": "{n} {n:case|cases} of R&D, by {who}", "b": "Run {command} now"}


def test_a_text_is_said_whole_with_its_values_inert() -> None:
    assert in_words("a", n=1, who="<b>\u202e{n}") == "1 case of R&amp;D, by &lt;b&gt;⟨U+202E⟩{n}"
    assert in_words("a", n=2, who="x").startswith("2 cases")
    assert in_words("b", command=Markup("<code>x</code>")) == "Run <code>x</code> now"


def test_a_translated_text_says_its_language_and_another_stays_english() -> None:
    own = {"b": "Rhedwch {command} nawr"}
    assert in_words("b", "cy", own, command="x") == '<span lang="cy">Rhedwch x nawr</span>'
    assert in_words("a", "cy", own, n=3, who="x") == "3 cases of R&amp;D, by x"


@pytest.mark.parametrize("name", ["report", "details", "exchange"])
def test_no_template_of_a_report_has_words_of_its_own(name: str) -> None:
    text = (root("reports") / "templates" / f"{name}.html.j2").read_text(encoding="utf-8")
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    said = re.findall(r"[A-Za-z]{2,}[^\n]*", re.sub(r"<[^>]*>", "\n", bare))
    assert {one.strip() for one in said} <= {
        "Hallmark",
        "hallmark report --format json",
        "hallmark cleanup",
        "hallmark judge",
    }
    labels = re.findall(r'aria-label="([^{"]+)"', text)
    assert labels == []


def test_every_text_of_the_templates_is_there() -> None:
    english = words().english
    for path in (root("reports") / "templates").glob("*.html.j2"):
        used = re.findall(r"\b(?:say|w|said)\(\"([a-z_.]+[a-z_])\"", path.read_text(encoding="utf-8"))
        assert [key for key in used if key not in english] == [], path.name
