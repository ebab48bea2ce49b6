"""Takes what stands at named places out of evidence that was kept already, wherever else it stands as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from harness.errors import DeclarationError
from harness.evidence import Answer, Evidence, Exchange, Observation, Redaction, Request, RunContext, Silence
from harness.leaks.places import Place, spans_of
from harness.redact.hits import Hit, overwrite
from harness.redact.redactor import Redactor

ELSEWHERE: Final = 6
"""Octets of a value that is looked for everywhere; a shorter one goes where it was named, and nowhere else."""
MARKER: Final = "resealed"
_FREE: Final = ("fixtures", "deviations", "unavailable")
"""Parts of the context that people write."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One redaction that was made after the run; never what stood there."""

    place: str
    length: int


def taken_out(evidence: Evidence, places: tuple[Place, ...]) -> tuple[Evidence, tuple[Taken, ...]]:
    """Return the evidence without what stands at `places`, and each place from which something was taken.

    Observations are held in memory. Raises DeclarationError for a place that is not there.
    """
    observations = tuple(evidence.observations)
    values, missing = _values(observations, places)
    if missing:
        hint = "Give the place as `hallmark certify` prints it."
        raise DeclarationError("there is nothing at this place", where=str(missing[0]), hint=hint)
    redactor = Redactor({MARKER: b""} | {f"{MARKER}-{n}": v for n, v in enumerate(values, 1) if len(v) >= ELSEWHERE})
    kept: list[Observation] = []
    taken: list[Taken] = []
    for observation in observations:
        new = _without(observation, redactor, values, [place for place in places if place.id == observation.id])
        kept.append(new)
        taken += _difference(observation, new)
    context, more = _context(evidence.context, values)
    return Evidence(context=context, observations=tuple(kept), footer=evidence.footer), (*more, *taken)


def said(evidence: Evidence, count: int, before: str) -> Evidence:
    """Return the evidence with a context that says that it was sealed anew; `before` is the verdict that it gave."""
    note = f"{count} places were taken out after the run, whose verdict was: {before}"
    context = evidence.context
    unavailable = context.unavailable | {MARKER: "; ".join(filter(None, (context.unavailable.get(MARKER), note)))}
    return Evidence(
        context=msgspec.structs.replace(context, unavailable=unavailable),
        observations=evidence.observations,
        footer=evidence.footer,
    )


def _values(observations: tuple[Observation, ...], places: tuple[Place, ...]) -> tuple[list[bytes], list[Place]]:
    by_id = {o.id: o for o in observations if isinstance(o, Exchange)}
    values: dict[bytes, None] = {}
    missing = []
    for place in places:
        exchange = by_id.get(place.id)
        data = part_of(exchange, place.part) if exchange is not None else b""
        spans = spans_of(place.part, data, place.field)
        if not spans:
            missing.append(place)
        # What is packed, and whole parts, go where they stand; they are nowhere else.
        values |= dict.fromkeys(data[start:end] for start, end in spans if place.field)
    return [value for value in values if value.strip(b"*")], missing


def part_of(exchange: Exchange, part: str) -> bytes:
    """Return the octets of a part of an exchange; none where it has no such part."""
    side, _, name = part.partition(".")
    message = exchange.request if side == "request" else exchange.reply
    if isinstance(message, Silence):
        return b""
    return message.target.encode() if name == "target" and isinstance(message, Request) else getattr(message, name)


def _without(observation: Observation, redactor: Redactor, values: list[bytes], places: list[Place]) -> Observation:
    if isinstance(observation, Answer):
        return msgspec.structs.replace(observation, text=_covered(observation.text, values))
    if not isinstance(observation, Exchange):
        return observation
    for place in places:
        observation = _taken(observation, place)
    return redactor.redact(observation)


def _taken(exchange: Exchange, place: Place) -> Exchange:
    data, (side, _, name) = part_of(exchange, place.part), place.part.partition(".")
    pointer = place.field if place.part.endswith("body") and place.field.startswith("/") else ""
    hits = [Hit(start, end, f"secret:{MARKER}", pointer) for start, end in spans_of(place.part, data, place.field)]
    kept, found = overwrite(place.part, data, hits, exchange.redactions)
    message: Any = getattr(exchange, side)
    changed = msgspec.structs.replace(message, **{name: kept.decode() if name == "target" else kept})
    return msgspec.structs.replace(exchange, **{side: changed, "redactions": exchange.redactions + found})


def _difference(before: Observation, after: Observation) -> Iterator[Taken]:
    old: tuple[Redaction, ...] = getattr(before, "redactions", ())
    for it in getattr(after, "redactions", ()):
        if it not in old:
            yield Taken(place=f"{after.id}:{it.part}:@{it.offset}+{it.length}", length=it.length)


def _context(context: RunContext, values: list[bytes]) -> tuple[RunContext, list[Taken]]:
    """Cover the values in what people wrote into the run file."""
    long = [value for value in values if len(value) >= ELSEWHERE]
    plain: Mapping[str, Any] = {name: msgspec.to_builtins(getattr(context, name)) for name in _FREE}
    changed = {name: _covering(value, long) for name, value in plain.items()}
    # What an earlier sealing says of the verdict before it is ours: no redaction takes that out.
    if MARKER in context.unavailable:
        changed["unavailable"][MARKER] = context.unavailable[MARKER]
    names = [name for name in _FREE if changed[name] != plain[name]]
    types = {field.name: field.type for field in msgspec.structs.fields(RunContext)}
    new = {name: msgspec.convert(changed[name], types[name]) for name in names}
    return msgspec.structs.replace(context, **new), [Taken(place=f"context:/{name}", length=0) for name in names]


def _covering(value: Any, values: list[bytes]) -> Any:
    if isinstance(value, str):
        return _covered(value, values)
    if isinstance(value, dict):
        return {name: _covering(inner, values) for name, inner in value.items()}
    return type(value)(_covering(inner, values) for inner in value) if isinstance(value, list | tuple) else value


def _covered(text: str, values: list[bytes]) -> str:
    for value in values:
        plain = value.decode("utf-8", "replace")
        text = text.replace(plain, "*" * len(plain)) if len(value) >= ELSEWHERE else text
    return text
