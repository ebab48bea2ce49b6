"""Holds what a publisher's calls show together: that they come again, in time, as they were, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, Literal, TypeAlias

import msgspec

from harness.rules import base
from harness.rules.attempts import A_SECOND
from harness.rules.webhooks.published import Attempt, Schedule, State, by_address, by_event, events, quiet, unsure

LEAST: Final = 3
"""Attempts after the first that a publisher makes."""
SHORT: Final = 0.8
"""Share of a declared gap that a measured one may fall short to: both ends take their time."""
EARLY: Final = 50_000
"""Microseconds by which it may fall short besides: a call that we noticed late makes the next gap shorter."""
SPREAD: Final = 2.0
"""How many times a declared gap the measured one may be: where chance has a part (jitter), the least are declared."""
GROWTH: Final = 1.5
"""How many times the first gap the last of these is at least: gaps that are alike, and vary by a fifth of themselves
either way, never show that (1.2 / 0.8)."""
Asked: TypeAlias = Literal["retried", "ends", "same-event", "stays", "halts", "waits", "ordered"]
UNDER_WAY: Final = A_SECOND
"""Microseconds within which a call may have been on its way before the answer to another was known."""
SLACK: Final = 100_000
"""Microseconds by which a wait may fall short: clocks are read at both ends."""


def retried(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that what was not taken comes again, often enough and with the gaps that were declared."""
    for here, tries in events(state):
        end = next((number for number, one in enumerate(tries) if one.taken or one.status == 410), len(tries) - 1)
        tries = tries[: end + 1]
        if tries[0].taken or any(one.status == 410 or one.until for one in tries):
            continue
        if {one.leads for one in tries} & {one.path for one in tries if one.path != tries[0].path}:
            continue  # it went where an answer led: that is what is wrong with it, and what `stays` says
        if not schedule.gaps:
            yield unsure(tries, "schedule-unknown", blocks=True)
        elif not _grows(schedule.gaps):
            yield schedule.broke(tries[0], "schedule", gaps=len(schedule.gaps))
        elif schedule.gaps[LEAST - 1] < GROWTH * schedule.gaps[0]:
            yield unsure(tries, "schedule-flat", blocks=True, least=GROWTH)
        else:
            yield from _held_to_schedule(tries, here, state, schedule)


def _grows(gaps: tuple[float, ...]) -> bool:
    """Tell whether there are enough gaps, and each is longer than the one before; those after may stay at a limit."""
    enough = len(gaps) >= LEAST and all(gap < later for gap, later in pairwise(gaps[:LEAST]))
    return enough and all(gap <= later for gap, later in pairwise(gaps[LEAST - 1 :]))


def _held_to_schedule(
    tries: list[Attempt], here: tuple[Attempt, ...], state: State, schedule: Schedule
) -> Iterator[base.Sign]:
    for number, (one, later) in enumerate(pairwise(tries), 1):
        if number <= len(schedule.gaps) and later.at - one.at < SHORT * schedule.gap(number) - EARLY:
            waited, declared = (later.at - one.at) // 1000, round(schedule.gap(number) / 1000)
            yield schedule.broke(later, "gap-too-short", tries, number=number, waited=waited, declared=declared)
            return
    if len(tries) > LEAST and not _grew(tries):
        yield unsure(tries, "growth-not-told", blocks=True, least=GROWTH)
    elif len(tries) > LEAST:
        yield base.Passed(tuple(one.id for one in tries))
    elif not tries[-1].taken:
        late = SPREAD * schedule.gap(len(tries)) + A_SECOND
        if _under_another_name(here, tries[-1]) is not None:
            # That is what is wrong with it, and what `same-event` says.
            yield unsure(tries, "repeat-renamed")
        elif state.until - tries[-1].at >= late:
            broke = schedule.broke(tries[-1], "not-retried", tries, retries=len(tries) - 1, least=LEAST)
            last = (state.last,) if state.last is not None else ()
            yield msgspec.structs.replace(broke, cites=tuple(dict.fromkeys((*broke.cites, *last))))
        else:
            yield unsure(tries, "schedule-not-over")


def _grew(tries: list[Attempt]) -> bool:
    """Tell whether the gaps grew by more than chance makes of such as are alike."""
    first, last = tries[1].at - tries[0].at, tries[LEAST].at - tries[LEAST - 1].at
    return last >= GROWTH * first - SLACK


