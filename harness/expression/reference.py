"""Parses runtime expressions (`$response.body#/id`) once and looks them up in a scope.

Grammar: Arazzo 1.0.1, Runtime Expressions (ABNF). A name may hold dots; it is looked up whole first and only then as
properties (`$inputs.agency.code`). Beyond the ABNF, as the specification's examples and Arazzo 1.1 have it, a pointer
may follow any named value (`$steps.find.outputs.list#/0/id`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.pointer import follow, parse_pointer
from harness.expression.scope import Lazy, Scope

MAX_LENGTH = 4096
"""Longest expression or condition that is read, in characters."""

ARAZZO_ROOTS = frozenset(
    {
        *("url", "method", "statusCode", "request", "response", "inputs", "outputs"),
        *("steps", "workflows", "sourceDescriptions", "components"),
    }
)

_BARE = frozenset({"url", "method", "statusCode"})
_HEAD = re.compile(r"\$([A-Za-z][A-Za-z0-9_]*)")
_NAME = re.compile(r"[^\s{}()\[\]#]+\Z")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_ID = re.compile(r"[A-Za-z0-9_\-]+\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A parsed expression: `$steps.a.outputs.b#/c` has root "steps", path ("a", "outputs", "b"), pointer ("c",)."""

    text: str
    root: str
    path: tuple[str, ...] = ()
    pointer: tuple[str, ...] = ()

    def resolve(self, scope: Scope) -> object:
        """What the expression names, its type kept, or MISSING."""
        node = force(scope.get(self.root, MISSING))
        for name in self.path:
            node = lookup(node, name)
        return follow(node, self.pointer) if self.pointer else node


def force(node: object) -> object:
    """The value behind a `Lazy`, or the node itself."""
    return node.value() if isinstance(node, Lazy) else node


def lookup(node: object, name: str) -> object:
    """One property by name; a dotted name whole first, then its longest head that exists, and so on down."""
    if type(node) is not dict and not isinstance(node, Mapping):  # the first test is the quick one
        return MISSING
    if name in node:
        return force(node[name])
    cut = name.rfind(".")
    while cut > 0:
        if name[:cut] in node:
            return lookup(force(node[name[:cut]]), name[cut + 1 :])
        cut = name.rfind(".", 0, cut)
    return MISSING


def parse_reference(text: str, roots: frozenset[str] = ARAZZO_ROOTS) -> Reference:
    """Parse one whole expression; raises ExpressionError. `roots` are the names allowed after the dollar."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression of {len(text)} characters; at most {MAX_LENGTH} are read")
    head = _HEAD.match(text)
    if head is None:
        raise ExpressionError(f"{text!r} is no expression", hint="an expression begins like $inputs. or $response.body")
    root = head[1]
    if root not in roots:
        raise ExpressionError(f"{text!r} begins with ${root}, which is not known here", hint=_suggest(root, roots))
    path, pointer = _parts(text, root, text[head.end() :])
    return Reference(text, root, path, pointer)


def _suggest(root: str, roots: frozenset[str]) -> str:
    near = difflib.get_close_matches(root, sorted(roots), n=1)
    return f"did you mean ${near[0]}?" if near else "known are " + ", ".join("$" + name for name in sorted(roots))


def _parts(text: str, root: str, rest: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Path and pointer of what follows the root, by the root's own shape."""
    if root in _BARE:
        if rest:
            raise ExpressionError(f"${root} stands alone, but {text!r} goes on")
        return (), ()
    if root in ("request", "response"):
        return _message(text, rest)
    name, mark, pointer = rest.partition("#")
    if mark and pointer[:1] not in ("", "/"):
        raise ExpressionError(f"{text!r} has a # that no JSON Pointer follows", hint="write #/name")
    if not name and root not in ARAZZO_ROOTS:
        return (), parse_pointer(pointer)
    if len(name) > 1 and not _NAME.match(name):
        raise ExpressionError(f"{text!r} is not one whole expression", hint="inside text, embed it as {$inputs.name}")
    if not name.startswith(".") or len(name) == 1:
        raise ExpressionError(f"{text!r} names nothing under ${root}", hint=f"write ${root}.name")
    return _named(text, root, name[1:]), parse_pointer(pointer)


def _message(text: str, rest: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Header, query, path or body of a request or a response."""
    if rest == ".body":
        return ("body",), ()
    if rest.startswith(".body#"):
        return ("body",), parse_pointer(rest[len(".body#") :])
    kind, _, name = rest[1:].partition(".")
    if rest.startswith(".header.") and _TOKEN.match(name):
        return ("header", name.lower()), ()
    if rest.startswith((".query.", ".path.")) and _NAME.match(name):
        return (kind, name), ()
    raise ExpressionError(
        f"{text!r} is not a part of a message",
        hint="parts are .header.Name, .query.name, .path.name, .body and .body#/json/pointer",
    )


def _named(text: str, root: str, name: str) -> tuple[str, ...]:
    """Segments below a named root; only the last may hold dots."""
    if root not in ("steps", "workflows", "components", "sourceDescriptions"):
        return (name,)
    first, _, rest = name.partition(".")
    if root in ("components", "sourceDescriptions"):
        return (first, rest) if rest else (first,)
    kind, _, last = rest.partition(".")
    kinds = ("outputs",) if root == "steps" else ("inputs", "outputs")
    if not _ID.match(first) or kind not in kinds or not last:
        raise ExpressionError(f"{text!r} is incomplete", hint=f"write ${root}.<id>.{kinds[-1]}.<name>")
    return first, kind, last
