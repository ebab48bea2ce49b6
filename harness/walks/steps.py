"""Tells whether a recorded request is what a step of a workflow would have sent, and binds the inputs that it shows.

Inputs that the gatherer made up are unknown to the judge: they are bound to what was seen. An identifier that was made
up for the occasion must not have come up before; what exists already is another conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from harness.arazzo import OWN, RequestBody, Step, Workflow
from harness.contract.media import is_json
from harness.expression import MISSING, Bindings, Scope, Template, exchange_scope, textual, unify, with_steps
from harness.expression.templates import Array, Constant, Object, Text
from harness.reading import NotJson, Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.fields import media_type_of
from harness.reading.media import described
from harness.reading.redacted import target_touched
from harness.reading.request import SOUND

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110 section 9.2.1)."""
NAMES = {"absent": "none", "none": "none", "own": OWN, "": OWN}
"""Names of identities that exchanges write otherwise."""
CONDITIONAL = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range")
"""Header fields that change what a request asks for (RFC 9110 sections 13.1 and 14.2)."""
MOST_SEEN = 100_000
LONGEST_NAME = 200
Mark: TypeAlias = tuple[tuple[str, ...], str, bool]
"""What tells a payload at a glance: the path of a text, the text, and whether the value only ends in it."""


class Seen:
    """Identifiers that came up in the partition that is being read."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def enter(self) -> None:
        """Forget: another partition begins."""
        self._names.clear()

    def add(self, x: Reading) -> None:
        """Note the names in paths, and those in what was written and answered to it."""
        if x.silence in NOT_THEIRS or x.renewed or len(self._names) > MOST_SEEN:
            return
        self._names.update(x.path_params.values())
        if x.exchange.request.method in SAFE:
            return
        for value in (x.request_json, x.reply_json):
            if isinstance(value, dict):
                self._names.update(v for v in value.values() if isinstance(v, str) and len(v) <= LONGEST_NAME)

    def __contains__(self, name: object) -> bool:
        """Tell whether it came up; beyond what can be remembered everything has."""
        return name in self._names or len(self._names) > MOST_SEEN


class Asked:
    """What one step sends, as a template, and what a request must be like to be it."""

    def __init__(self, step: Step, workflow: Workflow) -> None:
        self._step = step
        self._template = asks(step)
        self._identity = NAMES.get(step.identity, step.identity)
        fields = {p.name.lower() for p in step.parameters if p.location == "header"}
        self._none_of = tuple(name for name in CONDITIONAL if name not in fields)
        self._own_accept = "accept" in fields
        self._query = frozenset(p.name for p in step.parameters if p.location == "query")
        self._media_type = media_type_of(step.body.content_type)[0] if step.body is not None else ""
        self._made_up = made_up(workflow)
        self._marks = marks(step.body.payload) if step.body is not None and not self._is_text(step.body) else ()

    @property
    def glance(self) -> tuple[str, Mark | None]:
        """The identity that sends it, and what tells its payload from others first, where something does."""
        return self._identity, self._marks[0] if self._marks else None

    def likely(self, x: Reading) -> bool:
        """Whether a glance at `x` does not rule out that it is this step."""
        if x.operation_id != self._step.operation or x.exchange.identity != self._identity:
            return False
        return not self._marks or _bears(x.request_json, self._marks)

    def bound(
        self,
        x: Reading,
        inputs: Mapping[str, object],
        outputs: Mapping[str, Mapping[str, object]],
        seen: Seen,
    ) -> Bindings | None:
        """Return the inputs as bound by `x`, or None where `x` is not this step, given inputs and outputs so far."""
        if not self.likely(x):
            return None
        sent = self._sent(x)
        if sent is None or not self._as_usual(x):
            return None
        bound = unify(self._template, sent, inputs, with_steps({}, outputs))
        if bound is None:
            return None
        old = any(name in bound and name not in inputs and bound[name] in seen for name in self._made_up)
        return None if old else bound

    def _sent(self, x: Reading) -> dict[str, object] | None:
        """Return what was sent in the shape of the template, or None where it cannot be it."""
        sent: dict[str, object] = {}
        body = self._step.body
        if body is None:
            if x.exchange.request.body:
                return None
        else:
            value = self._body(x, body)
            if value is MISSING or not exactly(body.payload, value):
                return None
            sent["body"] = value
        for p in self._step.parameters:
            actual = parameter_of(x, p.location, p.name)
            if actual is MISSING:
                return None
            sent[f"{p.location}.{p.name}"] = actual
        return sent

    def _is_text(self, body: RequestBody) -> bool:
        return isinstance(body.payload, Text | Constant) and bool(self._media_type) and not is_json(self._media_type)

    def _body(self, x: Reading, body: RequestBody) -> object:
        if self._is_text(body):
            return x.request_bytes.decode("utf-8", "replace")
        return MISSING if isinstance(x.request_json, NotJson) else x.request_json

    def _as_usual(self, x: Reading) -> bool:
        """Whether nothing more was asked than the step asks: no condition, no other media type, no further query."""
        if self._identity == OWN and x.credential not in SOUND:
            return False
        if any(name in x.request_headers for name in self._none_of):
            return False
        if x.query.keys() != self._query and not self._only_a_key_more(x):
            return False
        if not self._own_accept and x.accepts_nothing_documented:
            return False
        return self._step.body is None or self._right_type(x)

    def _only_a_key_more(self, x: Reading) -> bool:
        secret, _ = target_touched(x.exchange.redactions, x.exchange.request.target)
        return x.query.keys() - secret == self._query

    def _right_type(self, x: Reading) -> bool:
        given = x.request_headers.get("content-type", "")
        if self._media_type:
            return media_type_of(given)[0] == self._media_type
        bodies = x.operation.request_bodies if x.operation is not None else {}
        return not bodies or described(bodies, given) is not None


def marks(template: Template, path: tuple[str, ...] = ()) -> tuple[Mark, ...]:
    """Return what tells a payload from others at a glance, what only ends in a text first.

    Many workflows begin with the same operation; most are told apart by this, without unifying the whole payload.
    """
    if isinstance(template, Object):
        found = [mark for name, part in template.members for mark in marks(part, (*path, name))]
        return tuple(sorted(found, key=lambda mark: not mark[2]))
    if isinstance(template, Text) and isinstance(template.parts[-1], str):
        return ((path, template.parts[-1], True),)
    if isinstance(template, Constant) and isinstance(template.value, str):
        return ((path, template.value, False),)
    return ()


def _bears(value: object, all_of: tuple[Mark, ...]) -> bool:
    for path, text, only_ends in all_of:
        found = at(value, path)
        if found != text and not (only_ends and isinstance(found, str) and found.endswith(text)):
            return False
    return True


def at(value: object, path: tuple[str, ...]) -> object:
    """Return what stands at a path of a payload, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def exactly(template: Template, actual: object) -> bool:
    """Tell whether `actual` has the template's members and no others, at every depth that the template spells out."""
    if isinstance(template, Object):
        if not isinstance(actual, dict) or len(actual) != len(template.members):
            return False
        return all(name in actual and exactly(part, actual[name]) for name, part in template.members)
    if isinstance(template, Array):
        return (
            isinstance(actual, list)
            and len(actual) == len(template.items)
            and all(exactly(part, item) for part, item in zip(template.items, actual, strict=True))
        )
    return True


