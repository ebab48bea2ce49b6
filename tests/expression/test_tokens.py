"""Tokens of a condition."""

import pytest

from harness.expression.errors import ExpressionError
from harness.expression.reference import MAX_LENGTH
from harness.expression.tokens import tokenize


def kinds(text: str) -> list[tuple[str, object]]:
    return [(token.kind, token.value) for token in tokenize(text)]


def test_every_kind() -> None:
    assert kinds("$a.b#/c>=-1.5e2&&!('it''s'!=null)[0].x") == [
        ("reference", "$a.b#/c"),
        ("operator", ">="),
        ("number", -150.0),
        ("operator", "&&"),
        ("operator", "!"),
        ("operator", "("),
        ("string", "it's"),
        ("operator", "!="),
        ("word", "null"),
        ("operator", ")"),
        ("operator", "["),
        ("number", 0),
        ("operator", "]"),
        ("operator", "."),
        ("word", "x"),
        ("end", ""),
    ]


@pytest.mark.parametrize(
    "text", ["'open", '"double"', "a = b", "a & b", "1 + 1", "01", "1x", "1.", "1e999", "a ; b", "`ls`"]
)
def test_what_is_not_understood(text: str) -> None:
    with pytest.raises(ExpressionError):
        tokenize(text)


def test_the_error_names_the_place() -> None:
    with pytest.raises(ExpressionError, match="'=' at character 13"):
        tokenize("$statusCode = 200")


def test_length_is_capped() -> None:
    assert len(tokenize("1" + " " * (MAX_LENGTH - 1))) == 2
    with pytest.raises(ExpressionError):
        tokenize(" " * (MAX_LENGTH + 1))
