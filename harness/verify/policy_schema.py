"""Publishes the JSON Schema of a buyer's policy, made from the type that it is read into."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from harness.fielddocs import field_docs
from harness.verify.terms import Policy

SCHEMA_ID: Final = "https://hallmark.example.org/formats/policy.schema.json"
FILE: Final = "formats/policy.schema.json"
"""Where it lies among the report forms; `text()` is what the file holds."""


def policy_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12)."""
    _, parts = msgspec.json.schema_components((Policy,), ref_template="#/$defs/{name}")
    docs, root = field_docs(Policy), parts["Policy"]
    properties = {name: {"description": docs[name], **part} for name, part in root["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Hallmark policy",
        "description": "What a buyer asks of a bundle beyond its being genuine: `hallmark verify --policy FILE`.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def text() -> str:
    """Return the schema as it is kept."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"
