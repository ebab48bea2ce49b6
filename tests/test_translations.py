"""A profile's explanations in another language are read with lines for what is wrong, and change no digest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.errors import ProfileError
from harness.loading import find, load_bundle, profile_digest
from harness.translations import explanations

NAME = "incident-transfer@1.0"


def test_translations_beside_the_profile_are_read_and_no_digest_counts_them(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    shutil.copytree(find(NAME), folder, ignore=shutil.ignore_patterns("examples"))
    before = profile_digest(folder)
    (folder / "explain.cy.yaml").write_text("IT-001: Testun Cymraeg.\n", encoding="utf-8")
    bundle = load_bundle(folder)
    assert explanations(bundle.profile, folder, "cy") == {"IT-001": "Testun Cymraeg."}
    assert explanations(bundle.profile, folder, "en") == {}
    assert profile_digest(folder) == bundle.profile.digest == before


def test_without_a_translation_there_is_nothing(tmp_path: Path) -> None:
    assert explanations(load_bundle(find(NAME)).profile, tmp_path, "cy") == {}


@pytest.mark.parametrize(
    "text, told",
    [
        ("IT-999: Testun.\n", "explain.cy.yaml:1: there is no requirement IT-999"),
        ("IT-001: Testun.\nIT-002: 7\n", "explain.cy.yaml:2: no text is given for IT-002"),
        ("- IT-001\n", "are a mapping"),
    ],
)
def test_what_does_not_fit_the_profile_is_said_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "explain.cy.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        explanations(load_bundle(find(NAME)).profile, tmp_path, "cy")
    assert told in str(raised.value)
