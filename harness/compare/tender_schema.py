"""Publishes the JSON Schema of tender.yaml, for editors and for those who write tenders by program."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from harness.compare.tender import Tender
from harness.runfile_schema import structs_of, with_docs

SCHEMA_ID: Final = "https://hallmark.example.org/formats/tender.schema.json"
FILE: Final = "formats/tender.schema.json"
"""Where it lies among the report forms; `text()` is what the file holds."""


def schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12), made from the types in `tender`."""
    _, definitions = msgspec.json.schema_components((Tender,), ref_template="#/$defs/{name}")
    types = {one.__name__: one for one in structs_of(Tender)}
    told = {name: with_docs(part, types[name]) for name, part in definitions.items()}
    root = told.pop("Tender")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Hallmark tender (tender.yaml)",
        "description": "What a buyer fixes before any bundle is opened.",
        **{key: value for key, value in root.items() if key not in ("title", "description")},
        "$defs": dict(sorted(told.items())),
    }


def text() -> str:
    """Return the schema as the file holds it: two spaces a level, a line end at the end."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
