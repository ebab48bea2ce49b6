"""Gathers for a pytest session in a process of its own, which is started early and then told what to gather.

Questions are lines of its standard input. What comes after the one to gather, or the end, is a wish that it should
stop, as Ctrl-C is one to `hallmark run`. What it says goes to standard output, a line of JSON each.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from harness.cli.running.assembling import Assembled, Declared, assemble, environment
from harness.cli.running.carrying import Carried, carry, write_reports
from harness.cli.terminal.advice import advice
from harness.cli.terminal.collecting import end_at_once
from harness.cli.terminal.naming import new_seed
from harness.cli.terminal.progress import Lines
from harness.errors import NO_ROOM, HallmarkError
from harness.gather.orders import Event
from harness.gather.plan import Plan, in_scope
from harness.loading import Bundle
from harness.pytest_plugin.claim import Claim, claim_of, declared_by, listed, markers
from harness.pytest_plugin.errand import Asked, Came, Gather, Line, Look, NoRoom, Said, Seen, Shown, unspelt
from harness.render.finding import gist, told
from harness.render.prose import stopped
from harness.render.report import Report
from harness.verdict import Outcome

SAID = frozenset({"partition", "exchange", "end", "fault"})
"""Events that are worth a line between pytest's dots."""


def main() -> None:
    """Answer what is asked, until a run was gathered or nothing more is asked."""
    asked, answers = _streams()
    end_at_once()

    def say(said: Said) -> None:
        if isinstance(said, Came):  # the run is over and sealed: nothing is to interrupt what is left
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        with suppress(BrokenPipeError):  # that nobody listens any more must not disturb what is being kept
            answers.write(msgspec.json.encode(said) + b"\n")

    claim = None
    while line := asked.readline():
        asking: Asked = msgspec.json.decode(line, type=Asked)
        os.chdir(unspelt(asking.here))
        os.environ.clear()
        os.environ.update({unspelt(name): unspelt(value) for name, value in asking.environment.items()})
        if isinstance(asking, Gather):
            signal.signal(signal.SIGINT, signal.default_int_handler)
            threading.Thread(target=_stop_when_asked, args=(asked.fileno(),), daemon=True).start()
            attend(asking, say, claim)
            return
        claim = look(asking, say)


def look(asking: Look, say: Callable[[Said], None]) -> Claim | None:
    """Say which requirements there are; returns what was read, None where something is wrong with it."""
    try:
        claim = claim_of(asking, environment())
    except HallmarkError as error:
        say(Seen(error=str(error)))
        return None
    say(Seen(listed=tuple(listed(claim)), markers=tuple(markers(claim))))
    return claim


def attend(asking: Gather, say: Callable[[Said], None], claim: Claim | None = None) -> None:
    """Gather, judge, say what came of it, and write the reports; only what goes wrong with those is raised.

    `claim` is what was read before: of it the profiles are used where they are still the ones.
    """
    try:
        assembled = _assembled(asking, claim)
        carried = carry(assembled, Path(asking.folder), asking.run, _progress(say), workers=None)
        came = _came(carried, assembled.plan)
    except KeyboardInterrupt:
        say(Came(error=stopped("interrupted"), interrupted=True))
    except HallmarkError as error:
        say(Came(error=f"nothing was gathered: {error}"))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            say(NoRoom(said=str(error.strerror)))
            return
        name = type(error).__name__
        said = f"a fault of Hallmark, never counted against the product: {name}"
        say(Came(error=said, trace=traceback.format_exc(), faults=(name,)))
    else:
        say(came)
        write_reports(carried.report, Path(asking.folder))


def _assembled(asking: Gather, claim: Claim | None) -> Assembled:
    env = environment()
    declared = declared_by(asking, env)
    seeds = (asking.seed, declared.declaration.seed)
    seed = next((seed for seed in seeds if seed is not None), None)
    drawn = new_seed() if seed is None else seed
    return assemble(declared, drawn, asking.only, env, bundles=_known(claim, declared))


def _known(claim: Claim | None, declared: Declared) -> tuple[Bundle, ...]:
    """Return the profiles where they were read already."""
    if claim is None or _named(claim.declared) != _named(declared):
        return ()
    return claim.bundles


def _named(declared: Declared) -> tuple[object, ...]:
    return (*declared.profiles, *declared.declaration.profiles)


def _came(carried: Carried, plan: Plan) -> Came:
    report, gathered = carried.report, carried.gathered
    return Came(
        error=_blocked(carried),
        interrupted=gathered.stopped == "interrupted",
        faults=gathered.faults,
        lines=tuple(_lines(report)),
        facts=_facts(report),
        shown=tuple(_shown(report)),
        items=sum(1 for aim in plan.aims for _ in in_scope(aim, dict.fromkeys(plan.only))),
    )


def _blocked(carried: Carried) -> str:
    """Return why the run cannot be judged at all: it never came to the plan, or a person broke it off."""
    gathered = carried.gathered
    if gathered.blocked is not None:
        return (
            f"nothing was gathered; {gathered.blocked.name} {advice(gathered.blocked)}\n  {stopped(gathered.stopped)}"
        )
    return stopped(gathered.stopped) if gathered.stopped == "interrupted" else ""


def _shown(report: Report) -> Iterator[Shown]:
    for part in report.parts:
        for requirement, finding in part.rows():
            row = (part, requirement, finding)
            yield Shown(
                profile=part.verdict.profile,
                role=part.verdict.role,
                requirement=requirement.id,
                outcome=finding.outcome,
                because=finding.because.code,
                gist=gist(*row),
                told="" if finding.outcome is Outcome.CONFORMS else told(*row, report),
            )


def _lines(report: Report) -> Iterator[str]:
    for part in report.parts:
        verdict, why = part.verdict, part.sentence(part.verdict.because)
        yield f"{verdict.profile}, role {verdict.role}: {verdict.verdict.value}. {why}"
        yield f"  {part.scope_line()}"
    yield f"run {report.context.run}, seed {report.context.seed}; judge it again: hallmark judge {report.out}"


def _facts(report: Report) -> dict[str, str]:
    context, product = report.context, report.context.product
    return {
        "Product": f"{product.name} {product.version}",
        "Supplier": product.supplier,
        "Target": context.subjects[0].target,
        "Profiles": ", ".join(f"{part.verdict.profile} as {part.verdict.role}" for part in report.parts),
        "Verdict": report.decision.value,
        "Run": context.run,
        "Seed": str(context.seed),
        "Evidence": report.evidence,
        "Hallmark": context.harness,
        "Platform": context.environment.platform,
    }


def _progress(say: Callable[[Said], None]) -> Callable[[Event], None]:
    lines = Lines(say=lambda text: say(Line(text=text.strip())))

    def take(event: Event) -> None:
        if event.kind in SAID:
            lines(event)

    return take


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Return what is asked and where answers go, out of reach of whatever else reads or prints in this process."""
    asked, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # Unbuffered: no thread may hold a buffer's lock when the interpreter ends.
    return os.fdopen(asked, "rb", buffering=0), os.fdopen(answers, "wb", buffering=0)


def _stop_when_asked(asked: int) -> None:
    """Interrupt the main thread, once, when something or nothing more is to be read."""
    os.read(asked, 1)
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


if __name__ == "__main__":
    main()
