"""`case`: a filter tells upper and lower case apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.rules import base
from harness.rules.lists.selection.filters import about, filter_of, learn
from harness.rules.lists.selection.part import Check, Part, values


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a part of things that have one text; what is there in other letters shows whether they are told apart."""
    x, text, one = part.x, part.text, filter_of(part.resource, part.name)
    if one is None or one.kind != "string" or one.values or text.lower() == text.upper():
        return
    seen = False
    for place, value in values(part.resource, one.pointer, x):
        seen = True
        if value != text and value.casefold() == text.casefold():
            cause = f"case/{part.name}"
            yield base.broke(x, "case-not-told", cause=cause, parameter=part.name, pointer=place)
            return
    known = part.state.get(one.pointer, {})
    other = any(value != text and value.casefold() == text.casefold() for value in known)
    yield from (base.passed(x),) if other and not seen else ()


CHECK: Final = Check(about, judge, learn)
