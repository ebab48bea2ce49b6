"""Writes a new profile that is whole: two requirements that are tested, one that is not, and their examples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from harness.content import root
from harness.errors import ProfileError

ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FOLDER: Final = "_scaffold"
VERSION: Final = "0.1"


def prefix_of(profile: str) -> str:
    """Return what ids of requirements begin with: the first letters of the words, or of the only word."""
    words = profile.split("-")
    return ("".join(word[0] for word in words) if len(words) > 1 else profile[:2]).upper()


def scaffold(profile: str, into: Path, *, title: str = "", publisher: str = "") -> Path:
    """Write `into/profile/0.1` and return it. Raises ProfileError for a bad id, and where something lies there."""
    if not ID.fullmatch(profile):
        raise ProfileError(f"{profile!r} is no id of a profile", hint="Write lower-case words: duty-roster.")
    folder = into / profile / VERSION
    if folder.exists():
        raise ProfileError("something is there already", where=str(folder), hint="Choose another id or folder.")
    words = {
        "PROFILE_ID": profile,
        "PROFILE_TITLE": json.dumps(title or profile.replace("-", " ").capitalize(), ensure_ascii=False),
        "PROFILE_PUBLISHER": json.dumps(publisher or "Your organisation", ensure_ascii=False),
        "PREFIX": prefix_of(profile),
    }
    source = root("profiles") / FOLDER
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        target = folder / _filled(path.relative_to(source).as_posix(), words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(path.read_text(encoding="utf-8"), words), encoding="utf-8")
    return folder


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub("|".join(words), lambda found: words[found[0]], text)
