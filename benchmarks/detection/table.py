"""Writes what was found as a table that people read."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.detection.bench import EVERYWHERE, Bench
from benchmarks.detection.looking import Case, Perfect, Side, theirs

HEAD = """\
# What is found of planted defects

Written by `python -m benchmarks.detection --write docs/findings/detection.md`.

The reference server `{mock}` is served as it is, and then with each of its planted defects, one at a time. Each time it
is tested from nothing by `hallmark run` with the profile `{profile}`, and by `st run` (schemathesis in the version that
Hallmark pins, all checks on, {effort}, with the same description and a token that works).

- **Hallmark** finds a defect when each requirement that it is planted against comes out as violated.
- **st** finds a defect when it reports a failure on an operation that the defect touches, and does not report that
  failure, with any of the seeds, of the server without defects. What kind of failure it is does not matter.
- *Requests* and *seconds* are those until the request that showed it; in brackets those of the whole run. Seconds are
  of a machine that had other work, and are there for their order of magnitude.
- What else Hallmark says of a defective server ("also says") are requirements that the same fault breaks too, or what
  it cannot tell from it.
- † Hallmark's run was limited to the requirements that the defect is planted against (`--only`): what it would say
  besides is not seen, and it needs fewer requests than a whole run.
"""
MOST_NAMED = 6
"""Operations that are named in a cell."""
COLUMNS = "| defect | touches | Hallmark | requests | seconds | st | requests | seconds |\n" + "|---" * 8 + "|\n"

SERVED = {"": "without TLS", "tls": "with TLS", "mutual": "with TLS and client certificates",
          "authority": "trusting another authority"}  # fmt: skip
HEADINGS = {
    "MUST": "Defects against a MUST",
    "SHOULD": "Defects against a SHOULD",
    "MAY": "Defects against a MAY",
    "none": "Defects against which there is no requirement",
}


def table(bench: Bench, baselines: list[Perfect], cases: list[Case]) -> str:
    """Return the document."""
    effort = f"{bench.examples} examples for each operation" if bench.examples else "its default number of examples"
    effort += f", {bench.seconds} seconds for a run" if bench.seconds else ""
    parts = [HEAD.format(mock=bench.mock, profile=bench.profile, effort=effort)]
    parts += ["\n## The server without defects\n\n", *_perfect(baselines)]
    blamed = {name for one in baselines for name in one.st}
    for level, heading in HEADINGS.items():
        of_level = [one for one in cases if one.level == level]
        if of_level:
            parts += [f"\n## {heading}\n\n", *_level(of_level, blamed, frozenset(bench.operations.values()))]
    return "".join(parts)


def _perfect(baselines: list[Perfect]) -> Iterator[str]:
    yield "| seed | served | Hallmark's verdict | its false alarms | requests | st's false alarms | requests |\n"
    yield "|---|---|---|---|---|---|---|\n"
    for one in baselines:
        ours = f"{one.verdict} | {', '.join(one.hallmark) or 'none'} | {one.hallmark_requests}"
        yield f"| {one.seed} | {SERVED[one.needs]} | {ours} | {len(one.st)} | {one.st_requests} |\n"
    alarms = sorted({alarm for one in baselines for alarm in one.st})
    if alarms:
        yield "\nWhat st says of a server in which nothing is wrong:\n\n"
        yield from (f"- {alarm}\n" for alarm in alarms)


def _level(cases: list[Case], blamed: set[str], every: frozenset[str]) -> Iterator[str]:
    sides = [(one, theirs(one, blamed)) for one in cases]
    ours, others = sum(one.hallmark.found for one in cases), sum(side.found for _, side in sides)
    yield f"Hallmark finds {ours} of {len(cases)}, st {others}.\n\n{COLUMNS}"
    for one, side in sides:
        touches = _touched(one.operations, every)
        mark = "†" if one.limited else ""
        yield f"| {one.says} (`{one.defect}`){mark} | {touches} | {_side(one.hallmark)} | {_side(side)} |\n"


def _touched(operations: tuple[str, ...], every: frozenset[str]) -> str:
    """Return the operations; where there are many, how many are left out."""
    if operations == (EVERYWHERE,) or every <= set(operations):
        return "all"
    left = len(operations) - MOST_NAMED
    return ", ".join([*operations[:MOST_NAMED], *([f"{left} more"] if left > 0 else [])])


def _side(side: Side) -> str:
    what = f"found: {side.how}" if side.found else "missed"
    if side.others:
        what += f"; also says {', '.join(side.others)}"
    if not side.found:
        return f"{what} | ({side.requests}) | ({side.seconds:g})"
    return f"{what} | {side.request} ({side.requests}) | {side.second:g} ({side.seconds:g})"
