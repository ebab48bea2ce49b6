"""A new profile is whole: it passes its own lint, and a product can be held against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.authoring.linting import flaws
from harness.authoring.scaffold import prefix_of, scaffold
from harness.errors import ProfileError
from harness.loading import load_bundle
from harness.profile import NotTested


def test_it_passes_its_own_lint(tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path, title='Duty: the "roster" # ü', publisher="{An office}")
    assert flaws(folder) == ()
    profile = load_bundle(folder).profile
    assert (profile.name, profile.title, profile.publisher) == (
        "duty-roster@0.1",
        'Duty: the "roster" # ü',
        "{An office}",
    )
    assert [(r.id, isinstance(r.rule, NotTested)) for r in profile.requirements] == [
        ("DR-01", False),
        ("DR-02", False),
        ("DR-03", True),
    ]


@pytest.mark.parametrize("name, prefix", [("duty-roster", "DR"), ("roster", "RO"), ("a-b-c", "ABC")])
def test_ids_begin_with_the_words_letters(name: str, prefix: str) -> None:
    assert prefix_of(name) == prefix


@pytest.mark.parametrize("name", ["", "Duty", "duty roster", "../duty", "duty/roster", "-duty", "1duty", "duty\n"])
def test_a_name_that_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no id of a profile"):
        scaffold(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    folder = scaffold("duty", tmp_path)
    (folder / "profile.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(ProfileError, match="something is there already"):
        scaffold("duty", tmp_path)
    assert (folder / "profile.yaml").read_text(encoding="utf-8") == "mine"
