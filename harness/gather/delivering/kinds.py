"""Names the events that can be delivered: right ones, odd ones, and such as are signed wrongly."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from harness.errors import DeclarationError
from harness.gather.delivering.events import FORGED_LABEL, Event, Maker, compact, put, spaced


def made(maker: Maker, kind: str, now: datetime) -> Event:
    """Return an event of a kind of EVENTS. Raises DeclarationError for another."""
    if kind not in EVENTS:
        raise DeclarationError(f"no event is called {kind!r}: {', '.join(EVENTS)}", where="events")
    return EVENTS[kind](maker, now)


def _valid(maker: Maker, now: datetime) -> Event:
    value = maker.value(now)
    return maker.signed(value, compact(value))


def _spaced(maker: Maker, now: datetime) -> Event:
    value = maker.value(now)
    return maker.signed(value, spaced(value))


def _extended(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, hallmarkFurther={"note": "nobody knows this property"})
    return maker.signed(value, compact(value))


def _unknown_type(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    put(value, maker.terms.kind, "HALLMARK_TYPE_THAT_NOBODY_KNOWS")
    return maker.signed(value, compact(value))


def _old(maker: Maker, now: datetime) -> Event:
    value = maker.value(now - timedelta(days=maker.terms.oldest_days + 372), FORGED_LABEL)
    return maker.signed(value, compact(value))


def _oversized(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL, hallmarkFurther="x" * (2 * maker.terms.largest))
    return maker.signed(value, compact(value))


def _malformed(maker: Maker, now: datetime) -> Event:
    body = compact(maker.value(now, FORGED_LABEL))[:-1]
    return Event(name="", body=body, signature=maker.sign(body))


def _plain_text(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    return maker.signed(value, compact(value), media_type="text/plain")


def _get(maker: Maker, now: datetime) -> Event:
    return Event(name="", body=b"", signature=maker.sign(b""), method="GET")


def _put(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    return maker.signed(value, compact(value), method="PUT")


def _unsigned(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    return replace(maker.signed(value, compact(value)), signature="", signed="not")


def _other_key(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    event = maker.signed(value, compact(value))
    return replace(event, signature=maker.sign(event.body, maker.other_secret()), signed="other-key")


def _unknown_key(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    # Who finds no secret for a key, and takes that for one without octets, finds this signature right.
    return replace(event, key=f"kid-{maker.uuid()}", signature=maker.sign(event.body, b""), signed="unknown-key")


def _no_key(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    return replace(event, keyed=False, signature=maker.sign(event.body, maker.other_secret()), signed="no-key")


def _altered(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    signature = maker.sign(compact(value))
    put(value, maker.terms.name, maker.uuid())
    return replace(maker.signed(value, compact(value)), signature=signature, signed="before-change")


def _one_octet(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    at = event.body.index(FORGED_LABEL.encode()) + len(FORGED_LABEL)
    other = b"1" if event.body[at : at + 1] == b"0" else b"0"
    return replace(event, body=event.body[:at] + other + event.body[at + 1 :], signed="before-one-octet")


def _reserialised(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    event = maker.signed(value, compact(value))
    return replace(event, body=json.dumps(value, indent=1).encode(), signed="another-writing")


def _cut(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    begins = maker.digest(event.body)[:16]
    return replace(event, signature=base64.b64encode(begins).decode(), signed="first-half")


def _tail(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    digest = maker.digest(event.body)
    wrong = digest[:16] + bytes(octet ^ 0xFF for octet in digest[16:])
    return replace(event, signature=base64.b64encode(wrong).decode(), signed="other-tail")


def _hex(maker: Maker, now: datetime) -> Event:
    event = _forged(maker, now)
    return replace(event, signature=maker.digest(event.body).hex(), signed="hexadecimal")


def _forged(maker: Maker, now: datetime) -> Event:
    value = maker.value(now, FORGED_LABEL)
    return maker.signed(value, compact(value))


def _twice(maker: Maker, now: datetime) -> Event:
    return replace(_valid(maker, now), times=2)


def _at_once(maker: Maker, now: datetime) -> Event:
    return replace(_valid(maker, now), times=3, together=True)


def _unheard(maker: Maker, now: datetime) -> Event:
    return replace(_valid(maker, now), times=2, unheard=True)


EVENTS: Final[dict[str, Callable[[Maker, datetime], Event]]] = {
    "valid": _valid,
    "spaced": _spaced,
    "extended": _extended,
    "unknown-type": _unknown_type,
    "old": _old,
    "oversized": _oversized,
    "malformed": _malformed,
    "plain-text": _plain_text,
    "get": _get,
    "put": _put,
    "unsigned": _unsigned,
    "other-key": _other_key,
    "unknown-key": _unknown_key,
    "no-key": _no_key,
    "altered": _altered,
    "one-octet": _one_octet,
    "re-serialised": _reserialised,
    "cut": _cut,
    "tail": _tail,
    "hexadecimal": _hex,
    "twice": _twice,
    "at-once": _at_once,
    "unheard": _unheard,
}
"""What can be delivered, by the name that a scene gives it (`events`)."""
