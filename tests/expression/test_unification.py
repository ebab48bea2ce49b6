"""Unification: the inputs that a payload seen was made with, or that it cannot have been."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.compare import json_equal
from harness.expression.scope import with_steps
from harness.expression.templates import fill, parse_template, textual
from harness.expression.unification import unify

KNOWN = with_steps({}, {"create": {"id": "i-1", "n": 5}})


@pytest.mark.parametrize(
    "template,actual,bindings,found",
    [
        # whole expressions
        ("$inputs.x", 5, {}, {"x": 5}),
        ("$inputs.x", None, {}, {"x": None}),
        ("$inputs.x", {"a": [1]}, {}, {"x": {"a": [1]}}),
        ("$inputs.x", 5, {"x": 5}, {"x": 5}),
        ("$inputs.x", 5.0, {"x": 5}, {"x": 5}),
        ("$inputs.x", "5", {"x": 5}, None),
        ("$inputs.x", "A", {"x": "a"}, None),
        ("$inputs.x", 1, {"x": True}, None),
        ("$inputs.x", 1, {"x": None}, None),
        ("$inputs.x", 1, {"y": 2}, {"x": 1, "y": 2}),
        (["$inputs.x", "$inputs.x"], [1, 1], {}, {"x": 1}),
        (["$inputs.x", "$inputs.x"], [1, 2], {}, None),
        # what steps before gave
        ("$steps.create.outputs.id", "i-1", {}, {}),
        ("$steps.create.outputs.id", "i-2", {}, None),
        ("$steps.create.outputs.absent", "i-1", {}, None),
        ("/incidents/{$steps.create.outputs.id}/{$inputs.x}", "/incidents/i-1/y", {}, {"x": "y"}),
        ("/incidents/{$steps.create.outputs.id}/{$inputs.x}", "/incidents/i-2/y", {}, None),
        ("n{$steps.create.outputs.n}", "n5", {}, {}),
        # shapes
        ({"a": 1}, {"a": 1, "b": 2}, {}, {}),
        ({"a": 1}, {"b": 1}, {}, None),
        ({"a": 1}, {"a": True}, {}, None),
        ({"a": {"b": "$inputs.x"}}, {"a": {"b": 3, "c": 4}}, {}, {"x": 3}),
        ({}, [], {}, None),
        ([], {}, {}, None),
        ([1], [1, 2], {}, None),
        ([1, 2], [2, 1], {}, None),
        (None, None, {}, {}),
        (None, 0, {}, None),
        ("plain", "plain", {}, {}),
        ("plain", "Plain", {}, None),
        # text with one expression
        ("EXERCISE {$inputs.x}!", "EXERCISE Ann!", {}, {"x": "Ann"}),
        ("EXERCISE {$inputs.x}!", "EXERCISE !", {}, {"x": ""}),
        ("EXERCISE {$inputs.x}!", "EXERCISE", {}, None),
        ("ab{$inputs.x}ba", "aba", {}, None),
        ("a{$inputs.x}", 5, {}, None),
        ("a{$inputs.x}", "a5", {"x": 5}, {"x": 5}),
        ("a{$inputs.x}", "a6", {"x": 5}, None),
        ("a{$inputs.x}", "a5b", {"x": 5}, None),
        ("a{$inputs.x}", "ab", {"x": ["b"]}, None),
        # text is matched last, so that types are kept
        (["a{$inputs.x}", "$inputs.x"], ["a5", 5], {}, {"x": 5}),
        (["a{$inputs.x}", "$inputs.x"], ["a6", 5], {}, None),
        # text with several
        ("{$inputs.a}-{$inputs.b}", "x-y", {}, {"a": "x", "b": "y"}),
        ("{$inputs.a}-{$inputs.b}", "x-y-z", {}, {"a": "x", "b": "y-z"}),
        ("{$inputs.a}-{$inputs.b}", "x-y-z", {"b": "z"}, {"a": "x-y", "b": "z"}),
        ("{$inputs.a}-{$inputs.a}", "x-x", {}, {"a": "x"}),
        ("{$inputs.a}-{$inputs.a}", "x-y", {}, None),
        ("{$inputs.a}-{$inputs.b}", "xy", {}, None),
        # parts of inputs
        ("$inputs.x#/a", 1, {"x": {"a": 1}}, {"x": {"a": 1}}),
        ("$inputs.x#/a", 2, {"x": {"a": 1}}, None),
        ("$inputs.x#/b", 2, {"x": {"a": 1}}, None),
        ("$inputs.x.a", 2, {"x": {"a": 1}}, None),
        ("$inputs.x.b", 2, {"x": {"a": 1}}, None),
        (["$inputs.x#/a", "$inputs.x"], [1, {"a": 1}], {}, {"x#/a": 1, "x": {"a": 1}}),
        (["$inputs.x#/a", "$inputs.x"], [1, {"a": 2}], {}, None),
        (["$inputs.x#/a", "$inputs.x#/a"], [1, 2], {}, None),
    ],
)
def test_unified(template: object, actual: object, bindings: dict[str, object], found: object) -> None:
    before = dict(bindings)
    assert unify(parse_template(template), actual, bindings, KNOWN) == found
    assert bindings == before


def test_parameters_are_matched_as_text() -> None:
    assert unify(textual(parse_template("$inputs.n")), "5", {"n": 5}) == {"n": 5}
    assert unify(textual(parse_template("$inputs.n")), "6", {"n": 5}) is None
    assert unify(textual(parse_template("$inputs.n")), "6", {}) == {"n": "6"}
    assert unify(textual(parse_template(5)), "5", {}) == {}


NAMES = ["a", "b", "c", "d"]
WORDS = st.text(alphabet="xyzŷ é", max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
LEAVES = st.sampled_from(["$inputs.a", "{$inputs.b}", "<{$inputs.c}>", "{$inputs.c}|{$inputs.d}", 1, None, "plain"])
TEMPLATES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("klm"), inner, max_size=3),
    max_leaves=8,
)
INPUTS = st.fixed_dictionaries({"a": VALUES, "b": VALUES, "c": WORDS, "d": WORDS})


@given(TEMPLATES, INPUTS)
def test_what_was_filled_in_is_found_again(value: object, inputs: dict[str, object]) -> None:
    made = parse_template(value)
    found = unify(made, fill(made, {"inputs": inputs}), {})
    assert found is not None
    assert found == {name: inputs[name] for name in found}
    assert {name for name in NAMES if f"$inputs.{name}" in str(value)} == set(found)


@given(TEMPLATES, INPUTS, VALUES)
def test_an_input_known_to_be_otherwise_is_not_found(value: object, inputs: dict[str, object], other: object) -> None:
    made = parse_template(value)
    found = unify(made, fill(made, {"inputs": inputs}), {"a": other})
    assert (found is None) is ("$inputs.a" in str(value) and not json_equal(inputs["a"], other))


def with_more(value: object) -> object:
    """The same JSON with another member in each object."""
    if isinstance(value, dict):
        return {**{name: with_more(part) for name, part in value.items()}, "more": 1}
    return [with_more(part) for part in value] if isinstance(value, list) else value


@given(TEMPLATES.filter(lambda value: "inputs.a" not in str(value) and "inputs.b" not in str(value)), INPUTS)
def test_more_properties_do_no_harm(value: object, inputs: dict[str, object]) -> None:
    made = parse_template(value)
    seen = fill(made, {"inputs": inputs})
    assert unify(made, with_more(seen), {}) == unify(made, seen, {}) != None  # noqa: E711
