"""Turns cases into requests of one partition: puts in what only the run knows, and sends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote

import msgspec

from harness.contract.model import Media, Operation
from harness.contract.schema import Schema
from harness.evidence import Exchange
from harness.gather.bench import Bench
from harness.gather.cases import Case, Hole
from harness.gather.cases.onetime import own_key
from harness.gather.cases.parameters import Parameters
from harness.gather.inputs import Inputs, Unfillable
from harness.gather.message import IN_PATH, UNRESERVED, Field, Message, accept, to_json
from harness.gather.pairs import drop, put
from harness.gather.restraint.limits import Unsendable

_GONE: Final = object()
"""Says that there is no such place."""


class Sayer:
    """Sends the cases of one operation."""

    def __init__(self, bench: Bench, operation: Operation, parameters: Parameters) -> None:
        """`parameters` are the texts that the run knows better than the case, by (location, name)."""
        self.bench = bench
        self.operation = operation
        self.parameters = parameters
        self._accept = accept(operation)

    def say(self, case: Case, stage: str = "fuzz") -> Exchange | None:
        """Send one case; None when it cannot be written as one HTTP message. Raises StopRun."""
        return self.send(self.message(case), f"{stage}: {'right' if case.right else 'wrong'}, {case.why}")

    def send(self, message: Message, intent: str) -> Exchange | None:
        """Send a message; None when it cannot be written."""
        try:
            return self.bench.send(message, intent)
        except (Unsendable, UnicodeEncodeError):
            return None

    def message(self, case: Case) -> Message:
        """Return the request, with fresh values where the schema asks for them."""
        headers: list[Field] = [("Accept", self._accept)]
        if case.media_type:
            headers.append(("Content-Type", case.media_type))
        headers += [(name, _field(text)) for name, text in self._fields(case)]
        return Message(
            method=self.operation.method,
            target=self._target(case),
            headers=tuple(headers),
            body=self._body(case) if case.holes else case.body,
        )

    def _fields(self, case: Case) -> Iterator[tuple[str, str]]:
        bench = self.bench
        for name, text in self._known("header", case.fields, case.own):
            yield name, own_key(self.operation, name, text, bench.inputs.seed, bench.strand.name, case.key)

    def _target(self, case: Case) -> str:
        path = self.operation.path
        for name, text in self._known("path", case.path, case.own):
            path = path.replace(f"{{{name}}}", quote(text, safe=IN_PATH, errors="replace"))
        query = "&".join(
            f"{quote(name, safe=UNRESERVED, errors='replace')}={quote(text, safe=UNRESERVED, errors='replace')}"
            for name, text in self._known("query", case.query, case.own)
        )
        return f"{path}?{query}" if query else path

    def _known(
        self, location: str, pairs: Iterable[tuple[str, str]], own: tuple[str, ...]
    ) -> Iterable[tuple[str, str]]:
        """Return a case's parameters, those that it is not about as the run knows them."""
        known = {
            name: text
            for (where, name), text in self.parameters.items()
            if where == location and f"{where}:{name}" not in own
        }
        if not known:
            return pairs
        given = [(name, known.pop(name, text)) for name, text in pairs]
        return [*given, *known.items()]

    def _body(self, case: Case) -> bytes:
        value = homeward(msgspec.json.decode(case.body), case.holes, self.bench.inputs)
        lively = filled(value, case.holes, self.bench.inputs)
        return to_json(value if not case.right and self._mended(case, value, lively) else lively)

    def _mended(self, case: Case, value: Any, lively: Any) -> bool:
        """Tell whether the real values made a wrong body right."""
        media: Media | None = self.operation.request_bodies.get(case.media_type)
        schema = media.schema if media is not None else None
        return isinstance(schema, Schema) and schema.is_valid(lively) and not schema.is_valid(value)


def homeward(body: Any, holes: Iterable[Hole], inputs: Inputs) -> Any:
    """Return a body whose callback addresses are ours, or left out: no product is sent to call a stranger."""
    for hole in holes:
        if "public_url" not in hole.mark or not hole.steps or not _is_address(_at(body, hole)):
            continue
        try:
            body = put(body, hole.steps, inputs.value(hole.mark))
        except Unfillable:
            body = drop(body, hole.steps) if isinstance(hole.steps[-1], str) else put(body, hole.steps, "")
    return body


def filled(body: Any, holes: Iterable[Hole], inputs: Inputs) -> Any:
    """Return a body with the run's own values in its holes; what cannot be had stays as it was made.

    Free text keeps what was made, behind the words that say that it is an exercise.
    """
    for hole in holes:
        old = _at(body, hole)
        if old is _GONE or (hole.mark.get("generate") == "text" and not isinstance(old, str)):
            continue
        try:
            new = inputs.value(hole.mark)
        except Unfillable:
            continue
        if hole.mark.get("generate") == "text":
            new = _text(new, old, hole.longest)
        body = put(body, hole.steps, new)
    return body


def _text(new: str, old: str, longest: int) -> str:
    text = f"{new} {old}"
    return text[:longest] if longest and len(old) <= longest else text


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower().startswith(("http:", "https:"))


def _at(body: Any, hole: Hole) -> Any:
    for step in hole.steps:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return _GONE
    return body


def _field(text: str) -> str | bytes:
    # RFC 9110 section 5.5: beyond ASCII a field's value is opaque bytes; UTF-8 is what the world sends.
    return text if text.isascii() else text.encode("utf-8", "replace")
