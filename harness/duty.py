"""Puts one rule to work for one requirement, shows it what happened, and counts the signs that it gives."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import msgspec

from harness.errors import ProfileError
from harness.evidence import Answer, Exchange, Handshake, Observation
from harness.fit import nearest
from harness.profile import Requirement, RuleCall
from harness.reading import Reading
from harness.reading.entry import is_page_instead
from harness.reading.stream import foreign
from harness.repeats import SentTimes
from harness.rules import RULEBOOK, RULES
from harness.rules.base import Beside, Broke, OfDescription, Passed, Sign, Single, Unsure, Watch, World, aside, unsure
from harness.tally import Tally, in_between
from harness.variety import Variety


class Duty:
    """One rule at work: its watch, the states of its open keys, and the tally of its signs."""

    def __init__(self, requirement: Requirement, call: RuleCall, world: World, *, interposed: bool = False) -> None:
        """`interposed`: the run was stopped because something in between answered in the product's place."""
        self.requirement = requirement
        self.watch: Watch = open_watch(requirement, call, world)
        alone = isinstance(self.watch, Single) or hasattr(self.watch, "steers")
        self.tally = Tally(requirement, self.watch.least, "request" if alone else "case")
        self.sent = SentTimes()
        self.variety = Variety(requirement, world.contract) if requirement.effort.cases else None
        self.fault = ""
        self.states: dict[Hashable, Any] = {}
        self._look = self.watch.look if isinstance(self.watch, Single) else None
        self._interposed = interposed

    def open(self) -> None:
        """Let a rule that judges the description itself say what it found, before the first exchange."""
        if isinstance(self.watch, OfDescription):
            self._told(self.watch.opening)

    def aside(self, one: Observation) -> None:
        """Show what is not the product's surface to a rule that looks beside it."""
        watch = self.watch
        if isinstance(watch, Beside):
            self._told(lambda: watch.aside(one), _sent_at(one))

    def finish(self) -> None:
        """Let a rule that looks beside the surface say what is left."""
        if isinstance(self.watch, Beside):
            self._told(self.watch.closing)

    def _told(self, ask: Callable[[], Iterable[Sign]], at: int = 0) -> None:
        if self.fault:
            return
        try:
            signs = tuple(ask())
        except Exception as error:  # as below
            self.fault = type(error).__name__
            return
        for sign in signs:
            self.tally.take(sign, at=at)

    def see(self, x: Reading) -> None:
        """Let the rule look at one exchange; an error in a rule is our fault, never the product's (law 3)."""
        if self.fault:
            return
        try:
            if self._look is not None:  # the short way: nearly every rule at nearly every exchange
                sign = self._look(x)
                if sign is not None:
                    self._take(sign, x)
                return
            key = self.watch.select(x)
            if key is None:
                return
            state, signs = self.watch.step(self.states.get(key), x)
        except Exception as error:  # a rule is our code: whatever it raises is a FAULT of ours, said as such
            self.fault = type(error).__name__
            return
        if state is not None:
            self.states[key] = state
        for sign in signs:
            self._take(sign, x)

    def close(self) -> None:
        """Conclude every open key, in the order in which the keys appeared."""
        states, self.states = self.states, {}
        for key, state in states.items():
            if self.fault:
                return
            try:
                signs = self.watch.conclude(key, state)
            except Exception as error:  # as above
                self.fault = type(error).__name__
                return
            for sign in signs:
                self.tally.take(sign, at=self._at(sign))

    def _take(self, sign: Sign, x: Reading) -> None:
        if self._interposed and isinstance(sign, Broke) and foreign(x):
            sign = in_between(sign)
        if isinstance(sign, Passed) and is_page_instead(x) and x.id in sign.cites:
            sign = aside(unsure(x, "page-instead", status=x.status))
        if self.variety is not None and not isinstance(sign, Unsure):
            self.variety.see(x)
        self.tally.take(sign, x, self._at(sign) or x.sent_at if _is_dated(sign) else 0)

    def _at(self, sign: Sign) -> int:
        """Return when what decides was sent, microseconds since 1970; 0 where it is of another partition."""
        ids = sign.cites[:1] if isinstance(sign, Broke) else sign.cites
        return max(map(self.sent.of, ids), default=0)


def _is_dated(sign: Sign) -> bool:
    """Tell whether it matters when a case was: what broke, and what passed by being turned away."""
    return isinstance(sign, Broke) or (isinstance(sign, Passed) and sign.turned_away)


def _sent_at(one: Observation) -> int:
    """Return when an observation was made, microseconds since 1970, UTC; 0 for a document."""
    if isinstance(one, Exchange):
        return one.times.anchor + one.times.sent
    return one.at if isinstance(one, Handshake | Answer) else 0


def open_watch(requirement: Requirement, call: RuleCall, world: World) -> Watch:
    """Put a rule to work. Raises ProfileError, whose place ends in the requirement's id."""
    where = f"{world.profile.name} {requirement.id}"
    kind = RULES.get(call.rule)
    if kind is None:
        hint = nearest(call.rule, RULES) or f"The rulebook {RULEBOOK} has: {', '.join(RULES)}."
        raise ProfileError(f"unknown rule {call.rule!r}", where=where, hint=hint)
    try:
        params = msgspec.convert(call.with_, kind.Params)
    except msgspec.ValidationError as error:
        raise ProfileError(f"parameters of {call.rule}: {error}", where=where) from None
    _check_operations(params, world, where)
    try:
        return kind.watch(params, world)
    except ProfileError as error:
        raise ProfileError(error.message, where=where, hint=error.hint) from None


def _check_operations(params: Any, world: World, where: str) -> None:
    """A rule that looks at an operation nobody has would look at nothing, and nobody would notice."""
    for name in ("operations", "write", "read", "append", "list", "create", "created"):
        named = getattr(params, name, ())
        for operation in (named,) if isinstance(named, str) else named:
            if operation and world.contract.operation(operation) is None:
                raise ProfileError(f"{name} names {operation!r}, which the API description does not have", where=where)
