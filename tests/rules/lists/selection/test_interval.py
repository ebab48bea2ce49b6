"""What is shown has a time within the interval, where what it lies under declares an extent in time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.evidence import Exchange, Response
from harness.examples import judge_example, read_example
from harness.loading import find, load_bundle

BUNDLE = load_bundle(find("geospatial-ogc@1.0.1"))
REQUIREMENT = next(r for r in BUNDLE.profile.requirements if r.id == "core/fc-time-response")
FOLDER = BUNDLE.folder / "examples" / REQUIREMENT.id


def example(kind: str) -> Path:
    """Return the first example of a kind."""
    return sorted((FOLDER / kind).iterdir())[0]


@pytest.mark.parametrize("kind, code", [("conforms", "shown"), ("violates", "outside-range")])
def test_what_lies_outside_is_found(kind: str, code: str) -> None:
    finding = judge_example(BUNDLE, REQUIREMENT, read_example(example(kind)))
    assert (finding.outcome, finding.because.code) == (kind, code)


def without_extent(x: Any) -> Any:
    """Return the exchange without what a collection says of its extent."""
    if not (isinstance(x, Exchange) and isinstance(x.reply, Response) and b'"extent"' in x.reply.body):
        return x
    value = json.loads(x.reply.body)
    for one in value.get("collections", [value]):
        one.pop("extent", None)
    reply = msgspec.structs.replace(x.reply, body=json.dumps(value).encode())
    return msgspec.structs.replace(x, reply=reply)


def test_where_no_extent_is_declared_nothing_is_held_against_it() -> None:
    read = read_example(example("violates"))
    bare = msgspec.structs.replace(read, exchanges=tuple(map(without_extent, read.exchanges)))
    finding = judge_example(BUNDLE, REQUIREMENT, bare)
    assert (finding.outcome, finding.because.code) == ("inconclusive", "nothing-declared")
