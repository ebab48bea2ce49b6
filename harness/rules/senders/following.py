"""Holds what the attempts of a message show together: that it arrives once, in time, in order, and as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from harness.rules import base
from harness.rules.senders.sent import Attempt, Attempts, broke
from harness.verdict import Because

EARLY: Final = 300_000
"""Microseconds by which a wait may fall short: clocks are read at both ends."""
A_MINUTE: Final = 60_000_000
"""Microseconds. What comes again within it is a message that was sent twice, whoever pressed the key twice."""
_IDENTIFIER: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
Asked: TypeAlias = Literal["delivered", "same-name", "waits", "stops", "once", "rereads", "final"]
NOT_FINAL: Final = frozenset({401, 408, 409, 410, 412, 425, 429})
"""Refusals that say that it may be otherwise later, or that are held by something else."""


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages are asked about."""

    operations: frozenset[str] = frozenset()
    """Only those of these operations; none given: of all."""
    despite: bool = False
    """Whether only answers with strange properties count."""
    waited: bool = True
    """Whether what did not come was waited for."""
    number: int = 1
    """How many messages there are, at least."""
    quiet: int = 0
    """How long is listened for what must not come, microseconds."""
    ended: int = 0
    """When the run ended, microseconds since 1970; 0: nobody says."""

    def concerns(self, one: Attempt) -> bool:
        """Tell whether an attempt is of them."""
        return bool(one.name) and (not self.operations or one.operation in self.operations)

    def unless_more_came(self, one: Attempt) -> Iterator[base.Sign]:
        """Say that nothing came after an answer that must not come, where that was listened for."""
        if self.waited:
            yield base.listened(one.id, one.answered, self.quiet, self.ended)


def _by_name(attempts: Attempts, of: Sought) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for one in attempts:
        if of.concerns(one):
            found.setdefault(one.name, []).append(one)
    return found


