"""Makes one value that keeps a schema, always the same for the same choices: what a description gives no example of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import rstr

from harness.contract.direction import key_of
from harness.contract.pattern import finder
from harness.contract.schema import REQUEST, Schema
from harness.gather.inputs import Inputs
from harness.jsonbytes import NotJson

DEEPEST: Final = 12
LONGEST: Final = 400
"""Characters of a text that nothing bounds from below."""
NOTHING: Final = NotJson("empty")
"""No value was found that keeps the schema."""
_HOST: Final = "hallmark.example.org"


def sample(schema: Schema, inputs: Inputs, *, full: bool = False) -> Any:
    """Return a value that keeps the schema in its direction, or NOTHING where none was found.

    Members that are not required are left out unless `full` asks for the plain ones among them; what only the product
    sets (`readOnly`) always is. Free text says that it is an exercise; identifiers and times are the inputs' own.
    """
    for shown in (True, False):  # an example in the schema may break it, and then does without
        made = _Sampler(schema.definitions, inputs, schema.direction, full=full, shown=shown).value(schema.node, 0)
        if made is not NOTHING and schema.is_valid(made):
            return made
    return NOTHING


class _Sampler:
    """Builds one value from the outside in."""

    def __init__(
        self, definitions: Mapping[str, Any], inputs: Inputs, direction: str, *, full: bool, shown: bool
    ) -> None:
        self._definitions = definitions
        self._inputs = inputs
        self._hidden = "readOnly" if direction == REQUEST else "writeOnly"
        self._full = full
        self._shown = shown

    def value(self, node: Any, depth: int, name: str = "") -> Any:
        """Return a value for a normal schema, or NOTHING."""
        if node is False or depth > DEEPEST:
            return NOTHING
        for flat in self._flat(node, 0):
            made = self._of(flat, depth, name)
            if made is not NOTHING:
                return made
        return NOTHING

    def _of(self, node: dict[str, Any], depth: int, name: str) -> Any:
        if "const" in node:
            return node["const"]
        known = self._known(name, _kind(node))
        if known is not NOTHING:
            return known
        if self._shown and _kind(node) != "object":
            for one in (*node.get("examples", ()), *((node["default"],) if "default" in node else ())):
                if one is not None:
                    return one
        if node.get("enum"):
            return next((one for one in node["enum"] if one is not None), None)
        kind = _kind(node)
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            return self._array(node, depth, name)
        if kind == "boolean":
            return False
        if kind == "null":
            return None
        return self._text(node) if kind == "string" else _number(node, name, whole=kind == "integer")

    def _known(self, name: str, kind: str) -> Any:
        """Return the name of an item that exists, for a member that refers to one."""
        known = self._inputs.knowledge.named(name) if self._inputs.knowledge is not None and name else None
        if known is None or kind not in ("string", "integer"):
            return NOTHING
        return known if kind == "string" else int(known) if known.isdecimal() else NOTHING

    def _flat(self, node: Any, hops: int) -> Iterator[dict[str, Any]]:
        """Yield the schema with its references, `allOf` and one branch of each choice written into one node."""
        if node is True or hops > DEEPEST:
            yield {}
            return
        if not isinstance(node, dict):
            return
        parts = [self._definitions.get(key_of(node["$ref"]))] if "$ref" in node else []
        parts += node.get("allOf", ())
        choices = [node[keyword] for keyword in ("oneOf", "anyOf") if node.get(keyword)]
        own = {k: v for k, v in node.items() if k not in ("$ref", "allOf", "oneOf", "anyOf")}
        yield from self._joined([own], [[part] for part in parts] + choices, hops)

    def _joined(self, done: list[dict[str, Any]], rest: list[list[Any]], hops: int) -> Iterator[dict[str, Any]]:
        if not rest:
            yield _merged(done)
            return
        for branch in rest[0]:
            for flat in self._flat(branch, hops + 1):
                yield from self._joined([*done, flat], rest[1:], hops)

    def _object(self, node: dict[str, Any], depth: int) -> Any:
        properties = node.get("properties", {})
        required = dict.fromkeys(node.get("required", ()))
        made: dict[str, Any] = {}
        for name in (*required, *(n for n in properties if n not in required and self._full)):
            schema = properties.get(name, node.get("additionalProperties", True))
            if self._is_hidden(schema, 0):
                continue
            value = self.value(schema, depth + 1, name)
            if value is not NOTHING:
                made[name] = value
            elif name in required:
                return NOTHING
        for index in range(len(made), int(node.get("minProperties", 0))):
            value = self.value(node.get("additionalProperties", True), depth + 1)
            made[f"key{index}"] = value
        return made

    def _is_hidden(self, node: Any, hops: int) -> bool:
        if not isinstance(node, dict) or hops > DEEPEST:
            return False
        if node.get(self._hidden) is True:
            return True
        parts = [self._definitions.get(key_of(node["$ref"]))] if "$ref" in node else []
        return any(self._is_hidden(part, hops + 1) for part in (*parts, *node.get("allOf", ())))

    def _array(self, node: dict[str, Any], depth: int, name: str) -> Any:
        least = int(node.get("minItems", 0))
        first = list(node.get("prefixItems", ()))
        wanted = max(least, min(1, int(node.get("maxItems", 1))), len(first) if least else 0)
        made: list[Any] = []
        for index in range(wanted):
            value = self.value(first[index] if index < len(first) else node.get("items", True), depth + 1, name)
            if value is NOTHING:
                return NOTHING if least else []
            if node.get("uniqueItems") and value in made:
                value = _another(value, node.get("items", True), index)
            made.append(value)
        return made

    def _text(self, node: dict[str, Any]) -> Any:
        least, most = int(node.get("minLength", 0)), node.get("maxLength")
        form = FORMS.get(str(node.get("format", "")))
        if "pattern" in node:
            return self._of_pattern(str(node["pattern"]), least, most)
        text = form(self._inputs) if form else self._inputs.text()
        if form is None:
            text = text[: int(most)] if isinstance(most, int) else text
            text = text.ljust(least, "x")
        return text

    def _of_pattern(self, pattern: str, least: int, most: Any) -> Any:
        """Return a text that the pattern matches and whose length fits, looked for a few times."""
        try:
            writer, found = rstr.Rstr(self._inputs.fresh), finder(pattern)
            for _ in range(40):
                text = writer.xeger(_bounded(pattern))
                fits = least <= len(text) <= (most if isinstance(most, int) else LONGEST)
                if fits and text.isprintable() and found is not None and found(text):
                    return text
        except (re.error, ValueError, KeyError, OverflowError, RecursionError):
            return NOTHING
        return NOTHING


def _kind(node: Mapping[str, Any]) -> str:
    """Return the type that a value is made of; where none is said, what the other keywords speak of."""
    said = node.get("type")
    names = [said] if isinstance(said, str) else list(said or ())
    if names:
        return str(next((name for name in names if name != "null"), "null"))
    if "properties" in node or "required" in node:
        return "object"
    if "items" in node or "prefixItems" in node or "minItems" in node:
        return "array"
    if {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & node.keys():
        return "number"
    return "string"


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one node that asks for all that the parts ask for, as far as that can be said in one."""
    out: dict[str, Any] = {}
    for part in parts:
        for keyword, value in part.items():
            before = out.get(keyword)
            if before is None:
                out[keyword] = value
            elif keyword == "properties":
                out[keyword] = {
                    name: {"allOf": [before[name], value[name]]} if name in before and name in value else schema
                    for name, schema in {**before, **value}.items()
                }
            elif keyword == "required":
                out[keyword] = [*before, *(name for name in value if name not in before)]
            elif keyword == "enum":
                out[keyword] = [one for one in before if one in value]
            elif keyword in ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"):
                out[keyword] = max(before, value)
            elif keyword in ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"):
                out[keyword] = min(before, value)
            elif keyword == "type":
                out[keyword] = _both(before, value)
    return out


