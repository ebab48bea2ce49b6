"""Finds the inputs with which a payload template would have given a payload that was seen.

The judge has only the bytes of a request: template and bindings tell which run of which workflow it belongs to.
Objects seen may hold further properties, arrays must have the template's length, and scalars compare as JSON values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from harness.expression.compare import json_equal
from harness.expression.missing import MISSING
from harness.expression.pointer import follow, parse_pointer
from harness.expression.reference import Reference
from harness.expression.scope import EMPTY, Scope
from harness.expression.templates import Array, Constant, Object, Template, Text, Whole
from harness.expression.text import as_text

Bindings: TypeAlias = Mapping[str, object]
"""Inputs by name. An input seen only in part is bound under its name and pointer, as "agency#/code"."""


def unify(template: Template, actual: object, bindings: Bindings, scope: Scope = EMPTY) -> Bindings | None:
    """The bindings extended so that the template gives `actual`, or None where no such bindings exist.

    `$inputs.x` binds if it is not yet bound and must be equal if it is. Any other expression must resolve in `scope`
    and be equal. Strings with embedded expressions are matched last, when most inputs are known, from the left with the
    shortest text for each unknown; an unknown bound there is bound to text. The bindings given are not changed.
    """
    attempt = _Attempt(dict(bindings), scope)
    return attempt.found if attempt.match(template, actual) and attempt.match_texts() else None


class _Attempt:
    """One try at unifying: what is bound so far, and the texts kept for the end."""

    def __init__(self, found: dict[str, object], scope: Scope) -> None:
        self.found = found
        self.scope = scope
        self.texts: list[tuple[Text, str]] = []

    def match(self, template: Template, actual: object) -> bool:
        if isinstance(template, Constant):
            return json_equal(template.value, actual)
        if isinstance(template, Whole):
            return self._match_value(template.reference, actual)
        if isinstance(template, Object):
            return isinstance(actual, dict) and all(
                name in actual and self.match(part, actual[name]) for name, part in template.members
            )
        if isinstance(template, Array):
            return (
                isinstance(actual, list)
                and len(actual) == len(template.items)
                and all(self.match(part, item) for part, item in zip(template.items, actual, strict=True))
            )
        if isinstance(actual, str):
            self.texts.append((template, actual))
            return True
        return False

    def match_texts(self) -> bool:
        return all(self._match_text(text.parts, actual) for text, actual in self.texts)

    def _known(self, reference: Reference) -> object:
        """The value of an expression as far as it is known, or MISSING."""
        if reference.root != "inputs":
            return reference.resolve(self.scope)
        known = reference.resolve({"inputs": self.found})
        return self.found.get(_key(reference), MISSING) if known is MISSING else known

    def _match_value(self, reference: Reference, actual: object) -> bool:
        known = self._known(reference)
        if known is not MISSING:
            return json_equal(known, actual)
        return reference.root == "inputs" and self._bind(reference, actual)

    def _bind(self, reference: Reference, actual: object) -> bool:
        """Bind an input not yet known; refused where a part of it, or the whole it is part of, says otherwise."""
        name = reference.path[0]
        if name in self.found or any(name.startswith(known + ".") for known in self.found):
            return False
        self.found[_key(reference)] = actual
        return reference.pointer != () or self._agrees_with_parts(name, actual)

    def _agrees_with_parts(self, name: str, actual: object) -> bool:
        head = name + "#"
        return all(
            json_equal(follow(actual, parse_pointer(key[len(head) :])), part)
            for key, part in self.found.items()
            if key.startswith(head)
        )

    def _match_text(self, parts: tuple[str | Reference, ...], actual: str) -> bool:
        """Match literal parts and unknowns in turn; the shortest text for each unknown, the rest for the last."""
        position = 0
        for index, part in enumerate(parts):
            literal = self._literal(part)
            if isinstance(literal, str):
                end = position + len(literal) if actual.startswith(literal, position) else -1
            else:
                end = self._end_of_unknown(parts[index + 1 :], actual, position)
            if end < position:
                return False
            if isinstance(part, Reference) and not self._match_part(part, actual[position:end]):
                return False
            position = end
        return position == len(actual)

    def _match_part(self, reference: Reference, text: str) -> bool:
        """Whether a known value reads as this text, or an unknown input can be bound to it."""
        known = self._known(reference)
        if known is not MISSING:
            return as_text(known) == text
        return reference.root == "inputs" and self._bind(reference, text)

    def _literal(self, part: str | Reference) -> object:
        """The text that a part is known to stand for, or MISSING."""
        return part if isinstance(part, str) else as_text(self._known(part))

    def _end_of_unknown(self, rest: tuple[str | Reference, ...], actual: str, position: int) -> int:
        """Where an unknown's text ends: before the known text that follows it, or -1 if that is not found."""
        known: list[str] = []
        for part in rest:
            literal = self._literal(part)
            if literal is MISSING:
                return actual.find("".join(known), position)
            known.append(str(literal))
        tail = "".join(known)
        return len(actual) - len(tail) if actual.endswith(tail) else -1


def _key(reference: Reference) -> str:
    """What an input is bound under: its name, or as written without "$inputs." if a pointer follows."""
    return reference.path[0] if not reference.pointer else reference.text.removeprefix("$inputs.")
