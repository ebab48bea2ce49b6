"""What differs between two JSON values is said place by place, and makes the one from the other."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.differing import Difference, applied, differences

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "a/b", "~"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "a/b", "~1"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_the_differences_lead_from_one_to_the_other(before: Any, after: Any) -> None:
    found = tuple(differences(before, after))
    assert applied(before, found) == after
    assert (found == ()) == (msgspec.json.encode(before, order="sorted") == msgspec.json.encode(after, order="sorted"))


def test_outermost_places_only() -> None:
    found = sorted(differences({"a": {"b": 1}, "c": [1, 2]}, {"a": {}, "c": [1, 3], "d": {"e": 1}}), key=lambda d: d.at)
    assert found == [Difference(at="/a/b"), Difference(at="/c/1", now=3), Difference(at="/d", now={"e": 1})]


def test_true_is_not_one() -> None:
    assert list(differences({"a": 1}, {"a": True})) == [Difference(at="/a", now=True)]


def test_a_place_that_is_not_there() -> None:
    with pytest.raises(LookupError):
        applied({}, [Difference(at="/a/b", now=1)])
