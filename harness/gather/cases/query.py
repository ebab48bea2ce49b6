"""Makes the texts of one parameter: right ones at the edges, wrong ones, and others by chance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any, Final

from harness.contract.model import Operation, Parameter
from harness.contract.schema import Schema
from harness.gather.cases.bodies import Bodies
from harness.gather.cases.serial import Pairs, keeps, written

WITHHELD: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI 3.1 (section 4.8.12.2) tells readers to ignore."""
ODD: Final = (
    "",
    "hallmark",
    "-1",
    "0",
    "99999999999999999999",
    "null",
    "é😀",
    "%00",
    "a" * 2_000,
    "' OR 1=1 --",
    "[]",
    "../x",
)
"""Texts that are wrong for most parameters, and that no program may fail on."""

Given = dict[str, Pairs | None]
"""Texts by `in:name`; None leaves the parameter out."""
Tried = tuple[str, Pairs | None]
"""What is tried, and the texts; None leaves the parameter out."""


class Asked:
    """One parameter and what can be said for it."""

    def __init__(self, parameter: Parameter, schema: Schema) -> None:
        self.parameter = parameter
        self.name = f"{parameter.location}:{parameter.name}"
        self.needed = parameter.required or parameter.location == "path"
        self.bodies = Bodies(schema, (value for _, value in parameter.examples))
        self.plain: Pairs = written(parameter, self.bodies.bases[0] if self.bodies.bases else "hallmark")

    def right(self) -> Iterator[Tried]:
        """Yield the examples and the edges."""
        for base in self.bodies.bases:
            yield from self._kept("as described", base, right=True)
        for change in self.bodies.right_changes():
            yield from self._kept(change.why, self.bodies.done(change), right=True)

    def wrong(self) -> Iterator[Tried]:
        """Yield what breaks the schema, odd texts, the parameter twice, and a needed one left out."""
        if self.parameter.required and self.parameter.location != "path":
            yield "left out", None
        for change in self.bodies.wrong_changes():
            yield from self._kept(change.why, self.bodies.done(change), right=False)
        for odd in ODD:
            pair = ((self.parameter.name, odd),)
            if self._writable(pair):
                yield "odd text", pair
        if self.parameter.location == "query" and len(self.plain) == 1:
            yield "twice", self.plain * 2

    def by_chance(self, random: Random) -> Pairs:
        """Return a right text by chance, or the plain one."""
        made = written(self.parameter, self.bodies.by_chance(random, right=True))
        return made if self._writable(made) and keeps(self.parameter, made) else self.plain

    def wrong_by_chance(self, random: Random) -> Pairs | None:
        """Return a wrong text by chance; None where none is found."""
        if self.bodies.bases and random.random() < 0.5:
            made = written(self.parameter, self.bodies.broken(random.choice(self.bodies.bases), random))
            if self._writable(made) and not keeps(self.parameter, made):
                return made
        return random.choice(self._wrong) if self._wrong else None

    @cached_property
    def _wrong(self) -> list[Pairs | None]:
        return [texts for _, texts in self.wrong()]

    def _kept(self, why: str, value: Any, *, right: bool) -> Iterator[Tried]:
        yield from self._texts(why, written(self.parameter, value), right=right)

    def _texts(self, why: str, texts: Pairs, *, right: bool) -> Iterator[Tried]:
        if self._writable(texts) and keeps(self.parameter, texts) is right:
            yield why, texts

    def _writable(self, texts: Pairs) -> bool:
        """Tell whether the texts can stand where they must: a path's segment is not empty, a field has no breaks."""
        if self.parameter.location == "path":
            return all(each not in ("", ".", "..") for _, each in texts)
        if self.parameter.location == "query":
            return True
        return all(each.isprintable() and each == each.strip() for _, each in texts)


def asked_of(operation: Operation) -> list[Asked]:
    """Return the parameters that have a schema, and that are the describer's to define."""
    return [
        Asked(parameter, parameter.schema)
        for parameter in operation.parameters
        if isinstance(parameter.schema, Schema)
        and not (parameter.location == "header" and parameter.name.lower() in WITHHELD)
    ]
