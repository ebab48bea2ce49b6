"""A profile as pages: all requirements are there and linked, nothing is fetched, and hostile words stay words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from htmlpage import Page

from harness.authoring.scaffold import scaffold
from harness.loading import find, load_bundle, shipped
from harness.profile import NotTested
from harness.render.site import INDEX, render


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return scaffold("duty-roster", tmp_path, title="Duty rosters")


@pytest.mark.parametrize("name", shipped())
def test_every_requirement_has_its_place_and_every_link_leads_somewhere(name: str) -> None:
    bundle = load_bundle(find(name))
    pages = dict(render(bundle))
    read = {file: Page(content) for file, content in pages.items()}
    places = {
        f"{file}#{attributes['id']}" for file, page in read.items() for _, attributes in page.tags if "id" in attributes
    }
    leading = {attributes["href"] for attributes in read[INDEX].of("a")}
    assert {one for one in leading if "#" in one and not one.startswith("#")} <= places
    assert {one for one in leading if "#" not in one} <= set(pages)
    words = " ".join(read[INDEX].words)
    for requirement in bundle.profile.requirements:
        assert requirement.id in words
    assert all("://" not in attributes.get("href", "") for page in read.values() for attributes in page.of("a"))
    assert dict(render(bundle)) == pages


def test_a_requirement_shows_what_meets_it_and_what_does_not(roster: Path) -> None:
    pages = dict(render(load_bundle(roster)))
    assert list(pages) == [INDEX, "provider-core.html"]
    words = " ".join(Page(pages["provider-core.html"]).words)
    for part in ("What meets it", "What does not", "there-is-no-such-record", "404", "It is for people to say"):
        assert part in words
    assert '"title": "An exercise"' in words


def test_what_is_not_tested_shows_no_example_and_says_why(roster: Path) -> None:
    bundle = load_bundle(roster)
    reason = next(r.rule.reason for r in bundle.profile.requirements if isinstance(r.rule, NotTested))
    (roster / "examples" / "DR-03" / "conforms").mkdir(parents=True)
    shutil.copy(
        next((roster / "examples" / "DR-01" / "conforms").iterdir()), roster / "examples" / "DR-03" / "conforms"
    )
    page = dict(render(load_bundle(roster)))["provider-core.html"].decode()
    assert f"Nothing tests it: {reason}" in page
    assert page.count("What meets it") == 2


def test_words_of_a_stranger_stay_words(roster: Path) -> None:
    path = roster / "requirements" / "core.yaml"
    text = path.read_text(encoding="utf-8")
    hostile = "'<script>alert(1)</script> \\u202e <img src=x onerror=alert(1)>'"
    path.write_text(text.replace("The list of records has for each record its id and its title.", hostile), "utf-8")
    for content in dict(render(load_bundle(roster))).values():
        page = content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page


def test_classes_of_one_name_have_pages_of_their_own(roster: Path) -> None:
    profile, core = roster / "profile.yaml", roster / "requirements" / "core.yaml"
    one, two = "https://a.example.org/conf/core", "https://b.example.org/conf/core"
    text = profile.read_text(encoding="utf-8")
    more = f"classes:\n  - {{id: '{one}', title: One, explain: One.}}\n  - {{id: '{two}', title: Two, explain: Two.}}\n"
    profile.write_text(text.replace("classes:\n", more), "utf-8")
    text = core.read_text(encoding="utf-8")
    core.write_text(text.replace("class: core", f"class: {one}", 1).replace("class: core", f"class: {two}", 1), "utf-8")
    assert list(dict(render(load_bundle(roster)))) == [
        INDEX,
        "provider-core.html",
        "provider-core-2.html",
        "provider-core-3.html",
    ]