def ends(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that what was taken does not come again."""
    for here, tries in events(state):
        number = next((number for number, one in enumerate(tries) if one.taken), None)
        if number is None:
            continue
        again = next((one for one in here[here.index(tries[number]) + 1 :] if _repeats(one, tries[number])), None)
        if again is not None:
            yield schedule.broke(again, "event-again", (tries[number],))
        elif schedule.waited(state, tries[number], number + 1):
            yield quiet(state, tries[number])
        else:
            yield unsure((tries[number],), "not-waited")


def _repeats(one: Attempt, taken: Attempt) -> bool:
    """Tell whether an attempt tells of the same event, be it in an envelope of another name."""
    alike = one.document == taken.document and one.says == taken.says
    return bool(one.identity) and (one.identity == taken.identity or alike)


def same_event(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that a repeat is known to be one."""
    for here in by_address(state):
        yield from _same_event(here, schedule)


def _same_event(here: tuple[Attempt, ...], schedule: Schedule) -> Iterator[base.Sign]:
    for number, one in enumerate(here):
        if one.taken or one.status == 410 or not one.identity:
            continue
        later = here[number + 1 :]
        again = next((each for each in later if each.identity == one.identity), None)
        if again is not None:
            same = again.says == one.says
            yield base.Passed((one.id, again.id)) if same else schedule.broke(again, "event-changed", (one,))
            continue
        other = _under_another_name(later, one)
        if other is not None:
            yield schedule.broke(other, "other-event", (one,))


def _under_another_name(attempts: tuple[Attempt, ...], one: Attempt) -> Attempt | None:
    """Return an attempt that says the same, or names the same document, and bears another name."""
    others = (each for each in attempts if each.identity != one.identity)
    return next((each for each in others if each.says == one.says or each.document == one.document), None)


def stays(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that nobody is followed elsewhere."""
    for number, one in enumerate(state.attempts):
        if not one.leads:
            continue
        followed = next((each for each in state.attempts[number + 1 :] if each.path == one.leads), None)
        if followed is not None:
            yield schedule.broke(followed, "followed-redirect", (one,))
        elif schedule.waited(state, one, 1):
            yield quiet(state, one)
        else:
            yield unsure((one,), "not-waited")


def halts(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that who wants no more calls gets none."""
    for number, one in enumerate(state.attempts):
        if one.status != 410:
            continue
        after = (each for each in state.attempts[number + 1 :] if each.path == one.path)
        later = next((each for each in after if not _was_under_way(each, one)), None)
        other = _another(state.attempts, one)
        if later is not None:
            yield schedule.broke(later, "goes-on", (one,))
        elif other is None:
            yield unsure((one,), "nothing-further")
        elif schedule.waited(state, other, 1):
            yield quiet(state, one, other)
        else:
            yield unsure((one,), "not-waited")
        return


def _was_under_way(later: Attempt, gone: Attempt) -> bool:
    """Tell whether a call may have been made before the answer was known: about something else, that we did not bring
    about since."""
    return later.identity != gone.identity and later.turn == gone.turn and later.at - gone.at <= UNDER_WAY


def _another(attempts: tuple[Attempt, ...], gone: Attempt) -> Attempt | None:
    """Return what shows that a further event happened after an address was gone: it came somewhere else.

    There it is not the first, which may be the one that the address was told of, under a name of its own.
    """
    seen: dict[str, set[str]] = {}
    for one in attempts:
        known = seen.setdefault(one.path, set())
        fresh = bool(one.identity) and one.identity not in known | {gone.identity}
        if known and fresh and one.path != gone.path and one.at > gone.at:
            return one
        known.add(one.identity)
    return None


def waits(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that an event does not come again before the subscriber said that it may."""
    for _, tries in events(state):
        for number, (one, later) in enumerate(pairwise(tries), 1):
            if not one.until or one.status not in (429, 503):
                continue
            if later.at < one.until - SLACK:
                asked, waited = (one.until - one.at) // 1000, (later.at - one.at) // 1000
                yield schedule.broke(later, "too-early", (one,), asked=asked, waited=waited)
            elif one.until - one.at <= schedule.gap(number):
                yield unsure((one, later), "would-have-waited")
            else:
                yield base.Passed((one.id, later.id))


def ordered(state: State, schedule: Schedule) -> Iterator[base.Sign]:
    """Hold that an event waits for an earlier one about the same case that did not come through at first."""
    for here in by_address(state):
        yield from _ordered(by_event(here), schedule)


def _ordered(told: list[list[Attempt]], schedule: Schedule) -> Iterator[base.Sign]:
    for number, tries in enumerate(told):
        first = tries[0]
        if first.taken or first.status == 410 or not first.about:
            continue
        end = next((one for one in tries if one.taken), tries[-1])
        for others in told[number + 1 :]:
            other = others[0]
            if other.about != first.about:
                continue
            if other.at < end.at:
                yield schedule.broke(other, "event-overtook", (first, end))
            elif end.taken:
                yield base.Passed((first.id, end.id, other.id))


HOLDS: Final[dict[Asked, Callable[[State, Schedule], Iterator[base.Sign]]]] = {
    "retried": retried,
    "ends": ends,
    "same-event": same_event,
    "stays": stays,
    "halts": halts,
    "waits": waits,
    "ordered": ordered,
}
