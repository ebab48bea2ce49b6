"""Simple conditions: precedence, grouping, MISSING, and input that means harm."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.condition import MAX_DEPTH, parse_condition
from harness.expression.errors import ExpressionError
from harness.expression.reference import ARAZZO_ROOTS
from harness.expression.scope import Headers, Scope

SCOPE: Scope = {
    "statusCode": 201,
    "response": {
        "header": Headers([("Content-Type", "application/json"), ("X-Count", "3")]),
        "body": {"id": "Ab", "ok": True, "none": None, "items": [{"n": 1, "log-entries": ["x"]}], "a.b": 2, "i": 0},
    },
    "inputs": {"id": "ab", "key": "id"},
}


@pytest.mark.parametrize(
    "text",
    [
        "$statusCode == 201",
        "$statusCode >= 200 && $statusCode < 300",
        "  $statusCode==201  ",
        "$response.body#/id == 'AB'",
        "$response.body#/id == $inputs.id",
        "$response.body.id == 'ab'",
        "$response.body[$inputs.key] == 'ab'",
        "$response.body#/items[0].n == 1",
        "$response.body#/items/0/n == 1",
        "$response.body#/items[0].log-entries[0] == 'x'",
        "$response.body[ 'a.b' ] == 2",
        "$response.body#/a.b == 2",
        "$response.body#/ok",
        "$response.body#/ok == true",
        "$response.body#/none == null",
        "$response.body#/items[$response.body#/i].n == 1",
        "$response.header.X-Count == 3",
        "$response.header.X-Count < 10",
        "$response.header.content-type == 'APPLICATION/JSON'",
        "!($statusCode == 200)",
        "!$response.body#/none",
        "!!true",
        "{$statusCode == 201}",
        "{$statusCode} == 201",
        "'it''s' == 'IT''S'",
        "-1 < 0 && 1e2 == 100",
        "false || true && true",
        "true || false && false",
        "(false || true) && true",
        "!false && true",
        "$response.body#/absent != 'x'",
        "!$response.body#/absent",
        "!($response.body#/absent == null)",
    ],
)
def test_it_holds(text: str) -> None:
    assert parse_condition(text).holds(SCOPE) is True


@pytest.mark.parametrize(
    "text",
    [
        "$statusCode == 200",
        "$statusCode == 201 && $response.body#/id == 'x'",  # a runner that reads this as code is known to let it pass
        "true && false",
        "false && true",
        "(true || true) && false",
        "!true || false",
        "! true == true",
        "$response.body#/absent",
        "$response.body#/absent == null",
        "$response.body#/absent == $response.body#/other",
        "$response.body#/absent < 1",
        "$response.body#/absent >= 0",
        "$response.body#/items[1].n == 1",
        "$response.body#/items[-1].n == 1",
        "$response.body#/none",
        "$response.body#/ok == 'true'",
        "$response.body#/ok == 1",
        "null",
        "0",
        "''",
    ],
)
def test_it_does_not_hold(text: str) -> None:
    assert parse_condition(text).holds(SCOPE) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "&&",
        "$statusCode ==",
        "== 200",
        "$statusCode == 200 201",
        "$statusCode = 200",
        "$statusCode === 200",
        "1 < 2 < 3",
        "(true",
        "true)",
        "{true)",
        "$inputs.x[",
        "$inputs.x[]",
        "$inputs.x[0",
        "$inputs.x[0].",
        "$inputs.x[0].1",
        '$statusCode == "200"',
        "open",
        "True",
        "$unknown.x == 1",
        "$statusCode == 200 and true",
        "__import__('os')",
        "$statusCode.__class__",
        "true, false",
        "not true",
    ],
)
def test_it_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_condition(text)


@pytest.mark.parametrize("opening,closing", [("(", ")"), ("!", ""), ("{", "}"), ("$inputs.x[", "]")])
def test_depth_is_capped(opening: str, closing: str) -> None:
    parse_condition(opening * (MAX_DEPTH - 1) + "1" + closing * (MAX_DEPTH - 1))
    with pytest.raises(ExpressionError, match="deeper"):
        parse_condition(opening * 300 + "1" + closing * 300)


def test_properties_are_capped_too() -> None:
    with pytest.raises(ExpressionError, match="properties"):
        parse_condition("$inputs.x" + "[0]" * 500)


def test_wide_conditions_are_not_deep() -> None:
    assert parse_condition(" && ".join(["true"] * 500)).holds({})


def test_its_expressions_are_known() -> None:
    found = parse_condition("$statusCode == 1 || $response.body.id == $inputs.id").references
    assert [reference.text for reference in found] == ["$statusCode", "$response.body", "$inputs.id"]


def test_exactness_is_for_conditions_that_are_not_arazzos() -> None:
    assert parse_condition("$inputs.id == 'AB'").holds(SCOPE)
    assert not parse_condition("$inputs.id == 'AB'", exact=True).holds(SCOPE)


def test_readers_bring_roots_of_their_own() -> None:
    condition = parse_condition("$state.open && $entry#/n > 1", ARAZZO_ROOTS | {"state", "entry"})
    assert condition.holds({"state": {"open": True}, "entry": {"n": 2}})
    assert not condition.holds({"state": {"open": True}, "entry": {"n": 1}})


def test_parsing_twice_gives_the_same() -> None:
    assert parse_condition("$statusCode == 1 && !false") == parse_condition("$statusCode == 1 && !false")


PIECES = st.sampled_from(
    [
        *"()[]{}<>=!&|.' $#/~",
        "&&",
        "||",
        "==",
        "!=",
        "true",
        "null",
        "1",
        "-1.5",
        "'a'",
        "$statusCode",
        "$response.body#/id",
        "$inputs.x",
        "a",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=12).map(" ".join)))
def test_nothing_but_its_own_error(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ExpressionError:
        return
    assert condition.holds(SCOPE) in (True, False)
    assert condition.holds({}) in (True, False)


REASONED = {
    "&&": lambda one, two: one and two,
    "||": lambda one, two: one or two,
    "==": lambda one, two: one == two,
    "!=": lambda one, two: one != two,
}
# Texts with what they must come to, built side by side.
BOOLEANS = st.recursive(
    st.sampled_from([("true", True), ("false", False)]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(sorted(REASONED)), inner).map(
            lambda made: (f"({made[0][0]} {made[1]} {made[2][0]})", REASONED[made[1]](made[0][1], made[2][1]))
        ),
        inner.map(lambda made: (f"!{made[0]}", not made[1])),
    ),
    max_leaves=12,
)


@given(BOOLEANS)
def test_it_reckons_as_logic_does(made: tuple[str, bool]) -> None:
    text, value = made
    try:
        condition = parse_condition(text)
    except ExpressionError:
        assert text.count("!") + text.count("(") > MAX_DEPTH
        return
    assert condition.holds({}) is value


def test_and_binds_tighter_than_or_and_not_tighter_than_both() -> None:
    values = {"true": True, "false": False}
    for one, two, three in itertools.product(values, repeat=3):
        a, b, c = values[one], values[two], values[three]
        assert parse_condition(f"{one} || {two} && {three}").holds({}) is (a or (b and c))
        assert parse_condition(f"{one} && {two} || {three}").holds({}) is ((a and b) or c)
        assert parse_condition(f"!{one} && {two}").holds({}) is ((not a) and b)
