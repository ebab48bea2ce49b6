"""Makes one value that keeps a schema, always the same for the same choices: what a description gives no example of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import rstr

from harness.contract.pattern import finder
from harness.contract.schema import REQUEST, Schema
from harness.formats import IDENTIFIERS, Format
from harness.gather.cases.flat import TYPES, Flat, Flattener
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


def free_text(node: Mapping[str, Any], inputs: Inputs) -> Any:
    """Return a text of its own each time that keeps a schema's length and pattern, or NOTHING where none was found."""
    return _Sampler({}, inputs, REQUEST, full=False, shown=False).text(dict(node))


class _Sampler:
    """Builds one value from the outside in."""

    def __init__(
        self, definitions: Mapping[str, Any], inputs: Inputs, direction: str, *, full: bool, shown: bool
    ) -> None:
        self._flattener = Flattener(definitions)
        self._inputs = inputs
        self._hidden = "readOnly" if direction == REQUEST else "writeOnly"
        self._full = full
        self._shown = shown

    def value(self, node: Any, depth: int, name: str = "") -> Any:
        """Return a value for a normal schema, or NOTHING."""
        if depth > DEEPEST:
            return NOTHING
        for choice in range(self._flattener.branches(node)):
            flat = self._flattener.flat(node, choice)
            made = self._of(flat, depth, name) if flat["type"] else NOTHING
            if made is not NOTHING:
                return made
        return NOTHING

    def _of(self, node: Flat, depth: int, name: str) -> Any:
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
        return self.text(node) if kind == "string" else _number(node, name, whole=kind == "integer")

    def _known(self, name: str, kind: str) -> Any:
        """Return the name of an item that exists, for a member that refers to one."""
        known = self._inputs.knowledge.named(name) if self._inputs.knowledge is not None and name else None
        if known is None or kind not in ("string", "integer"):
            return NOTHING
        return known if kind == "string" else int(known) if known.isdecimal() else NOTHING

    def _object(self, node: Flat, depth: int) -> Any:
        properties = node.get("properties", {})
        required = dict.fromkeys(node.get("required", ()))
        made: dict[str, Any] = {}
        for name in (*required, *(n for n in properties if n not in required and self._full)):
            schema = properties.get(name, node.get("additionalProperties", True))
            if self._flattener.flat(schema).get(self._hidden) is True:
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

    def _array(self, node: Flat, depth: int, name: str) -> Any:
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

    def text(self, node: Flat) -> Any:
        """Return a text within the bounds of a schema, or NOTHING."""
        least, most = int(node.get("minLength", 0)), node.get("maxLength")
        form = FORMS.get(str(node.get("format", "")))
        if "pattern" in node:
            return self._of_pattern(str(node["pattern"]), least, most)
        text = form(self._inputs) if form else self._inputs.text()
        if form is None:
            # The end tells one text from another, and is kept where there is little room.
            text = text[len(text) - most :].lstrip() if isinstance(most, int) and most < len(text) else text
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


def _kind(flat: Flat) -> str:
    """Return the type that a value is made of; where nothing tells, a text."""
    kinds = flat["type"]
    return "string" if kinds == TYPES else str(kinds[0])


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


def _identifier(one: Format, inputs: Inputs) -> str:
    return one.make(inputs.fresh.randrange)


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
    **{name: partial(_identifier, one) for name, one in IDENTIFIERS.items()},
}
"""Text by format (JSON Schema 2020-12 validation, section 7.3, OpenAPI, and national identifiers); hosts are those set
aside for examples."""
