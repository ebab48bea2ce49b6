"""Runtime expressions: every form of the ABNF, what they find, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.reference import ARAZZO_ROOTS, MAX_LENGTH, parse_reference
from harness.expression.scope import Headers, Lazy, Scope

SCOPE: Scope = {
    "url": "http://example.org/a",
    "method": "POST",
    "statusCode": 201,
    "request": {"header": Headers([("X-Id", "7")]), "query": {"limit": "5"}, "path": {"id": "x"}, "body": None},
    "response": {
        "header": Headers([("ETag", '"1"'), ("X.Y", "z")]),
        "body": Lazy(lambda: {"a": [{"b": 1.5}], "n": None}),
    },
    "inputs": {"x": 1, "who": {"name": "Ann", "at.home": True}, "at.home": "no", "a.b": {"c.d": 9}},
    "outputs": {"bar": [1]},
    "steps": {"find": {"outputs": {"list": [{"id": 4}], "dotted.name": 5}}},
    "workflows": {"foo": {"inputs": {"u": "v"}, "outputs": {"m": {"name": "w"}}}},
    "sourceDescriptions": {"api": {"url": "./api.yaml"}},
    "components": {"parameters": {"foo": 3}},
}


@pytest.mark.parametrize(
    "text,value",
    [
        ("$url", "http://example.org/a"),
        ("$method", "POST"),
        ("$statusCode", 201),
        ("$request.header.x-id", "7"),
        ("$request.query.limit", "5"),
        ("$request.path.id", "x"),
        ("$request.body", None),
        ("$response.header.etag", '"1"'),
        ("$response.header.X.Y", "z"),
        ("$response.body#/a/0/b", 1.5),
        ("$response.body#/n", None),
        ("$response.body#", {"a": [{"b": 1.5}], "n": None}),
        ("$inputs.x", 1),
        ("$inputs.who.name", "Ann"),
        ("$inputs.who#/at.home", True),
        ("$inputs.who.at.home", True),
        ("$inputs.at.home", "no"),
        ("$inputs.a.b.c.d", 9),
        ("$outputs.bar#/0", 1),
        ("$steps.find.outputs.list#/0/id", 4),
        ("$steps.find.outputs.dotted.name", 5),
        ("$workflows.foo.inputs.u", "v"),
        ("$workflows.foo.outputs.m#/name", "w"),
        ("$sourceDescriptions.api.url", "./api.yaml"),
        ("$components.parameters.foo", 3),
    ],
)
def test_what_is_there_is_found_with_its_type(text: str, value: object) -> None:
    found = parse_reference(text).resolve(SCOPE)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "$request.header.absent",
        "$request.query.absent",
        "$request.body#/x",
        "$response.body#/a/1",
        "$response.body#/a/0/b/c",
        "$inputs.y",
        "$inputs.x.y",
        "$inputs.who.age",
        "$steps.other.outputs.list",
        "$steps.find.outputs.other",
    ],
)
def test_what_is_not_there_is_missing(text: str) -> None:
    assert parse_reference(text).resolve(SCOPE) is MISSING


@pytest.mark.parametrize("root", sorted(ARAZZO_ROOTS))
def test_an_empty_scope_gives_missing_for_every_root(root: str) -> None:
    rest = {"request": ".body", "response": ".body", "steps": ".a.outputs.b", "workflows": ".a.outputs.b"}
    bare = root in ("url", "method", "statusCode")
    assert parse_reference(f"${root}" + ("" if bare else rest.get(root, ".x"))).resolve({}) is MISSING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "inputs.x",
        "$",
        "$5",
        "$input.x",
        "$statusCode.x",
        "$statusCode#/x",
        "$request",
        "$request.",
        "$request.cookie.x",
        "$request.header.",
        "$request.header.a b",
        "$request.query.",
        "$response.body/x",
        "$response.body#x",
        "$response.body#/~",
        "$response.body.x",
        "$inputs",
        "$inputs.",
        "$inputs.a b",
        "$inputs.x[0]",
        "$inputs.x#y",
        "$steps.a",
        "$steps.a.b",
        "$steps.a.outputs",
        "$steps.a.outputs.",
        "$steps.a.inputs.b",
        "$workflows.a.steps.b",
        "$inputs." + "x" * MAX_LENGTH,
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_reference(text)


def test_a_misspelt_root_is_named_with_the_right_one() -> None:
    with pytest.raises(ExpressionError, match=r"\$input.*\n.*did you mean \$inputs\?"):
        parse_reference("$input.x")


def test_readers_bring_roots_of_their_own() -> None:
    roots = ARAZZO_ROOTS | {"state", "entry"}
    scope: Scope = {"state": {"incidents": {"i1": {"open": True}}}, "entry": {"id": 1}}
    assert parse_reference("$state.incidents.i1#/open", roots).resolve(scope) is True
    assert parse_reference("$entry", roots).resolve(scope) == {"id": 1}
    assert parse_reference("$entry#/id", roots).resolve(scope) == 1
    with pytest.raises(ExpressionError):
        parse_reference("$state.incidents")


@given(
    st.one_of(st.text(), st.from_regex(r"\$(request|response|inputs|steps|state|url)[.#/a-z~01 \[\]]*", fullmatch=True))
)
def test_nothing_but_its_own_error(text: str) -> None:
    try:
        reference = parse_reference(text, ARAZZO_ROOTS | {"state"})
    except ExpressionError:
        return
    assert reference.text == text
    reference.resolve(SCOPE)
