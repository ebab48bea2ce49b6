"""Fuzzes one operation: cases from its description first, then ones near to what was taken, then what they made.

An oracle that is handed in steers what is looked into more closely; its opinion is thrown away, and the judge finds the
same again from the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from harness.contract.model import Operation
from harness.gather.bench import Bench
from harness.gather.cases import Case, Maker, cases_of, near
from harness.gather.fuzzing import fuzz
from harness.gather.fuzzing.closer import heed_silence, look_closer
from harness.gather.fuzzing.following import clean_up, follow
from harness.gather.fuzzing.pursuit import Oracle, Pursuit

CASES: Final = 20
"""Right cases, wrong cases, and cases of the second stage, each, where a probe does not say."""

CasesOf = Callable[[Operation, int, int], tuple[Case, ...]]
"""Gives the cases of an operation for a seed and a number; see `cases_of`."""


def probe(
    bench: Bench,
    operation: Operation,
    outputs: Mapping[str, object],
    settings: Mapping[str, Any],
    oracle: Oracle,
    cases: CasesOf = cases_of,
) -> None:
    """Send generated requests, right ones and wrong ones; `outputs` of a setup fill the path.

    `settings["cases"]` is how many right ones, wrong ones and ones of the second stage; `settings["search"]` how many
    of each kind a generator of properties makes besides. Raises StopRun, Unfillable and GivenUp.
    """
    pursuit = Pursuit(bench, operation, outputs, oracle)
    count = int(settings.get("cases", CASES))
    made = cases(operation, bench.inputs.seed, count)
    for case in made:
        heed_silence(pursuit, case, pursuit.say(case))
    _near(pursuit, count)
    searched = int(settings.get("search", 0 if any(case.right for case in made) else count))
    if searched:
        fuzz.search(pursuit.sayer, searched, lambda exchange: not oracle(exchange))
    follow(pursuit)
    look_closer(pursuit)
    clean_up(pursuit)


def _near(pursuit: Pursuit, count: int) -> None:
    """Send cases near to those that were taken, or that led to something new."""
    random, accepted = pursuit.bench.inputs.random, pursuit.learnt.accepted
    maker = Maker(pursuit.operation, random)
    seen: set[object] = set()
    for number in range(count if accepted else 0):
        base = accepted[int(random.random() ** 2 * len(accepted))]
        case = near(maker, base, pursuit.learnt.of, right=number % 2 == 0)
        if case is not None and case.key not in seen:
            seen.add(case.key)
            heed_silence(pursuit, case, pursuit.say(case, "near"))
