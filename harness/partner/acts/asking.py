"""Reads the parameters of a request as the contract describes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

from harness.contract.model import Parameter
from harness.contract.schema import Schema
from harness.expression import MISSING
from harness.partner.acts.base import Act
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step
from harness.partner.problem import Wrong, problem
from harness.reading.shape import ANY, Shape, shape_of

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,3})?\Z")

Reader: TypeAlias = Callable[[str], Any]
"""Gives the value that a text stands for, or MISSING."""


class Parameters(Act, frozen=True, kw_only=True, tag="parameters"):
    """Refuses parameters of query and header that break the contract, 400; `$request.query.name` is known from here on.

    A parameter that the contract does not have is passed over; whether one is missing is left to other acts.
    """

    overlook: tuple[str, ...] = ()
    """Parameters that are taken although they break the contract, where they can be read at all."""
    status: Literal[400, 422] = 400

    def ready(self, bench: Bench) -> Step:
        known = () if bench.operation is None else bench.operation.parameters
        readers = {p.name: _reader(p, p.name in self.overlook) for p in known if p.location == "query"}
        fields = tuple((p.name.lower(), p.name, _reader(p)) for p in known if p.location == "header" and _narrow(p))
        unreadable = problem(self.status, "The query is not UTF-8.")

        def step(call: Call) -> Reply | None:
            found: dict[str, Any] = {}
            call.scope["request"]["query"] = found
            pairs = pairs_of(call.query) if call.query else []
            if pairs is None:
                return unreadable
            wrong = [each for name, text in pairs if (each := self._take(found, readers, name, text))]
            wrong += [Wrong(_BREAKS, parameter=name) for key, name, read in fields if _odd(call, key, read)]
            if not wrong:
                return None
            return problem(self.status, "A parameter breaks the description of the operation.", errors=wrong)

        return step

    def _take(self, found: dict[str, Any], readers: dict[str, Reader], name: str, text: str) -> Wrong | None:
        """Put one parameter among those found, or say what is wrong with it."""
        read = readers.get(name)
        if read is None:
            return None
        if name in found:
            return Wrong("is given twice", parameter=name)
        value = read(text)
        if value is not MISSING:
            found[name] = value
            return None
        return Wrong(_BREAKS, parameter=name)


_BREAKS: Final = "breaks its description"


def _odd(call: Call, field: str, read: Reader) -> bool:
    text = call.headers.get(field)
    return text is not None and read(text) is MISSING


def _narrow(parameter: Parameter) -> bool:
    """Whether a parameter can be wrong at all; most header fields are any text."""
    return not isinstance(parameter.schema, Schema) or parameter.schema.node != {"type": "string"}


def pairs_of(query: str) -> list[tuple[str, str]] | None:
    """Return the names and values of a query, or None where they are not UTF-8 or more than a thousand."""
    try:
        if not query.isascii():
            query.encode()  # octets that are not UTF-8 are surrogates here
        return parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000)
    except ValueError:
        return None


def _reader(parameter: Parameter, lenient: bool = False) -> Reader:
    schema = parameter.schema
    if not isinstance(schema, Schema):
        raise ValueError(f"the contract gives the parameter {parameter.name} no usable schema")
    decode = _decoder(shape_of(schema))
    if lenient:
        return decode

    def read(text: str) -> Any:
        value = decode(text)
        return value if value is not MISSING and schema.is_valid(value) else MISSING

    return read


def _decoder(shape: Shape) -> Reader:
    """What turns text into a value of one type; arrays are parted by commas (style `form`, not exploded)."""
    if "array" in shape.types and "string" not in shape.types:
        items = _decoder(shape.items or ANY)

        def several(text: str) -> Any:
            values = [items(part) for part in text.split(",")] if text else []
            return MISSING if MISSING in values else values

        return several
    if "string" in shape.types:
        return lambda text: text
    if "number" in shape.types:
        return lambda text: float(text) if _NUMBER.match(text) else MISSING
    if "integer" in shape.types:
        return lambda text: int(text) if _WHOLE.match(text) else MISSING
    return lambda text: {"true": True, "false": False}.get(text, MISSING)
