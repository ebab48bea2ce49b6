"""Fills what a run must supply: the inputs of workflows, and the marked leaves of a description's examples.

A schema says by `x-hallmark` how a value comes about: `{fixture: name}` from the run file, `{generate: uuid | time |
text}` fresh, `{public_url: /path}` where our listener is reached; `{holding: operation}` is given from outside, by
`conversations/holder`. Values are seeded by run, seed and partition: another
run with the same seed asks the same questions and still never sends an identifier that the product has seen before.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.gather.memory.knowledge import Knowledge
from harness.gather.pairs import drop, pairs, put

MARK: Final = "x-hallmark"
MILLION: Final = 1_000_000


class Unfillable(Exception):
    """A value cannot be had in this run; `need` says what is lacking, as in `fixture:uprn` or `inbound`."""

    def __init__(self, need: str) -> None:
        super().__init__(need)
        self.need = need


class Inputs:
    """Makes the values of one partition."""

    def __init__(
        self,
        *,
        run: str,
        seed: int,
        partition: str,
        fixtures: Mapping[str, Any],
        now: Callable[[], int],
        public_url: Callable[[], str] | None = None,
        knowledge: Knowledge | None = None,
    ) -> None:
        """`now` gives the wall clock in microseconds since 1970; `public_url` the address that calls come to.

        `knowledge` is there where the description is the product's own: what it does not give is learned or made up.
        """
        self.seed = seed
        self._run = run
        self._fixtures = fixtures
        self._now = now
        self._public_url = public_url
        self.knowledge = knowledge
        self.fresh = random.Random(f"{run}:{seed}:{partition}")
        """For values that no run has sent before."""
        self.random = random.Random(f"{seed}:{partition}")
        """For choices among probes: the same in every run with the seed."""

    def text(self) -> str:
        """Return a short free text that says what it is to whoever finds it over there."""
        return f"EXERCISE - HALLMARK {self._run} {self.fresh.getrandbits(32):08x}"

    def value(self, mark: Mapping[str, Any]) -> Any:
        """Return the value that a mark stands for; raises Unfillable, also for a mark that says nothing known."""
        if "fixture" in mark:
            name = str(mark["fixture"])
            if name not in self._fixtures:
                raise Unfillable(f"fixture:{name}")
            return self._fixtures[name]
        if "public_url" in mark:
            if self._public_url is None:
                raise Unfillable("inbound")
            return self._public_url().rstrip("/") + str(mark["public_url"])
        match mark.get("generate"):
            case "uuid":
                return str(uuid.UUID(int=self.fresh.getrandbits(128), version=4))
            case "time":
                return self._time(mark.get("offset", 0))
            case "text":
                return self.text()
        raise Unfillable(f"mark:{'+'.join(map(str, sorted(mark))) or 'empty'}")

    def _time(self, offset: float) -> str:
        # Whole seconds: a product that keeps no fractions is not at fault for it.
        at = datetime.fromtimestamp(self._now() // MILLION + int(offset), UTC)
        return at.isoformat(timespec="seconds")

    def of_workflow(self, schema: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the inputs that a workflow's schema declares; `given` ones come first. Raises Unfillable."""
        given = given or {}
        filled = {name: given[name] for name in schema.get("properties", {}) if name in given}
        for name, property_ in schema.get("properties", {}).items():
            if name in filled:
                continue
            if MARK in property_:
                filled[name] = self.value(property_[MARK])
            elif "default" in property_:
                filled[name] = property_["default"]
            elif name in schema.get("required", ()):
                raise Unfillable(f"input:{name}")
        return filled

    def alive(self, example: Any, schema: Schema) -> Any:
        """Return the example with its marked leaves replaced, everything else as it stands. Raises Unfillable.

        Where nobody can call us, the address to call is left out: without it the example still says what it is about.
        """
        marked = {
            pair.steps: pair.node[MARK] for pair in pairs(schema, example) if isinstance(pair.node.get(MARK), dict)
        }
        for steps, mark in marked.items():
            if "public_url" in mark and self._public_url is None:
                example = drop(example, steps)
            else:
                example = put(example, steps, self.value(mark))
        return example


def calls_back(operation: Operation) -> bool:
    """Tell whether a body of the operation may hold an address at which the product is to call us."""
    return any(
        _says(node, "public_url")
        for media in operation.request_bodies.values()
        if isinstance(media.schema, Schema)
        for node in media.schema.definitions.values()
    )


def _says(node: Any, word: str) -> bool:
    """Tell whether a mark anywhere in a schema says the word."""
    if isinstance(node, list):
        return any(_says(member, word) for member in node)
    if not isinstance(node, dict):
        return False
    mark = node.get(MARK)
    return (isinstance(mark, dict) and word in mark) or any(_says(member, word) for member in node.values())


def needs(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return what the inputs of a workflow ask of a run: `fixture:<name>`, `inbound`."""
    found = set()
    for name, property_ in schema.get("properties", {}).items():
        mark = property_.get(MARK, {})
        if "fixture" in mark:
            found.add(f"fixture:{mark['fixture']}")
        elif "public_url" in mark:
            found.add("inbound")
        elif not mark and "default" not in property_ and name in schema.get("required", ()):
            found.add(f"input:{name}")
    return frozenset(found)
