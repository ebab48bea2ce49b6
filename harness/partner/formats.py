"""Publishes the JSON Schemas of a partner's files, for editors and for those who write mocks by program."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from harness.partner.defects import DefectsFile
from harness.partner.faults.file import FaultsFile
from harness.partner.script import MockFile
from harness.partner.sender.terms import SenderDefects, SenderFile
from harness.partner.variants import VariantsFile

FORMATS: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "formats/mock.schema.json": (MockFile, "A partner's script (mock.yaml)"),
    "formats/mock-defects.schema.json": (DefectsFile, "The defects that can be planted in a partner (defects.yaml)"),
    "formats/mock-faults.schema.json": (FaultsFile, "The faults that a partner can play (faults.yaml)"),
    "formats/mock-variants.schema.json": (VariantsFile, "The ways in which a partner decides (variants.yaml)"),
    "formats/sender.schema.json": (SenderFile, "What a reference sender sends (sender.yaml)"),
    "formats/sender-defects.schema.json": (SenderDefects, "The defects that can be planted in a sender"),
}
"""Where each schema lies among the report forms, the type that it is made from, and its title."""


def schema(file: str) -> dict[str, Any]:
    """Return one schema (JSON Schema 2020-12)."""
    type_, title = FORMATS[file]
    (_,), definitions = msgspec.json.schema_components((type_,), ref_template="#/$defs/{name}")
    closed = {name: _closed(part) for name, part in sorted(definitions.items())}
    root = closed.pop(type_.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://hallmark.example.org/{file}",
        **root,
        "title": title,
        "$defs": closed,
    }


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "additionalProperties": False} if part.get("type") == "object" else part


def text(file: str) -> str:
    """Return the schema as the file holds it: two spaces a level, a line end at the end."""
    return json.dumps(schema(file), indent=2, ensure_ascii=False) + "\n"
