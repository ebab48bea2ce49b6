"""Gives an example of a body new names, where one like it exists over there and its names may be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.gather.cases.sample import NOTHING, free_text
from harness.gather.inputs import Inputs
from harness.gather.pairs import Pair, pairs, put
from harness.gather.probing.examples import Living
from harness.resources.names import refers

_FIXED: Final = ("enum", "const", "format", "readOnly")


def renames(living: Living, inputs: Inputs) -> Iterator[Living]:
    """Yield the body with its free texts made anew: first those that refer to nothing else, then all of them.

    A text with a format or a list of values is none that names something. What would break the schema is not yielded.
    """
    if living.schema is None:
        return
    free = tuple(pair for pair in pairs(living.schema, living.body) if _is_free(pair))
    own = tuple(pair for pair in free if not refers(str(pair.steps[-1])))
    for chosen in (own, free) if len(own) < len(free) else (own,):
        body = living.body
        for pair in chosen:
            text = free_text(pair.node, inputs)
            body = body if text is NOTHING else put(body, pair.steps, text)
        if body != living.body and living.schema.is_valid(body):
            yield living._replace(name="renamed", body=body)


def _is_free(pair: Pair) -> bool:
    """Tell whether a text stands there that is a member's value, and that the schema leaves open."""
    named = bool(pair.steps) and isinstance(pair.steps[-1], str)
    return named and isinstance(pair.value, str) and not any(keyword in pair.node for keyword in _FIXED)
