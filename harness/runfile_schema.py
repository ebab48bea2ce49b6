"""Publishes the JSON Schema of hallmark.yaml, for editors and for those who write run files by program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import inspect

from harness.declaration import Declaration
from harness.fielddocs import field_docs

SCHEMA_ID: Final = "https://hallmark.example.org/formats/hallmark.schema.json"
FILE: Final = "formats/hallmark.schema.json"
"""Where it lies among the report forms; `text()` is what the file holds."""


def runfile_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12), made from the types in `declaration`."""
    (schema,), definitions = msgspec.json.schema_components((Declaration,), ref_template="#/$defs/{name}")
    root = definitions.pop("Declaration")
    assert schema == {"$ref": "#/$defs/Declaration"}
    types = {one.__name__: one for one in structs_of(Declaration)}
    definitions = {name: with_docs(part, types[name]) for name, part in definitions.items()}
    root = with_docs(root, Declaration)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Hallmark run file (hallmark.yaml)",
        "description": "What a supplier declares before a run. Secrets are given by reference only.",
        **{key: value for key, value in root.items() if key not in ("title", "description")},
        "$defs": {name: {**part, "additionalProperties": False} for name, part in sorted(definitions.items())},
    }


def structs_of(type_: Any) -> Iterator[type[Any]]:
    """Yield every struct that a type is made of, itself included."""
    seen: dict[type[Any], None] = {}
    rest = [inspect.type_info(type_)]
    while rest:
        node = rest.pop()
        if isinstance(node, inspect.StructType):
            if node.cls in seen:
                continue
            seen[node.cls] = None
            rest += (field.type for field in node.fields)
        else:
            parts = (
                getattr(node, name, None)
                for name in ("type", "types", "item_type", "item_types", "key_type", "value_type")
            )
            rest += (
                one
                for part in parts
                for one in (part if isinstance(part, tuple) else (part,))
                if isinstance(one, inspect.Type)
            )
    yield from seen


def with_docs(part: dict[str, Any], type_: type[Any]) -> dict[str, Any]:
    """Return a definition whose members carry what stands under the fields in the source."""
    told = field_docs(type_)
    kind = type_.__struct_config__.tag_field
    if kind is not None:
        told[kind] = f"Says that this is it: {_first(type_)}"
    members = {name: {"description": told[name], **node} if name in told else node
               for name, node in part["properties"].items()}  # fmt: skip
    return {**part, "properties": members}


def _first(type_: type[Any]) -> str:
    return " ".join((type_.__doc__ or "").split()).partition(". ")[0].rstrip(".") + "."


def text() -> str:
    """Return the schema as the file holds it: two spaces a level, a line end at the end."""
    return json.dumps(runfile_schema(), indent=2, ensure_ascii=False) + "\n"
