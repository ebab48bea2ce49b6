"""Reads what stands under the fields of our types in their source, so that what is published says the same."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from typing import Any

import msgspec


def field_docs(type_: type[Any]) -> dict[str, str]:
    """Return for each field of a struct, by its name in files, the text that stands under it; on one line."""
    found = _of_module(type_.__module__).get(type_.__name__, {})
    fields = msgspec.structs.fields(type_)
    return {field.encode_name: found[field.name] for field in fields if field.name in found}


@cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    """Return the texts by class and field; a string that stands alone belongs to the field before it."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    found, field = {}, ""
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                field = name
            case ast.Expr(value=ast.Constant(value=str(text))) if field:
                found[field] = " ".join(text.split())
                field = ""
            case _:
                field = ""
    return found
