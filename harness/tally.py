"""Counts the signs of one requirement and makes its finding; memory stays bounded however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from harness.breaches import Breach, Cited
from harness.evidence import Footer, RunContext
from harness.grouping import NOT_FOUND, Node
from harness.profile import Requirement
from harness.reading import Reading
from harness.reading.entry import Door, Entry, door_of, rightly_ours
from harness.rules.base import Broke, Case, Passed, Sign, Unsure
from harness.variety import Variety
from harness.verdict import Because, Cites, EffortReached, Finding, Outcome

MOST_VIOLATIONS = 200
"""Distinct (cause, operation) pairs kept for one requirement; what comes after is counted as failed and not shown."""


class Tally:
    """Takes signs in canonical order; `finding` says what they amount to."""

    def __init__(self, requirement: Requirement, least: int = 1, of: str = "request") -> None:
        """`least`: cases without which the rule has not looked at all that it is to look at.

        `of` says what is counted again where something broke: the same `request`, or each `case` of the operation.
        """
        self.requirement = requirement
        self.needed = max(requirement.effort.probes, least)
        self.passed = self.failed = self.unknown = 0
        self._shown = Cited()
        self._doubt = Cited()
        self._doubts: dict[str, tuple[Because, int]] = {}
        """What could not be told and keeps the requirement from conforming: the first of each code, and how many."""
        self._hints: dict[str, tuple[Because, int]] = {}
        """What could not be told and only explains why too little was shown."""
        self._doors: Counter[Door] = Counter()
        """Cases passed by an answer that who is not let in gets, by where and how they were turned away."""
        self._rightly: Counter[Door] = Counter()
        """Those of them in which a good credential was to be turned away."""
        self._early: list[int] = []
        """When the first of them were sent, as many as are needed, microseconds since 1970; 0 where nothing tells."""
        self._lacking: dict[str, int] = {}
        """Cases passed by an answer that a product gives which does not have the operation."""
        self._breaches: dict[tuple[str, str], Breach] = {}
        self._of = of
        self._alike: dict[bytes | str, dict[Breach, None]] = {}
        """Breaches by what their cases have in common: the request that is counted, or the operation."""

    def take(self, sign: Sign, x: Reading | None = None, at: int = 0) -> None:
        """Count one sign; `x` is the exchange that gave it, `at` when it was sent (microseconds; 0: unknown)."""
        if isinstance(sign, Passed):
            self.passed += sign.cases
            if sign.turned_away:
                door = door_of(x)
                self._doors[door] += sign.cases
                self._rightly[door] += bool(sign.refusing) and x is not None and rightly_ours(x)
                self._early = sorted((*self._early, at))[: self.needed]
            elif sign.refusing:
                self._lacking[sign.refusing] = self._lacking.get(sign.refusing, 0) + sign.cases
            self._shown.add(sign.cites)
            if self._breaches:
                self._again(x, x.operation_id if x is not None else "", ())
        elif isinstance(sign, Broke):
            self.failed += 1
            self._break(sign, x if x is not None else sign.case, at)
        else:
            self.unknown += 1
            self._wonder(sign)

    def nodes(self) -> Iterator[tuple[Node, frozenset[str]]]:
        """Yield what broke as it may share a cause with what broke in other operations."""
        for breach in self._breaches.values():
            yield from breach.nodes()

    def finding(
        self,
        context: RunContext,
        footer: Footer | None,
        variety: Variety | None = None,
        common: Mapping[Node, str] = MappingProxyType({}),
        entry: Entry | None = None,
    ) -> Finding:
        """Return the finding: any case against decides; then any doubt; then too little; only then does it conform.

        `variety` counts different requests, where the requirement asks for some; `common` names the causes that
        several operations share; `entry` knows whether anybody was let in, and which operations are there.
        """
        self._look_back(entry or Entry(), finished=footer is not None and footer.stopped == "finished")
        if self.failed:
            outcome, because, cites = Outcome.VIOLATES, next(iter(self._breaches.values())).smallest.because, Cites()
        else:
            doubt = self._doubtful(context, footer, variety.short() if variety is not None else None)
            outcome = Outcome.INCONCLUSIVE if doubt else Outcome.CONFORMS
            because = doubt or Because(code="shown", params={"cases": self.passed})
            cites = self._shown.cites() if self.passed else self._doubt.cites()
        return Finding(
            requirement=self.requirement.id,
            outcome=outcome,
            because=because,
            effort=EffortReached(needed=self.needed, reached=self.passed + self.failed)
            if variety is None
            else EffortReached(needed=variety.needed, reached=variety.reached),
            passed=self.passed,
            failed=self.failed,
            unknown=self.unknown,
            violations=tuple(v for breach in self._breaches.values() for v in breach.violations(common)),
            cites=cites,
        )

    def _look_back(self, entry: Entry, *, finished: bool) -> None:
        """Take back what the whole run shows to show nothing: not for the product, and not against it.

        What shows that it does show something is cited beside it.
        """
        taken = {name: count for name, count in self._lacking.items() if entry.lacks(name, count)}
        turned_away = self._doors.total()
        beside = [entry.let_in] if turned_away else []
        beside += [entry.there(name) for name in self._lacking]
        for control in beside:
            self._shown.add((control,) if control is not None else ())
        if taken:
            self._take_back(sum(taken.values()), Because(code="never-there", params={"operation": next(iter(taken))}))
        for breach in self._breaches.values():
            if breach.lacking == breach.count and not breach.cause.startswith(NOT_FOUND):
                breach.cause = entry.cause_of(breach.smallest.operation) or breach.cause
        shut, (since, status) = entry.shut(self._rightly.total()), entry.ran_out(finished=finished)
        if shut:
            count = self._excuse(lambda breach: True)
            if count or turned_away:
                self._take_back(turned_away, Because(code="nobody-let-in", params={"status": shut}))
        elif since:
            because = Because(code="let-in-no-more", params={"status": status})
            if late := self._refused_late(since):
                self._take_back(late, because)
            if self._excuse(lambda breach: breach.span.seen.first > since):
                self._take_back(0, because)
        else:
            self._look_at_doors(entry)

    def _look_at_doors(self, entry: Entry) -> None:
        """Take back refusals where nobody with a good credential was seen to be treated otherwise."""
        untold = [door for door in self._doors if entry.control(door, self._rightly[door]) is None]
        if untold:
            self._take_back(sum(self._doors[door] for door in untold), Because(code="no-good-credential"))

    def _refused_late(self, since: int) -> int:
        """Return how many cases passed by being turned away when everybody was, where too few did before."""
        before = sum(at <= since for at in self._early)
        return self._doors.total() - before if before < len(self._early) else 0

    def _excuse(self, which: Callable[[Breach], bool]) -> int:
        """Take back what broke by nothing but that a good credential was turned away; return how many cases."""
        away = {k: b for k, b in self._breaches.items() if b.turned_away == b.count and which(b)}
        count = sum(breach.count for breach in away.values())
        self._breaches = {key: breach for key, breach in self._breaches.items() if key not in away}
        self.failed = self.failed - count if self._breaches else 0
        self.unknown += count
        for breach in away.values():
            self._doubt.add(breach.cited.cites().first)
        return count

    def _take_back(self, cases: int, because: Because) -> None:
        """Count cases that passed as such that could not be told; what is left may be enough."""
        self.passed -= min(cases, self.passed)
        self.unknown += cases
        if self.passed < self.needed or not cases:
            self._doubts = {because.code: (because, cases), **self._doubts}

    def _break(self, sign: Broke, x: Reading | Case | None, at: int) -> None:
        cause = sign.cause or f"{sign.because.code}/{sign.operation}"
        key = (cause, sign.operation)
        breach = self._breaches.get(key)
        if breach is None and len(self._breaches) < MOST_VIOLATIONS:
            breach = self._breaches[key] = Breach(cause, sign, self._of)
        broken = [] if breach is None else [breach]
        if breach is not None and sign.kinds is not None:
            first = sign.kinds[0] if sign.kinds else ""
            if first not in breach.parts:
                breach.parts[first] = Breach(cause, sign, self._of)
            broken.append(breach.parts[first])
        for one in broken:
            before = self._keys(one)
            one.add(sign, x, at)
            self._moved(one, before)
        self._again(x, sign.operation, broken)

    def _keys(self, breach: Breach) -> tuple[bytes | str, ...]:
        return breach.requests() if self._of == "request" else (breach.smallest.operation,)

    def _moved(self, breach: Breach, before: tuple[bytes | str, ...]) -> None:
        """Keep a breach under what it counts now, and no longer under what it counted before."""
        for key in before:
            kept = self._alike.get(key, {})
            kept.pop(breach, None)
            if not kept:
                self._alike.pop(key, None)
        for key in self._keys(breach):
            self._alike.setdefault(key, {})[breach] = None

    def _again(self, x: Reading | Case | None, operation: str, broken: Sequence[Breach]) -> None:
        """Let every breach that may have shown in this case count it; `broken` are those that did."""
        if x is None:
            return
        for breach in tuple(self._alike.get(x.request_print if self._of == "request" else operation, ())):
            before = self._keys(breach)
            breach.take(x, shown=breach in broken)
            if self._keys(breach) != before:
                self._moved(breach, before)

    def _wonder(self, sign: Unsure) -> None:
        self._doubt.add(sign.cites)
        kept = self._doubts if sign.blocks else self._hints
        because, count = kept.get(sign.because.code, (sign.because, 0))
        kept[sign.because.code] = (because, count + 1)

    def _doubtful(self, context: RunContext, footer: Footer | None, short: Because | None) -> Because | None:
        """Return why nothing may be said to conform, or None; `short` says that too few different cases were tried."""
        needed = self.needed
        if self.passed < needed or short is not None:
            for need in self.requirement.needs:
                if need in context.unavailable:
                    return Because(code="unavailable", params={"what": need, "why": context.unavailable[need]})
            whole = f"requirement:{self.requirement.id}"
            if whole in context.unavailable:
                return Because(code="unavailable", params={"what": whole, "why": context.unavailable[whole]})
        if self._doubts:
            return _first(self._doubts)
        if footer is None:
            return Because(code="no-footer")
        if footer.stopped != "finished":
            # What was left out might have shown the opposite: a small budget never looks better than a large one.
            return Because(code="stopped", params={"why": footer.stopped})
        if self.requirement.id in footer.untried:
            return Because(code="not-all-tried", params={"why": footer.untried[self.requirement.id]})
        if self.passed >= needed:
            return short
        if self._hints:
            return _first(self._hints)
        if not self.passed:
            return Because(code="nothing-seen")
        return Because(code="too-little", params={"reached": self.passed, "needed": needed})


def in_between(sign: Broke) -> Unsure:
    """Return what is left of a case against the product where something in between may have answered for it."""
    because = Because(code="in-between", params={"instead_of": sign.because.code})
    return Unsure(because=because, cites=sign.cites)


def _first(told: dict[str, tuple[Because, int]]) -> Because:
    because, count = next(iter(told.values()))
    return Because(code=because.code, params={**because.params, "cases": count})
