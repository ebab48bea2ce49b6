"""Makes cases near to one that led somewhere: one thing of it at an edge, as it was seen elsewhere, or wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec

from harness.gather.cases.encoded import encoded, is_json
from harness.gather.cases.model import Case
from harness.gather.cases.operation import Maker
from harness.gather.cases.serial import Pairs, written

NEAR: Final = "near: "
"""Before what was tried by the case that another is near to."""

Known: TypeAlias = Callable[[str], list[Any]]
"""Gives the values that were seen under a name."""


def near(maker: Maker, base: Case, known: Known, *, right: bool) -> Case | None:
    """Return a case near to `base`; None where chance found none."""
    if maker.parameters and (not base.body or maker.random.random() < 0.3):
        return _with_parameter(maker, base, known, right=right)
    return _with_body(maker, base, known, right=right)


def _with_body(maker: Maker, base: Case, known: Known, *, right: bool) -> Case | None:
    media = maker.operation.request_bodies.get(base.media_type.partition(";")[0])
    bodies = maker.bodies.get(media.media_type) if media is not None else None
    if media is None or bodies is None or not is_json(media.media_type):
        return None
    try:
        value = msgspec.json.decode(base.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not right:
        new = bodies.broken(value, maker.random)
    elif maker.random.random() < 0.4:
        new = bodies.with_known(value, maker.random, known)
    else:
        new = bodies.altered(value, maker.random)
    body, media_type = encoded(new, media.media_type)
    return msgspec.structs.replace(
        base,
        right=right and base.right,
        why=_why(base),
        body=body,
        media_type=media_type,
        holes=maker.holes(media, new),
    )


def _with_parameter(maker: Maker, base: Case, known: Known, *, right: bool) -> Case | None:
    asked = maker.random.choice(maker.parameters)
    location, _, name = asked.name.partition(":")
    if location not in ("query", "path"):
        return None
    options = known(name)
    if right and options and maker.random.random() < 0.6:
        texts: Pairs | None = written(asked.parameter, maker.random.choice(options))
    else:
        texts = asked.by_chance(maker.random) if right else asked.wrong_by_chance(maker.random)
    if texts is None:
        return None
    kept = [pair for pair in getattr(base, location) if pair[0] != name]
    return msgspec.structs.replace(
        base,
        right=right and base.right,
        why=f"{_why(base)}, {asked.name}",
        own=(*base.own, asked.name),
        **{location: (*kept, *texts)},
    )


def _why(base: Case) -> str:
    return NEAR + base.why.removeprefix(NEAR)
