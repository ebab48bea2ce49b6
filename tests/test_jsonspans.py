"""The scanner finds each leaf of a JSON text where json.loads finds it, and refuses what json.loads refuses."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.jsonspans import MAX_DEPTH, NotReadable, escape, mend, spans, text_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)
NEAR_JSON = st.text(alphabet='[]{},:"\\/ \n\t0123456789.eE+-truefalsnuñ\u0001', max_size=30)


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{pointer}/{escape(name)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{index}")
    else:
        yield pointer, value


def refuse(name: str) -> Any:
    raise ValueError(name)


def accepted(raw: bytes) -> bool:
    try:
        json.loads(raw.decode("utf-8"), parse_constant=refuse)
    except ValueError:
        return False
    return True


def readable(raw: bytes) -> bool:
    try:
        list(spans(raw))
    except NotReadable:
        return False
    return True


@given(value=VALUES, ascii_only=st.booleans(), indent=st.sampled_from([None, 1, "\t"]))
def test_leaves_stand_where_json_has_them(value: Any, ascii_only: bool, indent: int | str | None) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    found = [(pointer, json.loads(raw[start:end])) for pointer, start, end in spans(raw)]
    assert repr(found) == repr(list(leaves(value)))


@given(text=NEAR_JSON)
def test_it_refuses_what_json_refuses(text: str) -> None:
    raw = text.encode("utf-8")
    assert readable(raw) is accepted(raw)


@given(value=VALUES, at=st.integers(0, 200), put=st.binary(min_size=1, max_size=2))
def test_it_refuses_damage_that_json_refuses(value: Any, at: int, put: bytes) -> None:
    raw = json.dumps(value).encode()
    at %= len(raw) + 1
    damaged = raw[:at] + put + raw[at:]
    assert readable(damaged) is accepted(damaged)


@given(value=VALUES, at=st.integers(0, 200))
def test_what_stands_before_a_break_is_found(value: Any, at: int) -> None:
    raw = json.dumps([value, value], ensure_ascii=False).encode()
    cut = raw[: at % len(raw)]
    whole = list(spans(raw))
    found, broken = [], None
    try:
        for span in spans(cut):
            found.append(span)
    except NotReadable as fault:
        broken = fault.offset
    assert broken is not None
    assert [span[:2] for span in found] == [span[:2] for span in whole[: len(found)]]
    # Nothing is lost: what begins before the offset was found, to its end or (a number that was cut) to the offset.
    assert len([span for span in whole if span[1] < broken]) == len(found)
    assert all(one[2] in (other[2], broken) for one, other in zip(found, whole, strict=False))


@pytest.mark.parametrize(
    "raw", [b"NaN", b"[Infinity]", b"-Infinity", b"\xef\xbb\xbf{}", b'"\xff"', b"", b"[1]x", b"01"]
)
def test_these_are_not_json(raw: bytes) -> None:
    assert not readable(raw)


def test_a_key_that_occurs_twice_is_found_twice() -> None:
    raw = b'{"a": 1, "a": "two"}'
    assert [(pointer, raw[start:end]) for pointer, start, end in spans(raw)] == [("/a", b"1"), ("/a", b'"two"')]


def test_a_pointer_can_always_be_written_down() -> None:
    raw = rb'{"\ud800":1,"\ud83d\ude00":2,"a/b~c":3}'
    assert [pointer for pointer, _, _ in spans(raw)] == ["/\ufffd", "/\U0001f600", "/a~1b~0c"]
    assert text_of(rb'"\udfff"') == "\ufffd"


def test_depth_has_an_end() -> None:
    assert readable(b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH)
    assert not readable(b"[" * (MAX_DEPTH + 1) + b"1" + b"]" * (MAX_DEPTH + 1))
    assert not readable(b"[" * 1_000_000)


@pytest.mark.parametrize(
    "raw", [b'"' + b"\\" * 400_001, b'{"a":' + b" " * 400_000, b"[" + b'"a",' * 100_000, b'"' + b"\\u00" * 100_000]
)
def test_hostile_text_costs_no_more_than_its_length(raw: bytes) -> None:
    begun = time.process_time()
    assert not readable(raw)
    # Quadratic work over these 400 kB would take minutes.
    assert time.process_time() - begun < 20


def test_mended_text_can_be_parsed() -> None:
    raw = b'{"a": **, "b": "***", "c":[****,\n  ***]}'
    places = [(6, 8), (16, 19), (27, 31), (35, 38)]
    mended = mend(raw, places)
    assert len(mended) == len(raw)
    assert json.loads(mended) == {"a": 0, "b": "***", "c": [0, 0]}
    assert mend(raw, []) is raw
    assert json.loads(mend(b"****", [(0, 4)])) == 0
