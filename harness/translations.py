"""Reads a profile's explanations in another language: `explain.cy.yaml` beside profile.yaml, which no digest counts."""

from __future__ import annotations

from pathlib import Path

from harness.errors import ProfileError
from harness.loading import find
from harness.profile import Profile
from harness.yamlfile import load

LANGUAGE = "en"
"""What profiles are written in."""


def explanations(profile: Profile, folder: Path, language: str) -> dict[str, str]:
    """Return the explanations in `language` by requirement: those in `folder`, else those of the shipped profile.

    Raises ProfileError, with file and line, for a requirement that the profile has not and for what is no text.
    """
    if language == LANGUAGE:
        return {}
    path = next((p for p in _places(profile, folder, language) if p.is_file()), None)
    if path is None:
        return {}
    file = load(path, ProfileError)
    if not isinstance(file.value, dict):
        raise ProfileError("the explanations are a mapping of requirements to texts", where=str(path))
    for name, text in file.value.items():
        if profile.requirement(name) is None or not isinstance(text, str):
            what = f"no text is given for {name}" if profile.requirement(name) else f"there is no requirement {name}"
            raise ProfileError(what, where=file.at(f"/{name}"), hint="Write it as in `IT-012: ...`.")
    return {name: text.strip() for name, text in file.value.items()}


def _places(profile: Profile, folder: Path, language: str) -> tuple[Path, ...]:
    # A run keeps the files that decide, and no translations; the shipped profile has them.
    name = f"explain.{language}.yaml"
    try:
        return folder / name, find(profile.name) / name
    except ProfileError:
        return (folder / name,)
