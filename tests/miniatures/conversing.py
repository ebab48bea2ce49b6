"""Short conversations for every kind of rule: one that is as it should be, and some of a partner with a single vice.

Of the kinds that the tiny notes API can show, `rules.cases` holds two. Of all that a profile names, the examples of its
requirements are the fewest exchanges that show them, recorded from a reference partner; each bears its vice's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
from building import judge_all, numbered, requirement
from rules.cases import CASES, Case

from harness.coverage import examples
from harness.evidence import Observation
from harness.examples import judge_example, read_example
from harness.loading import Bundle, find, load_bundle, reference_of, shipped
from harness.profile import Requirement, RuleCall
from harness.verdict import Finding


@dataclass(frozen=True, kw_only=True)
class Miniature:
    """One short conversation, and the one requirement by which it is judged."""

    kind: str
    """Of the rule: `retries/1`."""
    name: str
    """The requirement, and the vice or `recorded`: `J13/gives-up`."""
    vicious: bool
    observations: tuple[Observation, ...] = field(repr=False)
    judged: Callable[[Iterable[Observation]], Finding] = field(repr=False)


@cache
def bundles() -> tuple[Bundle, ...]:
    """Return every shipped profile, with the description of its reference partner."""
    return tuple(reference_of(load_bundle(find(name))) for name in shipped())


@cache
def miniatures() -> tuple[Miniature, ...]:
    """Return all of them, by kind."""
    found = [*_tiny(), *(one for bundle in bundles() for one in _recorded(bundle))]
    return tuple(sorted(found, key=lambda one: (one.kind, one.name)))


def _tiny() -> Iterator[Miniature]:
    for kind, case in CASES.items():
        for name, vicious, told in (("tiny/recorded", False, case.conforms), ("tiny/vice", True, case.violates)):
            yield Miniature(
                kind=kind, name=name, vicious=vicious, observations=numbered(told()), judged=_by_case(kind, case)
            )


def _by_case(kind: str, case: Case) -> Callable[[Iterable[Observation]], Finding]:
    return lambda seen: judge_all([requirement(kind, case.with_)], seen).findings[0]


def _recorded(bundle: Bundle) -> Iterator[Miniature]:
    for one in bundle.profile.requirements:
        if not isinstance(one.rule, RuleCall):
            continue
        for outcome in ("conforms", "violates"):
            for path in examples(bundle.folder, one.id, outcome):
                yield _example(bundle, one, one.rule.rule, path, outcome == "violates")


def _example(bundle: Bundle, asked: Requirement, kind: str, path: Path, vicious: bool) -> Miniature:
    example = read_example(path)

    def judged(seen: Iterable[Observation]) -> Finding:
        return judge_example(bundle, asked, msgspec.structs.replace(example, exchanges=tuple(seen)))

    name = f"{asked.id}/{path.stem}"
    return Miniature(kind=kind, name=name, vicious=vicious, observations=example.exchanges, judged=judged)
