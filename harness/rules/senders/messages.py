"""`messages/1`: follows each message that a product sends from its first attempt to its end, and holds one thing of it.

=============  =====================================================================================================
`delivered`    what a partner did not take at first arrives in the end, and nothing written later overtakes it
`same-name`    a message without an answer is repeated as it was: same `messageId`, same content
`waits`        Retry-After is waited for before the message is sent again (RFC 9110 section 10.2.3)
`stops`        after 410 nothing more is sent to that address (RFC 9110 section 15.5.11)
`once`         a message that was taken is not sent again, whatever else its answer held
`rereads`      a change says on which version it was made, and after 409 or 412 the thing is read before it is changed
               again (RFC 9110 sections 15.5.10 and 15.5.13)
`final`        what was refused (RFC 9110 section 15.5) is not sent again as it was: it would be refused again
=============  =====================================================================================================

Where a product calls several partners, each is a matter of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.canonical import digest_of
from harness.contract import Schema
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.shape import shape_of
from harness.rules import base
from harness.rules.attempts import MOST, against, may_come_again
from harness.verdict import Because

EARLY: Final = 300_000
"""Microseconds by which a wait may fall short: clocks are read at both ends."""
PER_MESSAGE: Final = frozenset({"messageId", "sentAt"})
"""Members that tell two messages apart which say the same."""
_IDENTIFIER: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
Asked: TypeAlias = Literal["delivered", "same-name", "waits", "stops", "once", "rereads", "final"]
NOT_FINAL: Final = frozenset({401, 408, 409, 410, 412, 425, 429})
"""Refusals that say that it may be otherwise later, or that are held by something else."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of each message, and of which."""

    shows: Asked
    operations: tuple[str, ...] = ()
    """Only messages of these operations; none given: of all."""
    despite: Literal["", "unknown-properties"] = ""
    """For `once`: only messages whose answer has properties that the description does not have."""
    parties: tuple[str, ...] = ()
    """Only what is sent to these, by the names that evidence has for them; none given: to all."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One call to a partner, as far as it matters here."""

    id: ExchangeId
    operation: str
    path: str
    reads: bool
    at: int
    """When it came, microseconds since 1970."""
    answered: int
    """When its answer had gone, the same; as `at` where there was none."""
    status: int
    """0 where no whole answer was given."""
    until: int
    """When it may be sent again, microseconds since 1970; 0: nothing is said."""
    name: str
    """Its `messageId`, or empty."""
    written: str
    """Its `sentAt`."""
    says: str
    """Digest of what it says, its name and time left aside."""
    based: bool
    """Whether it says on which version it was made."""
    strange: bool
    """Whether its answer has properties that nobody knows."""
    unheard: bool
    """Whether it was we who broke off, before it was answered."""

    @property
    def taken(self) -> bool:
        """Whether it was answered well."""
        return 200 <= self.status < 300

    @property
    def failed(self) -> bool:
        """Whether it has to be sent again: not answered, too busy, or a server's own failure."""
        return self.status == 0 or self.status == 429 or self.status >= 500


Attempts: TypeAlias = tuple[Attempt, ...]


class Watch(base.Following):
    """Keeps the attempts of a partition, and says at its end what they show."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        self._finished = world.finished
        self._of = frozenset(params.operations)
        self._parties = frozenset(params.parties)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition and partner."""
        party = x.exchange.to_party
        if not x.to_partner or x.operation is None or (self._parties and party not in self._parties):
            return None
        return x.id.partition, party

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember the attempt."""
        attempts: Attempts = state or ()
        return ((*attempts, attempt(x)) if len(attempts) < MOST else attempts), ()

    def conclude(self, key: Hashable, state: Attempts) -> tuple[base.Sign, ...]:
        """Give what all attempts show together."""
        return tuple(HOLDS[self._params.shows](state, self))

    def concerns(self, one: Attempt) -> bool:
        """Tell whether an attempt is of the messages that are asked about."""
        return bool(one.name) and (not self._of or one.operation in self._of)

    @property
    def despite(self) -> bool:
        """Whether only answers with strange properties count."""
        return self._params.despite == "unknown-properties"

    @property
    def waited(self) -> bool:
        """Whether what did not come was waited for."""
        return self._finished


def _path(target: str) -> str:
    """Return the path of a target; one thing may be named by it alone and in absolute form (RFC 9112 section 3.2)."""
    return target.partition("?")[0] if target.startswith("/") else urlsplit(target).path


def attempt(x: Reading) -> Attempt:
    """Return what matters of one call."""
    value = x.request_json
    said = value if isinstance(value, dict) else {}
    name, written = said.get("messageId"), said.get("sentAt")
    return Attempt(
        id=x.id,
        operation=x.operation_id,
        path=_path(x.exchange.request.target),
        reads=x.exchange.request.method in ("GET", "HEAD"),
        at=x.sent_at,
        answered=max(x.sent_at, x.exchange.times.anchor + x.exchange.times.last_byte),
        status=x.status or 0,
        until=may_come_again(x),
        name=name if isinstance(name, str) else "",
        written=written if isinstance(written, str) else "",
        says=digest_of({key: each for key, each in said.items() if key not in PER_MESSAGE}),
        based="baseVersion" in said or "if-match" in x.request_headers,
        strange=_strange(x),
        unheard=x.silence in NOT_THEIRS,
    )


def _strange(x: Reading) -> bool:
    media, value = x.reply_media, x.reply_json
    if media is None or not isinstance(media.schema, Schema) or not isinstance(value, dict):
        return False
    return not value.keys() <= set(shape_of(media.schema).properties)


def _by_name(attempts: Attempts, watch: Watch) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for one in attempts:
        if watch.concerns(one):
            found.setdefault(one.name, []).append(one)
    return found


def delivered(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that what failed at first is taken later, and not after what was written after it."""
    messages = _by_name(attempts, watch)
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
        elif end is None and not turned_away and watch.waited:
            yield broke(first, "never-delivered", tries)
        if end is None and not turned_away:
            continue
        overtook = _overtook(first, end.at if end is not None else tries[-1].at, messages.values())
        if overtook is not None:
            yield broke(overtook, "overtaken", (first,))
        elif end is not None:
            yield base.Passed((first.id, end.id))


