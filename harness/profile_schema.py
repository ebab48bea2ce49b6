"""Publishes the JSON Schemas of a profile's files, for editors and for those who write profiles by program."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from harness.profilefile import ProfileFile, RequirementEntry

FILES: Final = {"profile.schema.json": "profile.yaml", "requirements.schema.json": "a file of requirements"}
"""Names in profiles/_format, and what each is the schema of; `text(name)` is what the file holds."""
_ID: Final = "https://hallmark.example.org/profiles/_format/"


def schema(name: str) -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) of that name, made from the types in `profilefile`."""
    types: tuple[Any, ...] = (ProfileFile, tuple[RequirementEntry, ...])
    roots, definitions = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    root = roots[list(FILES).index(name)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _ID + name,
        "title": f"Hallmark profile: {FILES[name]}",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def text(name: str) -> str:
    """Return the schema as its file holds it: two spaces a level, a line end at the end."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"
