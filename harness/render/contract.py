"""Shows what was read of an API description: its operations, what could not be read, and what is odd about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from harness.contract.compile import Compiled
from harness.contract.lint import Finding
from harness.contract.model import Operation
from harness.render.inert import one_line

MOST_ALIKE: Final = 5
"""Places of one kind that are listed in text; JSON has all."""


def compiled_json(compiled: Compiled, findings: tuple[Finding, ...]) -> bytes:
    """Return everything as one JSON object, two spaces a level."""
    contract = compiled.contract
    at = located(compiled, findings)
    value = {
        "title": contract.title,
        "version": contract.version,
        "openapi": compiled.version,
        "digest": contract.digest,
        "servers": contract.servers,
        "operations": [_operation(each, at) for each in contract.operations],
        "webhooks": [_operation(each, at) for each in contract.webhooks],
        "gaps": [{"reason": gap.reason, "where": gap.where, "line": at[gap.where]} for gap in contract.gaps],
        "findings": _findings(findings, at),
    }
    return _json(value)


def lint_json(compiled: Compiled, findings: tuple[Finding, ...]) -> bytes:
    """Return what is odd about a description as one JSON object."""
    return _json({"findings": _findings(findings, located(compiled, findings))})


def located(compiled: Compiled, findings: Iterable[Finding]) -> dict[str, str]:
    """Return `file:line` of every place that is shown."""
    contract = compiled.contract
    operations = [each.where for each in (*contract.operations, *contract.webhooks)]
    return compiled.places.located(
        [*operations, *(gap.where for gap in contract.gaps), *(each.where for each in findings)]
    )


def _json(value: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _operation(operation: Operation, at: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "parameters": [f"{each.location} {each.name}" for each in operation.parameters],
        "request": list(operation.request_bodies),
        "replies": {status: list(reply.media) for status, reply in operation.replies.items()},
        "incomplete": [gap.reason for gap in operation.incomplete],
        "where": operation.where,
        "line": at[operation.where],
    }


def _findings(findings: Iterable[Finding], at: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"code": f.code, "message": f.message, "where": f.where, "line": at[f.where]} for f in findings]


def compiled_text(compiled: Compiled, findings: tuple[Finding, ...]) -> bytes:
    """Return the same for people, with a few places of each kind of gap and finding."""
    contract, at = compiled.contract, located(compiled, findings)
    counts = [_count(len(contract.operations), "operation"), _count(len(contract.webhooks), "webhook")]
    lines = [
        f"{contract.title or 'untitled'} {contract.version} (OpenAPI {compiled.version})",
        f"{', '.join(counts)}; {contract.digest}",
        "",
        *map(_line, contract.operations),
        *(f"{_line(each)}  (called by the product)" for each in contract.webhooks),
        *_gaps(compiled, at),
        *_odd(findings, at),
    ]
    return _text(lines)


def lint_text(compiled: Compiled, findings: tuple[Finding, ...]) -> bytes:
    """Return what is odd about a description for people."""
    lines = list(_odd(findings, located(compiled, findings)))[1:]
    return _text(lines or ["Nothing is odd about the description."])


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(map(one_line, lines)) + "\n").encode("utf-8", "backslashreplace")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _line(operation: Operation) -> str:
    replies = " ".join(operation.replies) or "no replies"
    named = "" if operation.id == f"{operation.method} {operation.path}" else f"  {operation.id}"
    return f"  {operation.method:<7} {operation.path}{named}  {replies}"


def _gaps(compiled: Compiled, at: Mapping[str, str]) -> Iterator[str]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for gap in compiled.contract.gaps:
        kinds[gap.reason].append(at[gap.where])
    if kinds:
        yield ""
        yield f"Not read ({len(compiled.contract.gaps)}): whatever needs it cannot be told, and nothing else is lost."
        for reason, places in kinds.items():
            yield from _kind(reason, places)


def _odd(findings: Iterable[Finding], at: Mapping[str, str]) -> Iterator[str]:
    kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for finding in findings:
        kinds[finding.code].append((at[finding.where], finding.message))
    if kinds:
        yield ""
        yield f"Odd about the description ({sum(map(len, kinds.values()))}): never counted against a product."
        for code, found in kinds.items():
            yield from _kind(code, [f"{place}: {message}" for place, message in found])


def _kind(title: str, places: list[str]) -> Iterator[str]:
    yield f"  {title}"
    for place in places[:MOST_ALIKE]:
        yield f"    {place}"
    if len(places) > MOST_ALIKE:
        yield f"    and {len(places) - MOST_ALIKE} more"