def _overtook(first: Attempt, ended: int, others: Iterable[list[Attempt]]) -> Attempt | None:
    """Return a later message about the same thing that was taken before this one came to its end."""
    for tries in others:
        one = next((each for each in tries if each.taken), None)
        if one is None or one.name == first.name or not _same_thing(one, first) or not _later(one, first):
            continue
        if one.at < ended:
            return one
    return None


def _later(one: Attempt, other: Attempt) -> bool:
    """Tell whether a message was written later than another; as instants, since one may be written in many ways."""
    try:
        return datetime.fromisoformat(one.written) > datetime.fromisoformat(other.written)
    except (ValueError, TypeError):  # no time, or one without an offset beside one that has it
        return False


def _same_thing(one: Attempt, other: Attempt) -> bool:
    return _thing(one) == _thing(other)


def _thing(one: Attempt) -> str:
    """Return the path of what a message is about: its own where it names a thing, or else that which it lies below."""
    above, _, last = one.path.rpartition("/")
    return one.path if _IDENTIFIER.match(last) else above


def same_name(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that a message without an answer is repeated under its own name."""
    for index, one in enumerate(attempts):
        if not watch.concerns(one) or one.status:
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


def waits(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that a message is not sent again before the partner said that it may be."""
    for index, one in enumerate(attempts):
        if not watch.concerns(one) or not one.until or one.status not in (429, 503):
            continue
        same = _alike(one, attempts)
        later = next((each for each in attempts[index + 1 :] if each.name == one.name), None) or next(same, None)
        if later is None:
            continue
        if later.at + EARLY < one.until:
            asked, waited = (one.until - one.at) // 1000, (later.at - one.at) // 1000
            yield broke(later, "too-early", (one,), asked=asked, waited=waited)
        else:
            yield base.Passed((one.id, later.id))


def stops(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
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
    if watch.waited:
        yield from (base.Passed((one.id,)) for path, one in gone.items() if path not in went_on)


def once(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that a message which was taken is not sent again."""
    for tries in _by_name(attempts, watch).values():
        taken = next((one for one in tries if one.taken), None)
        if taken is None or (watch.despite and not taken.strange):
            continue
        # Before the answer had gone nobody could know that it was taken; to ask again under its name is then right.
        again = next((one for one in tries if one.at > taken.answered), None)
        if again is None:
            again = next(_alike(taken, attempts), None)
        if again is not None:
            yield broke(again, "sent-again", (taken,))
        elif watch.waited:
            yield base.Passed((taken.id,))


def _alike(first: Attempt, attempts: Attempts) -> Iterator[Attempt]:
    """Yield later messages that say the same under another name."""
    for one in attempts:
        if one.at > first.at and one.path == first.path and one.says == first.says and one.name not in ("", first.name):
            yield one


def rereads(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that what was changed meanwhile is read before it is changed again."""
    for index, one in enumerate(attempts):
        if watch.concerns(one) and not one.based:
            yield broke(one, "no-version", ())
        if not watch.concerns(one) or one.status not in (409, 412):
            continue
        thing = _thing(one)
        read: Attempt | None = None
        for later in attempts[index + 1 :]:
            if later.reads and later.path.startswith(thing):
                read = read or (later if later.taken or later.unheard else None)
            elif later.path == one.path and later.name:
                yield base.Passed((one.id, later.id)) if read else broke(later, "not-read-again", (one,))
                break
        else:
            if read is not None:  # who leaves what to do about it to its user has read, and need not change again
                yield base.Passed((one.id, read.id))


def final(attempts: Attempts, watch: Watch) -> Iterator[base.Sign]:
    """Hold that what was refused is not sent again, under its own name or another."""
    for tries in _by_name(attempts, watch).values():
        refused = next((one for one in tries if 400 <= one.status < 500 and one.status not in NOT_FINAL), None)
        if refused is None:
            continue
        again = next((one for one in tries if one.at > refused.answered), None) or next(_alike(refused, attempts), None)
        if again is not None:
            yield broke(again, "sent-though-refused", (refused,))
        elif watch.waited:
            yield base.Passed((refused.id,))


HOLDS: Final[dict[Asked, Callable[[Attempts, Watch], Iterator[base.Sign]]]] = {
    "delivered": delivered,
    "same-name": same_name,
    "waits": waits,
    "stops": stops,
    "once": once,
    "rereads": rereads,
    "final": final,
}


def broke(shown: Attempt, code: str, with_: Iterable[Attempt], **params: int) -> base.Broke:
    """Say that an attempt decides against the product, together with those before it."""
    return against(shown.id, code, shown.operation, (one.id for one in with_), **params)


KIND = base.RuleKind("messages/1", Params, Watch)
