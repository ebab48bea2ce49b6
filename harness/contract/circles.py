"""Finds schemas that are defined by themselves, and how many apply to one value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def circles(graph: Mapping[str, Collection[str]]) -> Iterator[str]:
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


def weigh(graph: Mapping[str, Mapping[str, int]], weights: dict[str, int], most: int) -> None:
    """Enter for each node of a graph without circles how many nodes a walk through all of it meets, `most` at most.

    An edge that is there several times is walked as often. `weights` holds those of nodes outside of the graph.
    """
    for start in graph:
        rest = [start]
        while rest:
            node = rest[-1]
            missing = [each for each in graph[node] if each in graph and each not in weights] if node in graph else []
            if missing and node not in weights:
                rest.extend(missing)
                continue
            rest.pop()
            if node not in weights:
                met = sum(weights.get(each, 1) * times for each, times in graph[node].items())
                weights[node] = min(1 + met, most)
