"""Publishes the JSON Schema of hallmark.yaml, for editors and for those who write run files by program."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from harness.declaration import Declaration

SCHEMA_ID: Final = "https://hallmark.example.org/formats/hallmark.schema.json"
FILE: Final = "formats/hallmark.schema.json"
"""Where it lies among the report forms; `text()` is what the file holds."""


def runfile_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12), made from the types in `declaration`."""
    (schema,), definitions = msgspec.json.schema_components((Declaration,), ref_template="#/$defs/{name}")
    root = definitions.pop("Declaration")
    assert schema == {"$ref": "#/$defs/Declaration"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Hallmark run file (hallmark.yaml)",
        "description": "What a supplier declares before a run. Secrets are given by reference only.",
        **{key: value for key, value in root.items() if key not in ("title", "description")},
        "$defs": {name: {**part, "additionalProperties": False} for name, part in sorted(definitions.items())},
    }


def text() -> str:
    """Return the schema as the file holds it: two spaces a level, a line end at the end."""
    return json.dumps(runfile_schema(), indent=2, ensure_ascii=False) + "\n"
