"""JSONPath queries: whether they select anything, strictly RFC 9535."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.query import MAX_QUERY, compile_query

DOCUMENT = {"items": [{"n": 1, "t": "abc"}, {"n": 2, "t": None}], "empty": [], "none": None, "no": False}


@pytest.mark.parametrize(
    "query,selects",
    [
        ("$", True),
        ("$.items", True),
        ("$.empty", True),
        ("$.empty[*]", False),
        ("$.none", True),
        ("$.no", True),
        ("$.absent", False),
        ("$.items[?@.n > 1]", True),
        ("$.items[?@.n > 2]", False),
        ("$[?count(@[*]) > 1]", True),
        ("$..t", True),
        ("$.items[?match(@.t, 'a.c')]", True),
        ("$.items[?match(@.t, 'b')]", False),
        ("$.items[?search(@.t, 'b')]", True),
        ("$.items[?match(@.t, 'x|abc')]", True),
        ("$.items[?match(@.t, '(')]", False),
        ("$.items[?length(@.t) == 3]", True),
        ("$.items[?@.t == null]", True),
    ],
)
def test_selects(query: str, selects: bool) -> None:
    assert compile_query(query)(DOCUMENT) is selects


@pytest.mark.parametrize("document", [MISSING, None, 1, "text", True])
def test_scalars_hold_nothing_to_select_from(document: object) -> None:
    assert compile_query("$")(document) is False


@pytest.mark.parametrize(
    "query",
    ["", "items", "$.", "$[", "$.items[?@.n =~ /a/]", " $.a", "$.a | $.b", "^.a", "$..a..b..c", "$." + "a" * MAX_QUERY],
)
def test_refused(query: str) -> None:
    with pytest.raises(ExpressionError):
        compile_query(query)


def test_a_nest_too_deep_to_follow_selects_nothing() -> None:
    nested: list[object] = []
    for _ in range(5_000):
        nested = [nested]
    assert compile_query("$..absent")(nested) is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["n", "t", "items"]), inner, max_size=3)
    ),
    max_leaves=10,
)
QUERIES = st.sampled_from(
    [
        "$.items[?@.n > 1]",
        "$..t",
        "$[?@.t == 'x' && !@.n]",
        "$[?match(@.t, '.*')]",
        "$[?length(@.n) >= 1]",
        "$[-1:0:-1]",
        "$[?@ < 'a']",
    ]
)


@given(QUERIES, JSON)
def test_using_a_query_never_raises(query: str, document: object) -> None:
    assert compile_query(query)(document) in (True, False)


@given(st.text(alphabet="$.[]?@*'n()&|<=1:, ~", max_size=20))
def test_nothing_but_its_own_error(query: str) -> None:
    try:
        selects = compile_query(query)
    except ExpressionError:
        return
    assert selects(DOCUMENT) in (True, False)
