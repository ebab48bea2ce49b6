"""Reads the words of reports in a language; what a language lacks is said in English, and each text knows its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from harness.content import root
from harness.errors import ContentMissing
from harness.yamlfile import load

ENGLISH: Final = "en"
CODE: Final = r"[a-z]{2,3}"
"""A language as ISO 639 has it."""


class Line(msgspec.Struct, frozen=True):
    """One text, and the language it is in where that is not English."""

    text: str
    lang: str = ""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of one language by key, as in `summary.can`."""

    language: str
    tag: str
    """The language as pages mark it (BCP 47); that of English, where the language has no words here."""
    english: Mapping[str, str]
    own: Mapping[str, str]

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text, with its values in it. Raises ContentMissing for a key that even English has not."""
        return self.form(key).format_map({name: Shown(value) for name, value in values.items()})

    def form(self, key: str) -> str:
        """Return the text with names where its values go. Raises ContentMissing for a key that even English has not."""
        form = self.own.get(key, self.english.get(key))
        if form is None:
            raise ContentMissing(f"the reports' words have no {key!r}", where="reports/locales/en.yaml")
        return form

    def lang(self, key: str) -> str:
        """Return the language that a text is in, where it is not English."""
        return self.tag if key in self.own and self.tag != self.english["tag"] else ""

    def line(self, key: str, **values: Any) -> Line:
        """Return the text, marked where it is not English. Raises ContentMissing as a call does."""
        return Line(self(key, **values), self.lang(key))

    def group(self, name: str) -> dict[str, str]:
        """Return the texts below `name`, by the rest of their keys."""
        front = f"{name}."
        return {
            key.removeprefix(front): self.own.get(key, text)
            for key, text in self.english.items()
            if key.startswith(front)
        }


def words(language: str = ENGLISH) -> Words:
    """Return the words of a language; of one that is not here, English. Raises ContentMissing for no language code."""
    if not re.fullmatch(CODE, language):
        raise ContentMissing(f"{language!r} is no code of a language", hint="Write it as in cy.")
    english = _texts(ENGLISH)
    own = english if language == ENGLISH else _texts(language)
    return Words(language=language, tag=own.get("tag", english["tag"]), english=english, own=own)


def _texts(language: str) -> dict[str, str]:
    path = root("reports") / "locales" / f"{language}.yaml"
    return dict(_flat(load(path, where=path.name).value, "")) if path.is_file() else {}


def _flat(value: Any, front: str) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{front}{key}.")
        else:
            yield f"{front}{key}", str(inner)


class Shown:
    """A value that knows words for one and many."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            one, many = spec.split("|", 1)
            return one if self.value == 1 else many
        return str(self.value)