def delivered(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that what failed at first is taken later, and not after what was written after it."""
    messages = _by_name(attempts, of)
    shown = {one.says: one.id for one in attempts if of.concerns(one) and one.status and not one.failed}
    others = tuple(shown.values()) if of.number > 1 else ()
    for tries in messages.values():
        first = tries[0]
        if not first.failed:
            continue
        # One that comes under another name has come; that its name is another is held by `same-name`.
        ways = (*tries, *_alike(first, attempts))
        end = next((one for one in ways if one.taken), None)
        turned_away = any(one.status >= 400 and not one.failed for one in ways)
        if end is None and any(one.unheard for one in tries):
            yield base.Unsure(because=Because(code="cut-off-by-us"), cites=tuple(one.id for one in tries))
        elif end is None and not turned_away and of.waited:
            yield broke(first, "never-delivered", tries)
        if end is None and not turned_away:
            continue
        overtook = _overtook(first, end.at if end is not None else tries[-1].at, messages.values())
        if overtook is not None:
            yield broke(overtook, "overtaken", (first,))
        elif end is not None:
            yield base.Passed(tuple(dict.fromkeys((first.id, end.id, *others))))
    if any(tries[0].failed for tries in messages.values()) and len(shown) < of.number:
        params = {"came": len(shown), "number": of.number}
        yield base.Unsure(because=Because(code="not-all-came", params=params), cites=others or (attempts[0].id,))


def _overtook(first: Attempt, ended: int, others: Iterable[list[Attempt]]) -> Attempt | None:
    """Return a later message about the same thing that was taken before this one came to its end."""
    for tries in others:
        one = next((each for each in tries if each.taken), None)
        if one is None or one.name == first.name or not _same_thing(one, first) or one.at >= ended:
            continue
        # Of what was written within the same second, or without a time, that is the earlier which was tried first.
        if _later(one, first) or (_at_once(one, first) and tries[0].at > first.answered):
            return one
    return None


def _later(one: Attempt, other: Attempt) -> bool:
    """Tell whether a message was written later than another; as instants, since one may be written in many ways."""
    at, before = _written(one), _written(other)
    return at is not None and before is not None and at > before


def _at_once(one: Attempt, other: Attempt) -> bool:
    return _written(one) == _written(other)


def _written(one: Attempt) -> datetime | None:
    """Return when a message was written; None where it does not say, or not with an offset."""
    try:
        at = datetime.fromisoformat(one.written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _same_thing(one: Attempt, other: Attempt) -> bool:
    return _thing(one) == _thing(other)


def _thing(one: Attempt) -> str:
    """Return the path of what a message is about: its own where it names a thing, or else that which it lies below."""
    above, _, last = one.path.rpartition("/")
    return one.path if _IDENTIFIER.match(last) else above


def same_name(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that a message without an answer is repeated under its own name."""
    for index, one in enumerate(attempts):
        if not of.concerns(one) or one.status:
            continue
        for later in attempts[index + 1 :]:
            if later.path != one.path or not later.name:
                continue
            if later.name == one.name:
                same = later.says == one.says
                yield base.Passed((one.id, later.id)) if same else broke(later, "other-content", (one,))
                break
            if later.says == one.says:
                yield broke(later, "other-name", (one,))
                break


def waits(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that a message is not sent again before the partner said that it may be, and that it was read."""
    for one in attempts:
        if not of.concerns(one) or not one.until or one.status not in (429, 503):
            continue
        tries = [each for each in attempts if each.path == one.path and each.name and _says_it(each, one)]
        index = tries.index(one)
        if index + 1 == len(tries):
            continue
        later = tries[index + 1]
        if later.at + EARLY < one.until:
            asked, waited = (one.until - one.at) // 1000, (later.at - one.at) // 1000
            yield broke(later, "too-early", (one,), asked=asked, waited=waited)
        elif _shown_to_be_read(tries, index):
            yield base.Passed((one.id, later.id))
        else:
            yield base.Unsure(because=Because(code="would-have-waited"), cites=(one.id, later.id), blocks=False)


def _says_it(one: Attempt, other: Attempt) -> bool:
    return one.name == other.name or one.says == other.says


def _shown_to_be_read(tries: list[Attempt], index: int) -> bool:
    """Tell whether a message would have come earlier had nobody said how long to wait.

    The longest pause of its sender's own is taken to double at most from one attempt to the next. Where there is none,
    one that was asked for says how long it is at most; and who comes sooner afterwards would have come as soon before.
    """
    asked = tries[index].until - tries[index].at
    pauses = [(at, tries[at + 1].at - tries[at].at) for at in range(len(tries) - 1) if tries[at].failed]
    own = [(at, pause) for at, pause in pauses if at < index and not tries[at].until]
    before = own or [(at, pause) for at, pause in pauses if at < index]
    longest = max((pause for _, pause in before), default=0) << (index - before[-1][0] if before else 0)
    sooner = any(at > index and pause + EARLY < asked for at, pause in pauses)
    return sooner or 0 < longest < asked


def stops(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that nothing more is sent to an address that answered 410."""
    gone: dict[str, Attempt] = {}
    went_on: set[str] = set()
    for one in attempts:
        # What was under way when the answer came could not know of it.
        if one.path in gone and one.at > gone[one.path].answered and one.path not in went_on and not one.reads:
            went_on.add(one.path)
            yield broke(one, "goes-on", (gone[one.path],))
        elif one.status == 410:
            gone.setdefault(one.path, one)
    for path, one in gone.items():
        if path not in went_on:
            yield from of.unless_more_came(one)


def once(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that a message which was taken is not sent again."""
    for tries in _by_name(attempts, of).values():
        taken = next((one for one in tries if one.taken), None)
        if taken is None or (of.despite and not taken.strange):
            continue
        # Before the answer had gone nobody could know that it was taken; to ask again under its name is then right.
        again = next((one for one in tries if one.at > taken.answered), None)
        alike = tuple(_alike(taken, attempts))
        if again is None:
            again = next((one for one in alike if not _said_anew(one, taken)), None)
        if again is not None:
            yield broke(again, "sent-again", (taken,))
        elif alike:
            yield base.Unsure(because=Because(code="said-anew"), cites=(taken.id, alike[0].id))
        else:
            yield from of.unless_more_came(taken)


def _said_anew(one: Attempt, taken: Attempt) -> bool:
    """Tell whether somebody may have meant to say it once more: much later, and as of a later time."""
    return one.at - taken.answered > A_MINUTE and _later(one, taken)


def _alike(first: Attempt, attempts: Attempts) -> Iterator[Attempt]:
    """Yield later messages that say the same under another name."""
    for one in attempts:
        if one.at > first.at and one.path == first.path and one.says == first.says and one.name not in ("", first.name):
            yield one


def rereads(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that what was changed meanwhile is read before it is changed again."""
    for index, one in enumerate(attempts):
        if of.concerns(one) and not one.based:
            yield broke(one, "no-version", ())
        if not of.concerns(one) or one.status not in (409, 412):
            continue
        reads: list[Attempt] = []
        for later in attempts[index + 1 :]:
            if later.reads and later.path.startswith(_thing(one)) and (later.taken or later.unheard):
                reads.append(later)
            elif later.path == one.path and later.name:
                yield _again_on(later, one, reads)
                break
        else:
            # Who leaves what to do about it to its user has read, and need not change again.
            read = next((each for each in reads if each.versions or each.path == _thing(one)), None)
            if read is not None:
                yield base.Passed((one.id, read.id))


def _again_on(later: Attempt, one: Attempt, reads: list[Attempt]) -> base.Sign:
    """Tell whether a change is made again on what was read, at the thing itself or in a list about it."""
    itself = [each for each in reads if each.path == _thing(one)]
    shown = {version for each in itself if each.taken for version in (*each.versions, each.tag) if version}
    listed = {version for each in reads for version in each.versions}
    if not reads:
        return broke(later, "not-read-again", (one,))
    if shown and later.based and later.based not in shown | listed:
        return broke(later, "not-on-what-was-read", (one, itself[0]))
    if not itself and later.based not in listed:
        return base.Unsure(because=Because(code="read-elsewhere"), cites=(one.id, reads[0].id, later.id), blocks=False)
    return base.Passed((one.id, later.id))


def final(attempts: Attempts, of: Sought) -> Iterator[base.Sign]:
    """Hold that what was refused is not sent again, under its own name or another."""
    for tries in _by_name(attempts, of).values():
        refused = next((one for one in tries if 400 <= one.status < 500 and one.status not in NOT_FINAL), None)
        if refused is None:
            continue
        again = next((one for one in tries if one.at > refused.answered), None) or next(_alike(refused, attempts), None)
        if again is not None:
            yield broke(again, "sent-though-refused", (refused,))
        else:
            yield from of.unless_more_came(refused)


HOLDS: Final[dict[Asked, Callable[[Attempts, Sought], Iterator[base.Sign]]]] = {
    "delivered": delivered,
    "same-name": same_name,
    "waits": waits,
    "stops": stops,
    "once": once,
    "rereads": rereads,
    "final": final,
}