def fixed_inputs(workflow: Workflow, fixtures: Mapping[str, object]) -> dict[str, object] | None:
    """Return the inputs that are settled before a run: literals and fixtures; None where a fixture is not declared."""
    properties: Any = workflow.inputs.get("properties", {})
    known: dict[str, object] = {}
    for name, schema in properties.items():
        filled = schema.get("x-hallmark", {})
        if "fixture" in filled and filled["fixture"] in fixtures:
            known[name] = fixtures[filled["fixture"]]
        elif "default" in schema:
            known[name] = schema["default"]
        elif "fixture" in filled:
            return None
    return known


def made_up(workflow: Workflow) -> tuple[str, ...]:
    """Return the inputs that are identifiers made up for each run."""
    properties: Any = workflow.inputs.get("properties", {})
    return tuple(name for name, schema in properties.items() if schema.get("x-hallmark", {}).get("generate") == "uuid")


def asks(step: Step) -> Template:
    """Return one template of all that a step sends: so an input seen in two places is bound once, with its type."""
    parts = [(f"{p.location}.{p.name}", textual(p.value)) for p in step.parameters]
    return Object((("body", step.body.payload), *parts) if step.body is not None else tuple(parts))


def parameter_of(x: Reading, location: str, name: str) -> object:
    """Return a parameter's value as sent, as text, or MISSING."""
    if location == "path":
        return x.path_params.get(name, MISSING)
    if location == "query":
        return x.query.get(name, MISSING)
    return x.request_headers.get(name, MISSING) if location == "header" else MISSING


def scope_of(x: Reading) -> Scope:
    """Return the expression scope of one exchange, using what its reading has parsed already."""
    return exchange_scope(
        method=x.exchange.request.method,
        url=x.exchange.request.target,
        path=x.path_params,
        request_headers=x.request_headers.items(),
        request_body=lambda: MISSING if isinstance(x.request_json, NotJson) else x.request_json,
        status=x.status,
        response_headers=x.reply_headers.items(),
        response_body=lambda: MISSING if isinstance(x.reply_json, NotJson) else x.reply_json,
    )
