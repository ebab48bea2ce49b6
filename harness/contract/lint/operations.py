"""Finds operations that go by one id, and requests of a kind that HTTP gives no meaning."""

from __future__ import annotations

from collections.abc import Iterator

from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.places import Place, Unfound

_BODILESS = frozenset(("GET", "HEAD", "DELETE", "TRACE", "OPTIONS"))
"""Methods whose request content has no defined meaning (RFC 9110 sections 9.3.1, 9.3.2, 9.3.5, 9.3.7 and 9.3.8)."""


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield what is odd about operations as such."""
    first: dict[str, str] = {}
    for operation in (*compiled.contract.operations, *compiled.contract.webhooks):
        given = _id(compiled, operation.where)
        if given in first:
            message = f"the operationId {given} is taken by {first[given]}; here the operation is called {operation.id}"
            yield Finding(code="operations/duplicate-id", message=message, where=operation.where)
        elif given:
            first[given] = f"{operation.method} {operation.path}"
        if operation.request_bodies and operation.method in _BODILESS:
            message = f"content of a {operation.method} request has no defined meaning, and may be dropped on the way"
            yield Finding(code="operations/body-without-meaning", message=message, where=operation.where)
        if not operation.replies:
            message = "no reply is described, so that nothing can be said of what comes"
            yield Finding(code="operations/no-replies", message=message, where=operation.where)


def _id(compiled: Compiled, where: str) -> str:
    try:
        value = compiled.places.value(Place.read(where))
    except Unfound:
        return ""
    given = value.get("operationId") if isinstance(value, dict) else None
    return given if isinstance(given, str) else ""
