"""Templates: types kept, text embedded, MISSING told, misspellings refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.reference import ARAZZO_ROOTS
from harness.expression.templates import MAX_DEPTH, fill, parse_template, references, template, textual, unresolved

SCOPE = {"inputs": {"s": "x", "n": 5, "f": 1.5, "b": True, "z": None, "o": {"a": [1]}, "brace": "{$inputs.s}"}}


@pytest.mark.parametrize(
    "value,filled",
    [
        ("$inputs.n", 5),
        ("{$inputs.n}", 5),
        ("$inputs.o", {"a": [1]}),
        ("$inputs.o#/a/0", 1),
        ("$inputs.z", None),
        ("n={$inputs.n}", "n=5"),
        ("{$inputs.s}{$inputs.b}", "xtrue"),
        ("{$inputs.f}/{$inputs.z}", "1.5/null"),
        ("{$inputs.o#/a/0}.", "1."),
        ("plain", "plain"),
        ("$5", "$5"),
        ("costs $5 or {5}", "costs $5 or {5}"),
        ("a $inputs.s", "a $inputs.s"),
        ("$", "$"),
        ("", ""),
        ("$inputs.brace", "{$inputs.s}"),  # what is filled in is never read again
        ("-{$inputs.brace}", "-{$inputs.s}"),
        (None, None),
        (True, True),
        (["$inputs.n", {"k": "$inputs.s", "$inputs.s": 1}], [5, {"k": "x", "$inputs.s": 1}]),
    ],
)
def test_filled(value: object, filled: object) -> None:
    found = template(value, SCOPE)
    assert found == filled
    assert type(found) is type(filled)


@pytest.mark.parametrize(
    "value",
    [
        "$input.s",
        "$inputs.s and more",
        "a {$input.s}",
        "a {$inputs.s",
        "{$inputs.}",
        "{$foo}",
        "$ref",
        ["$foo.x"],
        {"a": "$url.x"},
    ],
)
def test_misspellings_are_refused_and_never_sent_as_text(value: object) -> None:
    with pytest.raises(ExpressionError):
        parse_template(value)


@pytest.mark.parametrize(
    "value", ["$inputs.no", "a{$inputs.no}", ["$inputs.no", 1], {"a": {"b": "$inputs.no"}}, "a{$inputs.o}"]
)
def test_what_cannot_be_filled_is_missing_as_a_whole(value: object) -> None:
    assert template(value, SCOPE) is MISSING


def test_what_is_missing_can_be_left_out() -> None:
    made = parse_template({"a": "$inputs.no", "b": ["$inputs.no", "$inputs.n"], "c": {"d": "x{$inputs.no}"}})
    assert fill(made, SCOPE, omit=True) == {"b": [5], "c": {}}
    assert unresolved(made, SCOPE) == ("$inputs.no", "$inputs.no", "$inputs.no")
    assert [one.text for one in references(made)] == ["$inputs.no", "$inputs.no", "$inputs.n", "$inputs.no"]


def test_filling_builds_anew() -> None:
    made = parse_template({"a": [1]})
    first = fill(made, {})
    assert isinstance(first, dict)
    first["a"].append(2)
    assert fill(made, {}) == {"a": [1]}


def test_a_value_that_is_sent_as_text() -> None:
    assert fill(textual(parse_template("$inputs.n")), SCOPE) == "5"
    assert fill(textual(parse_template(5)), SCOPE) == "5"
    assert fill(textual(parse_template("a{$inputs.n}")), SCOPE) == "a5"
    assert fill(textual(parse_template("$inputs.no")), SCOPE) is MISSING


def test_readers_bring_roots_of_their_own() -> None:
    assert template({"id": "$entry.id"}, {"entry": {"id": 3}}, ARAZZO_ROOTS | {"entry"}) == {"id": 3}


def test_depth_is_capped() -> None:
    value: object = 1
    for _ in range(MAX_DEPTH):
        value = [value]
    assert template(value, {}) == value
    with pytest.raises(ExpressionError, match="deeper"):
        parse_template([value])


@given(st.text() | st.text(alphabet="{}$.#/~inputs 5"))
def test_nothing_but_its_own_error(text: str) -> None:
    try:
        made = parse_template(text)
    except ExpressionError:
        return
    if not list(references(made)):
        assert fill(made, SCOPE) == text
    fill(made, SCOPE)
