"""Turns the text of a parameter into the values that it may stand for (OpenAPI 3.1, 4.8.12.2 and 4.8.12.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote, unquote_plus

from harness import jsonbytes
from harness.contract import Header, Parameter, Schema
from harness.reading.fields import Fields
from harness.reading.shape import Shape, likeliest, readings, shape_of

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
MOST_PARTS = 10_000


class Sent(Protocol):
    """Where the parameters of a request stand."""

    @property
    def path_params(self) -> Mapping[str, str]: ...
    @property
    def query_items(self) -> Sequence[tuple[str, str]]: ...
    @property
    def request_headers(self) -> Fields: ...
    @property
    def cookies(self) -> Mapping[str, str]: ...


class Meant(NamedTuple):
    """What the text of a parameter may mean."""

    values: list[Any]
    """Any of them may be right; never empty."""
    sure: bool = True
    """False where the contract does not say how the text is to be read."""


def query_items(target: str) -> tuple[tuple[str, str], ...]:
    """Return the (name, value) pairs of a target's query, decoded as a form (WHATWG URL, 5.1)."""
    query = target.partition("#")[0].partition("?")[2]
    if not query:
        return ()
    pairs = (part.partition("=") for part in query.split("&")[:MOST_PARTS] if part)
    return tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)


def cookies_of(fields: Fields) -> dict[str, str]:
    """Return the cookies of a request (RFC 6265 section 4.2.1); of two of one name the first."""
    found: dict[str, str] = {}
    for line in fields.all("cookie"):
        for part in line.split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                found.setdefault(name, unquote(value))
    return found


def meant(parameter: Parameter, schema: Schema, sent: Sent) -> Meant | None:
    """Return what the request gives for `parameter`, or None where it gives nothing."""
    shape = shape_of(schema)
    given = _given(parameter, shape, sent)
    # How a list or an object within another is written is said nowhere (OpenAPI 3.1, 4.8.12.2.2).
    return given._replace(sure=False) if given is not None and not parameter.media_type and _nested(shape) else given


def _nested(shape: Shape) -> bool:
    return any(map(_only_whole, (*((shape.items,) if shape.items else ()), *shape.properties.values())))


def _given(parameter: Parameter, shape: Shape, sent: Sent) -> Meant | None:
    if parameter.location == "query":
        return _of_query(parameter, shape, sent.query_items)
    if parameter.location == "path":
        text = sent.path_params.get(parameter.name)
    elif parameter.location == "header":
        text = sent.request_headers.get(parameter.name)
    else:
        text = sent.cookies.get(parameter.name)
    return None if text is None else _of_text(_bare(parameter, text), parameter, shape)


def header_meant(header: Header, schema: Schema, text: str) -> Meant:
    """Return what the value of a reply's header field may mean."""
    return _of_text(text, header, shape_of(schema))


def _bare(parameter: Parameter, text: str) -> str:
    if parameter.style == "label":
        return text.removeprefix(".")
    return text.removeprefix(f";{parameter.name}=") if parameter.style == "matrix" else text


def _of_text(text: str, said: Parameter | Header, shape: Shape) -> Meant:
    if said.media_type:
        value = jsonbytes.parse(text.encode("utf-8", "surrogatepass"))
        return Meant([text], sure=False) if isinstance(value, jsonbytes.NotJson) else Meant([value])
    mark = "." if getattr(said, "style", "") == "label" and said.explode else ","
    return _several(text.split(mark)[:MOST_PARTS], text, shape, said.explode)


def _several(parts: list[str], text: str, shape: Shape, explode: bool) -> Meant:
    values: list[Any] = []
    if "array" in shape.types:
        values.append([likeliest(part.strip(), shape.items) for part in parts] if text else [])
    if "object" in shape.types:
        pairs = (
            [part.partition("=")[::2] for part in parts]
            if explode
            else list(zip(parts[::2], parts[1::2], strict=False))
        )
        values.append(_object(pairs, shape))
    return Meant([*readings(text, shape), *values] if not _only_whole(shape) else values)


def _only_whole(shape: Shape) -> bool:
    return shape.types <= {"array", "object"} and bool(shape.types)


def _object(pairs: Sequence[tuple[str, str]], shape: Shape) -> dict[str, Any]:
    return {name: likeliest(value, shape.properties.get(name)) for name, value in pairs}


def _of_query(parameter: Parameter, shape: Shape, items: Sequence[tuple[str, str]]) -> Meant | None:
    if parameter.style == "deepObject":
        return _deep(parameter, shape, items)
    texts = [value for name, value in items if name == parameter.name]
    spread = parameter.explode and parameter.style == "form" and not parameter.media_type
    if spread and not texts and _only_whole(shape) and "object" in shape.types:
        # An object that is spread over the query has its members there, and not its own name.
        pairs = [(name, value) for name, value in items if name in shape.properties]
        return Meant([_object(pairs, shape)]) if pairs else None
    if not texts:
        return None
    if spread and "array" in shape.types:
        values: list[Any] = [[likeliest(text, shape.items) for text in texts]]
        return Meant(values if _only_whole(shape) or len(texts) > 1 else [*readings(texts[0], shape), *values])
    if parameter.style in _DELIMITERS and "array" in shape.types:
        return _several(texts[0].split(_DELIMITERS[parameter.style])[:MOST_PARTS], texts[0], shape, False)
    found = _of_text(texts[0], parameter, shape) if not spread else Meant(readings(texts[0], shape))
    # Which of two counts is not said anywhere (OpenAPI 3.1 is silent), so nothing is held against either side.
    return found if len(texts) == 1 else Meant(found.values, sure=False)


def _deep(parameter: Parameter, shape: Shape, items: Sequence[tuple[str, str]]) -> Meant | None:
    start = f"{parameter.name}["
    pairs = [(name[len(start) : -1], value) for name, value in items if name.startswith(start) and name.endswith("]")]
    if not pairs:
        return None
    # Nesting below the first level is left open by the specification.
    return Meant([_object(pairs, shape)], sure=not any("[" in name for name, _ in pairs))
