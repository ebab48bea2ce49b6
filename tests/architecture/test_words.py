"""The project speaks of itself only: no file names the machine it was written on or how it came to be written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# In each, one letter stands in brackets, so that this file does not hold what it forbids.
FORBIDDEN = (
    # places of one machine
    r"/[w]ork/(main|shared)",
    r"/[t]mp/hallmark/",
    r"/[r]oot/",
    r"/[h]ome/[a-z]+/",
    r"[s]hared/(design|prototypes|standards|corpus|hooks)",
    # where packages come from is the installer's business
    r"[p]ypi\.org",
    r"[p]ythonhosted",
    r"[n]pmjs",
    # how the text was written
    r"(?<![\w+/=])[A]I(?![\w+/=])",
    r"(?<![\w+/=])[L]LM(?![\w+/=])",
    r"[l]anguage model",
    r"[c]hatbot",
    r"[c]laude",
    r"[a]nthropic",
    r"[c]opilot",
    r"[t]ool library",
    r"\b[s]ub-?agents?\b",
    r"\b(this|previous|last|other|next) [s]essions?\b",
    r"\b[h]elper session\b",
    r"\b[t]he helpers?\b",
)
WORDS = re.compile("|".join(f"(?:{pattern})" for pattern in FORBIDDEN))
# Names of makers are matched in any case, by the same list; short capitals (the eighth and ninth) only as written.
ANY_CASE = re.compile("|".join(f"(?:{p})" for p in FORBIDDEN if not p.startswith("(?<!")), re.IGNORECASE)
# What may hold one: each pattern by itself, in small letters and from its first literal on, is looked for quickly.
BEFORE = re.compile(r"^(\\b|\(\?<![^)]*\))")
AS_WRITTEN = tuple(re.compile(BEFORE.sub("", p)) for p in FORBIDDEN if p.startswith("(?<!"))
SMALL = tuple(re.compile(BEFORE.sub("", p)) for p in FORBIDDEN if not p.startswith("(?<!"))


def clean(text: str) -> bool:
    """Tell whether a text as a whole holds nothing that could be one."""
    small = text.lower()
    return not any(p.search(small) for p in SMALL) and not any(p.search(text) for p in AS_WRITTEN)


def found(text: str) -> list[str]:
    """Return `line: words` for each forbidden word in a text."""
    if clean(text):
        return []
    return [
        f"{number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for match in [WORDS.search(line) or ANY_CASE.search(line)]
        if match
    ]


def files() -> list[Path]:
    """Return what git tracks, and what it would track if added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [path for name in listed if name and (path := ROOT / name).is_file()]


def test_no_file_speaks_of_anything_but_the_project() -> None:
    tracked = files()
    assert ROOT / "pyproject.toml" in tracked
    texts = {str(path.relative_to(ROOT)): path.read_bytes().decode("utf-8", "replace") for path in tracked}
    assert {name: lines for name, text in texts.items() if (lines := found(text) + found(name))} == {}


@pytest.mark.parametrize(
    "words",
    [
        "/".join(["", "work", "main", "x.py"]),
        "/".join(["..", "shared", "design", "x.md"]),
        "https://" + "py" + "pi.org/simple",
        "written by " + "A" + "I.",
        "a Large Language " + "Model",
        "Cla" + "ude",
        "see the previous " + "session",
    ],
)
def test_a_forbidden_word_is_found(words: str) -> None:
    assert found(f"first line\n{words}") != []


@pytest.mark.parametrize("words", ["aiohttp.ClientSession", "TLS session", "MAIN", "OpenAPI", "sha512-x+AI/AI+y=="])
def test_a_word_of_the_trade_is_let_pass(words: str) -> None:
    assert found(words) == []
