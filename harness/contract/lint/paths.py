"""Finds paths that one request fits several of, and placeholders that no parameter describes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.model import Operation

MOST_PAIRS: Final = 200_000
"""Pairs of paths that are compared; a description that has more is told so."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield what is odd about paths (OpenAPI 3.1, 4.8.8)."""
    by_path: dict[str, list[Operation]] = defaultdict(list)
    for operation in compiled.contract.operations:
        odd = next((mark for mark in "#?" if mark in operation.path), "")
        if odd:
            message = f"the path holds {odd}, behind which no path goes on; no request can mean this operation alone"
            yield Finding(code="paths/unreachable", message=message, where=operation.where)
            continue
        by_path[operation.path].append(operation)
        yield from _parameters(operation)
    yield from _alike(by_path)


def _parameters(operation: Operation) -> Iterator[Finding]:
    named = _PLACEHOLDER.findall(operation.path)
    described = {each.name for each in operation.parameters if each.location == "path"}
    if operation.incomplete:
        return
    for name in sorted(set(named) - described):
        message = f"the path names {{{name}}}, and no parameter describes it"
        yield Finding(code="paths/undescribed-parameter", message=message, where=operation.where)
    for name in sorted(described - set(named)):
        message = f"the parameter {name} is one of the path, which does not name it"
        yield Finding(code="paths/unused-parameter", message=message, where=operation.where)
    for name in sorted({each for each in named if named.count(each) > 1}):
        message = f"the path names {{{name}}} twice"
        yield Finding(code="paths/repeated-parameter", message=message, where=operation.where)


def _alike(by_path: dict[str, list[Operation]]) -> Iterator[Finding]:
    """Yield pairs of paths of which one request may mean either, though neither is the more exact one."""
    templated: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for path in by_path:
        if "{" in path:
            segments = path.split("/")
            templated[len(segments)].append((path, segments))
    pairs = 0
    for same in templated.values():
        for index, (path, segments) in enumerate(same):
            for other, others in same[:index]:
                pairs += 1
                if pairs > MOST_PAIRS:
                    where = by_path[path][0].where
                    message = f"there are too many paths to compare each with each; {MOST_PAIRS} pairs were"
                    yield Finding(code="paths/too-many", message=message, where=where)
                    return
                shared = {each.method for each in by_path[path]} & {each.method for each in by_path[other]}
                if shared and _ambiguous(segments, others):
                    message = f"a request may mean this path or {other}, and nothing says which"
                    yield Finding(code="paths/ambiguous", message=message, where=by_path[path][0].where)


def _ambiguous(one: list[str], other: list[str]) -> bool:
    """Whether some path fits both templates, and each is the more exact one somewhere, or neither is anywhere."""
    first = second = False
    for a, b in zip(one, other, strict=True):
        open_a, open_b = "{" in a, "{" in b
        if not open_a and not open_b:
            if a != b:
                return False
        elif open_a and open_b:
            if _PLACEHOLDER.sub("{}", a) != _PLACEHOLDER.sub("{}", b) and not _whole(a) and not _whole(b):
                return False
        elif not _fits(a if open_a else b, b if open_a else a):
            return False
        first, second = first or (open_a and not open_b), second or (open_b and not open_a)
    return first == second


def _whole(segment: str) -> bool:
    return _PLACEHOLDER.fullmatch(segment) is not None


def _fits(template: str, text: str) -> bool:
    """Whether a segment without placeholders may be one of `template`; told by its ends."""
    start, end = template.partition("{")[0], template.rpartition("}")[2]
    return bool(text) and text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end)
