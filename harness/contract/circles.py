"""Finds schemas that are defined by themselves, which no value can be judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def circles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield one node of each circle found in `graph`; edges that leave the graph are ignored."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        path: dict[str, Iterator[str]] = {start: iter(sorted(graph[start]))}
        while path:
            node = next(reversed(path))
            for target in path[node]:
                if target in path:
                    yield target
                elif target in graph and target not in done:
                    path[target] = iter(sorted(graph[target]))
                    break
            else:
                done.add(node)
                del path[node]
