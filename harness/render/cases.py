"""Says how each requirement stands in a list of tests, as pipelines show them; no list is greener than its verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from harness.canonical import digest_of
from harness.evidence import Deviation
from harness.profile import Requirement
from harness.render.inert import inert, one_line
from harness.render.prose import stopped
from harness.render.report import Part, Report
from harness.verdict import Cause, Decision, Finding, Outcome

VERDICT: Final = "verdict"
"""Id of the case that stands for the verdict itself, where the requirements alone would look better than it."""
MOST_LINES: Final = 20
WORDS: Final = {
    Outcome.CONFORMS: "met",
    Outcome.VIOLATES: "not met",
    Outcome.INCONCLUSIVE: "could not be told",
    Outcome.NOT_APPLICABLE: "does not apply",
    Outcome.NOT_TESTED: "not tested",
    Outcome.FAULT: "a fault of ours",
}


class State(StrEnum):
    """How a case looks to whoever only counts colours."""

    PASSED = "passed"
    FAILED = "failed"
    """Not met, and the verdict rests on it."""
    ERROR = "error"
    """The verdict rests on it, and it could not be told, was not tested, or met a fault of ours."""
    ADVISED = "advised"
    """Not shown to be met; the verdict does not rest on it."""
    SKIPPED = "skipped"
    """Does not apply, or is not tested and decides nothing."""


RED: Final = (State.FAILED, State.ERROR)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement in the list; all texts are on one line and harmless."""

    id: str
    title: str
    """The statement."""
    group: str
    """The conformance class."""
    state: State
    outcome: str
    """As the verdict has it, or `verdict` for the case that stands for it."""
    code: str
    text: str
    """Why; empty for what is met."""
    lines: tuple[str, ...] = ()
    """Each operation that breaks it, and how."""
    requirement: Requirement | None = None
    finding: Finding | None = None
    deviation: Deviation | None = None

    @property
    def name(self) -> str:
        """Return id and statement, as test lists show them."""
        return f"{self.id} {self.title}"

    @property
    def told(self) -> str:
        """Return the reason with the level and the outcome before it where the verdict does not rest on the case."""
        if self.state in (State.ADVISED, State.SKIPPED) and self.requirement is not None:
            return f"{self.requirement.level.value}, {WORDS[Outcome(self.outcome)]}: {self.text}"
        return self.text

    @property
    def details(self) -> tuple[str, ...]:
        """Return the lines, and what the supplier declared of it: a known deviation changes no outcome."""
        if self.deviation is None:
            return self.lines
        told = self.deviation
        return (*self.lines, one_line(f"Known deviation, until {told.expires}: {told.reason} ({told.owner})"))

    @property
    def violated(self) -> bool:
        """Tell whether the case's reasons stand among the root causes."""
        return self.finding is not None and bool(self.finding.violations)


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one profile and role."""

    name: str
    cases: tuple[Case, ...]
    part: Part | None = None
    """None only where nothing at all was judged."""


def suites(report: Report) -> tuple[Suite, ...]:
    """Return a suite for each profile and role; where the verdict is no success, at least one case is red."""
    found = [Suite(name=_name(part), cases=tuple(_cases(part, report)), part=part) for part in report.parts]
    found = [one if _red(one.cases) else _with_verdict(one) for one in found]
    if report.exit_code != 0 and not any(_red(one.cases) for one in found):
        last = found.pop() if found else Suite(name="hallmark", cases=())
        found.append(msgspec.structs.replace(last, cases=(*last.cases, _of_the_run(report))))
    return tuple(found)


def decides(part: Part, cause: Cause) -> bool:
    """Tell whether the verdict rests on one of the requirements that a root cause breaks."""
    return any(part.decides(requirement) for requirement in broken(part, cause))


def broken(part: Part, cause: Cause) -> tuple[Requirement, ...]:
    """Return the requirements that a root cause breaks, in the profile's order."""
    return tuple(requirement for requirement, _ in part.rows() if requirement.id in cause.requirements)


def fingerprint(*identity: str) -> str:
    """Return 64 hexadecimal digits that stay the same for the same finding, run after run."""
    return digest_of([inert(part, sys.maxsize) for part in identity]).removeprefix("sha256:")


def stable_name(part: Part) -> str:
    """Return profile and role without the version, so that a fingerprint outlives an upgrade."""
    return f"{part.profile.id}/{part.verdict.role}"


def _name(part: Part) -> str:
    return one_line(f"{part.verdict.profile}/{part.verdict.role}")


def _red(cases: tuple[Case, ...]) -> bool:
    return any(case.state in RED for case in cases)


def _with_verdict(suite: Suite) -> Suite:
    part = suite.part
    if part is None or (part.verdict.verdict is Decision.CONFORMS and suite.cases):
        return suite
    return msgspec.structs.replace(suite, cases=(*suite.cases, _verdict_case(part)))


def _verdict_case(part: Part) -> Case:
    violates = part.verdict.verdict is Decision.VIOLATES
    return Case(
        id=VERDICT,
        title=f"The verdict is {part.verdict.verdict.value}.",
        group=VERDICT,
        state=State.FAILED if violates else State.ERROR,
        outcome=VERDICT,
        code=part.verdict.because.code,
        text=one_line(part.sentence(part.verdict.because)),
    )


def _of_the_run(report: Report) -> Case:
    footer = report.footer
    ours = report.exit_code == 4
    ended = stopped(footer.stopped) if footer else "The run was cut off before its end."
    return Case(
        id=VERDICT,
        title="The run ended as it should.",
        group=VERDICT,
        state=State.ERROR,
        outcome=VERDICT,
        code="fault" if ours else "nothing-judged",
        text="Hallmark met a fault of its own; it counts against nobody." if ours else one_line(ended),
    )


def _cases(part: Part, report: Report) -> Iterator[Case]:
    deviations = {d.requirement: d for d in report.context.deviations}
    for requirement, finding in part.rows():
        state = _state(part, requirement, finding)
        yield Case(
            id=one_line(requirement.id),
            title=one_line(requirement.statement),
            group=one_line(requirement.class_),
            state=state,
            outcome=finding.outcome.value,
            code=finding.because.code,
            text="" if state is State.PASSED else one_line(_text(part, requirement, finding)),
            lines=tuple(_lines(part, finding)),
            requirement=requirement,
            finding=finding,
            deviation=deviations.get(requirement.id) if finding.outcome is Outcome.VIOLATES else None,
        )


def _state(part: Part, requirement: Requirement, finding: Finding) -> State:
    if finding.outcome is Outcome.CONFORMS:
        return State.PASSED
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return State.SKIPPED
    if part.decides(requirement):
        return State.FAILED if finding.outcome is Outcome.VIOLATES else State.ERROR
    return State.SKIPPED if finding.outcome is Outcome.NOT_TESTED else State.ADVISED


def _text(part: Part, requirement: Requirement, finding: Finding) -> str:
    reason = part.reason(requirement, finding)
    if finding.outcome is not Outcome.VIOLATES:
        return reason
    return f"{reason} ({finding.failed} of {finding.failed + finding.passed} cases)"


def _lines(part: Part, finding: Finding) -> Iterator[str]:
    for violation in finding.violations[:MOST_LINES]:
        yield one_line(f"{violation.operation or '-'}: {part.sentence(violation.because)} [{violation.minimal}]")
    if len(finding.violations) > MOST_LINES:
        yield f"and {len(finding.violations) - MOST_LINES} more"
