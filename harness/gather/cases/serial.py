"""Writes the value of a parameter as text, by its style (OpenAPI 3.1, 4.8.12.2 and 4.8.12.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from harness.contract.model import Parameter
from harness.contract.schema import Schema
from harness.reading.fields import NONE, Fields
from harness.reading.parameters import meant

DELIMITERS: Final = {"spaceDelimited": " ", "pipeDelimited": "|"}
Pairs = tuple[tuple[str, str], ...]


class Said(NamedTuple):
    """The parameters of one request, as `harness.reading` asks for them."""

    path_params: Mapping[str, str]
    query_items: Pairs
    request_headers: Fields
    cookies: Mapping[str, str]


def written(parameter: Parameter, value: Any) -> Pairs:
    """Return names and texts: several where a query's parameter is spread, else one."""
    if parameter.media_type:
        return ((parameter.name, json.dumps(value, separators=(",", ":"))),)
    if parameter.location == "query":
        return tuple(_query(parameter, value))
    return ((parameter.name, _segment(parameter, value)),)


def keeps(parameter: Parameter, pairs: Pairs) -> bool:
    """Tell whether texts keep the parameter's schema in any reading of them, as the judge will read them."""
    if not isinstance(parameter.schema, Schema):
        return False
    found = meant(parameter, parameter.schema, said(parameter.location, pairs))
    if found is None:
        return not parameter.required
    return any(parameter.schema.is_valid(value) for value in found.values)


def said(location: str, pairs: Pairs) -> Said:
    """Return a request that says nothing but these parameters."""
    head = b"X\r\n" + b"\r\n".join(f"{name}: {text}".encode("utf-8", "replace") for name, text in pairs)
    return Said(
        path_params=dict(pairs) if location == "path" else {},
        query_items=pairs if location == "query" else (),
        request_headers=Fields(head) if location == "header" else NONE,
        cookies=dict(pairs) if location == "cookie" else {},
    )


def text(value: Any) -> str:
    """Return a scalar as it stands in a URL or a field."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list | bool) or value is None:
        return json.dumps(value, separators=(",", ":"))
    return repr(value)


def _query(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    name = parameter.name
    if isinstance(value, list):
        if parameter.style in DELIMITERS:
            yield name, DELIMITERS[parameter.style].join(map(text, value))
        elif parameter.explode:
            yield from ((name, text(member)) for member in value)
        else:
            yield name, ",".join(map(text, value))
    elif isinstance(value, dict):
        if parameter.style == "deepObject":
            yield from ((f"{name}[{key}]", text(member)) for key, member in value.items())
        elif parameter.explode:
            yield from ((key, text(member)) for key, member in value.items())
        else:
            yield name, ",".join(part for key, member in value.items() for part in (key, text(member)))
    else:
        yield name, text(value)


def _segment(parameter: Parameter, value: Any) -> str:
    start = {"label": ".", "matrix": f";{parameter.name}="}.get(parameter.style, "")
    mark = "." if parameter.style == "label" and parameter.explode else ","
    if isinstance(value, list):
        return start + mark.join(map(text, value))
    if isinstance(value, dict):
        if parameter.explode:
            return start + mark.join(f"{key}={text(member)}" for key, member in value.items())
        return start + mark.join(part for key, member in value.items() for part in (key, text(member)))
    return start + text(value)
