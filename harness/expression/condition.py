"""Parses Arazzo's simple conditions to a small tree that is evaluated many times.

Grammar, loosest first::

    or         = and *( "||" and )
    and        = comparison *( "&&" comparison )
    comparison = unary [ ( "<" / "<=" / ">" / ">=" / "==" / "!=" ) unary ]
    unary      = "!" unary / postfix
    postfix    = primary *( "[" or "]" / "." name )
    primary    = literal / runtime-expression / "(" or ")" / "{" or "}"

Comparisons do not chain. Braces group like brackets: an example of the specification writes "{$statusCode == 401}".
Nothing is ever executed as code; the meaning of each comparison stands in `compare`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.expression.compare import truth
from harness.expression.errors import ExpressionError
from harness.expression.nodes import And, Compare, Index, Literal, Node, Not, Or, Refer
from harness.expression.reference import ARAZZO_ROOTS, Reference, parse_reference
from harness.expression.scope import Scope
from harness.expression.tokens import Token, tokenize

MAX_DEPTH = 32
"""Deepest nesting of brackets, negations and indexes that is read."""

_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_CLOSING = {"(": ")", "{": "}"}
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition."""

    text: str
    tree: Node
    references: tuple[Reference, ...]

    def holds(self, scope: Scope) -> bool:
        """Whether the condition is true in this scope; never raises."""
        return truth(self.tree.value(scope))


def parse_condition(text: str, roots: frozenset[str] = ARAZZO_ROOTS, *, exact: bool = False) -> Condition:
    """Parse a simple condition; raises ExpressionError.

    `exact` compares strings with regard to case: for readers whose conditions are not Arazzo's (which MUST ignore it).
    """
    parser = _Parser(text, roots, exact)
    tree = parser.whole()
    return Condition(text, tree, tuple(parser.references))


class _Parser:
    """One pass over the tokens; every rule of the grammar is a method."""

    def __init__(self, text: str, roots: frozenset[str], exact: bool) -> None:
        self.text = text
        self.roots = roots
        self.exact = exact
        self.references: list[Reference] = []
        self._tokens: Iterator[Token] = iter(tokenize(text))
        self._next = next(self._tokens)

    def whole(self) -> Node:
        tree = self._or(0)
        if self._next.kind != "end":
            raise self._unexpected("the condition should end here")
        return tree

    def _or(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"{self.text!r} nests deeper than {MAX_DEPTH}")
        parts = [self._and(depth)]
        while self._take("||"):
            parts.append(self._and(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self, depth: int) -> Node:
        parts = [self._comparison(depth)]
        while self._take("&&"):
            parts.append(self._comparison(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _comparison(self, depth: int) -> Node:
        left = self._unary(depth)
        if not self._at(_COMPARISONS):
            return left
        operator = str(self._advance().value)
        tree = Compare(operator, left, self._unary(depth), self.exact)
        if self._at(_COMPARISONS):
            raise self._unexpected("comparisons do not chain; use brackets")
        return tree

    def _unary(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"{self.text!r} nests deeper than {MAX_DEPTH}")
        if self._take("!"):
            return Not(self._unary(depth + 1))
        return self._postfix(depth)

    def _postfix(self, depth: int) -> Node:
        tree = self._primary(depth)
        steps = 0
        while self._at(frozenset({"[", "."})):
            steps += 1
            if steps > MAX_DEPTH:
                raise ExpressionError(f"{self.text!r} follows more than {MAX_DEPTH} properties")
            tree = self._step(tree, depth)
        return tree

    def _step(self, tree: Node, depth: int) -> Node:
        if self._advance().value == "[":
            key = self._or(depth + 1)
            self._expect("]")
            return Index(tree, key)
        if self._next.kind != "word":
            raise self._unexpected("a property's name should follow the dot")
        return Index(tree, Literal(self._advance().value))

    def _primary(self, depth: int) -> Node:
        token = self._next
        if token.kind in ("string", "number"):
            return Literal(self._advance().value)
        if token.kind == "reference":
            return self._reference()
        if token.kind == "word" and token.value in _WORDS:
            return Literal(_WORDS[str(self._advance().value)])
        if token.kind == "operator" and token.value in _CLOSING:
            closing = _CLOSING[str(self._advance().value)]
            tree = self._or(depth + 1)
            self._expect(closing)
            return tree
        raise self._unexpected("a value should stand here; text is written in 'single quotes'")

    def _reference(self) -> Node:
        text = str(self._advance().value)
        body, dot, names = text.partition(".body.")
        if dot and body in ("$request", "$response"):  # the dot operator: $response.body.id is $response.body#/id
            text = body + ".body"
        reference = parse_reference(text, self.roots)
        self.references.append(reference)
        tree: Node = Refer(reference)
        for name in names.split(".") if dot else ():
            tree = Index(tree, Literal(name))
        return tree

    def _at(self, operators: frozenset[str]) -> bool:
        return self._next.kind == "operator" and self._next.value in operators

    def _take(self, operator: str) -> bool:
        if not self._at(frozenset({operator})):
            return False
        self._advance()
        return True

    def _expect(self, operator: str) -> None:
        if not self._take(operator):
            raise self._unexpected(f"{operator!r} is missing")

    def _advance(self) -> Token:
        token = self._next
        self._next = next(self._tokens, token)
        return token

    def _unexpected(self, why: str) -> ExpressionError:
        found = "the end" if self._next.kind == "end" else repr(self._next.value)
        return ExpressionError(f"{found} at character {self._next.start + 1} of {self.text!r}: {why}")
