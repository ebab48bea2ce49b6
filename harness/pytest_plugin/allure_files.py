"""Writes what belongs to a whole Allure report: the surroundings, and the kinds of results that are no success."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

CATEGORIES: Final = (
    {"name": "Not met by the product", "matchedStatuses": ["failed"], "messageRegex": "hallmark.NotMet: [\\s\\S]*"},
    {
        "name": "A fault of Hallmark",
        "matchedStatuses": ["broken"],
        "messageRegex": "[\\s\\S]* is a fault of ours: [\\s\\S]*",
    },
    {"name": "Nothing was gathered", "matchedStatuses": ["broken"], "messageRegex": "hallmark.NotGathered: [\\s\\S]*"},
    {"name": "Could not be told", "matchedStatuses": ["broken"], "messageRegex": "hallmark.NotTold: [\\s\\S]*"},
    {"name": "Known deviation", "matchedStatuses": ["skipped"], "messageRegex": "XFAIL [\\s\\S]*"},
    {"name": "Not tested, or not applicable", "matchedStatuses": ["skipped"]},
)
"""The first that fits is taken. Java and JavaScript read the expressions alike: Allure 2 is the one, 3 the other."""


def write_files(folder: Path, facts: dict[str, str]) -> None:
    """Write them into the folder of Allure's results; Allure 3 takes categories from a configuration file alone."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (f"{_escaped(name, ' ')}={_escaped(value)}" for name, value in facts.items())
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=2) + "\n", encoding="utf-8")
    (folder / "allurerc.json").write_text(json.dumps({"categories": CATEGORIES}, indent=2) + "\n", encoding="utf-8")


def _escaped(text: str, more: str = "") -> str:
    """Return a value of a properties file, as Java reads it; a key has `more` characters that act."""
    kept = text.replace("\\", "\\\\")
    for character in f"=:{more}":
        kept = kept.replace(character, f"\\{character}")
    return "".join(c if 0x20 <= ord(c) < 0x7F else _unit(c) for c in kept)


def _unit(character: str) -> str:
    """Return a character as the UTF-16 units that it is made of."""
    data = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{data[i : i + 2].hex()}" for i in range(0, len(data), 2))