def _both(one: Any, other: Any) -> Any:
    first, second = ([kind] if isinstance(kind, str) else list(kind) for kind in (one, other))
    return [kind for kind in first if kind in second] or first


def _number(node: Mapping[str, Any], name: str, *, whole: bool) -> Any:
    """Return a number within the bounds, 1 where it may be: a place on the map lies in England."""
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    step = node.get("multipleOf") or (1 if whole else None)
    if not whole and name.lower() in ("lat", "latitude"):
        wanted: float = 52.0
    elif not whole and name.lower() in ("lon", "lng", "long", "longitude"):
        wanted = -1.0
    else:
        wanted = 1
    if low is not None and wanted <= low:
        wanted = low if "minimum" in node else low + (step or 1)
    if high is not None and wanted >= high:
        wanted = high if "maximum" in node else high - (step or 1)
    if low is not None and high is not None and (not low <= wanted <= high or (wanted in (low, high) and not step)):
        wanted = (low + high) / 2
    if step:
        wanted = math.ceil(wanted / step) * step
    return int(wanted) if whole or (float(wanted).is_integer() and not isinstance(step, float)) else wanted


def _another(value: Any, node: Any, index: int) -> Any:
    choices = node.get("enum", ()) if isinstance(node, dict) else ()
    if len(choices) > index:
        return choices[index]
    return f"{value}{index}" if isinstance(value, str) else value + index if isinstance(value, int) else value


def _bounded(pattern: str) -> str:
    """Take the anchors off: what is made from the pattern begins and ends with it."""
    return pattern.removeprefix("^").removesuffix("$")


FORMS: Final[Mapping[str, Callable[[Inputs], str]]] = {
    "uuid": lambda inputs: str(inputs.value({"generate": "uuid"})),
    "date-time": lambda inputs: str(inputs.value({"generate": "time"})),
    "date": lambda inputs: str(inputs.value({"generate": "time"}))[:10],
    "time": lambda inputs: str(inputs.value({"generate": "time"}))[11:],
    "duration": lambda _: "PT1H",
    "email": lambda _: f"exercise@{_HOST}",
    "idn-email": lambda _: f"exercise@{_HOST}",
    "hostname": lambda _: _HOST,
    "idn-hostname": lambda _: _HOST,
    "uri": lambda _: f"https://{_HOST}/exercise",
    "url": lambda _: f"https://{_HOST}/exercise",
    "uri-reference": lambda _: "/exercise",
    "iri": lambda _: f"https://{_HOST}/exercise",
    "ipv4": lambda _: "192.0.2.1",
    "ipv6": lambda _: "2001:db8::1",
    "byte": lambda _: "RVhFUkNJU0U=",
    "json-pointer": lambda _: "/exercise",
    "regex": lambda _: "^exercise$",
}
"""Text by format (JSON Schema 2020-12 validation, section 7.3, and OpenAPI); hosts are those set aside for examples."""
