"""Puts the questions of a scene, and keeps what was answered: as recorded, as found out, or by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.archive import Journal
from harness.evidence import Answer
from harness.gather.bench import endless
from harness.gather.calling.enquiry import enquired
from harness.gather.calling.person import UNANSWERED, answered, asked_by
from harness.gather.course import Course
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim, PartitionPlan
from harness.gather.strand import Strand

AGAIN: Final = 30.0
"""Seconds for which a program or a call that says no is asked again: a product shows things in its own time, and tells
its user that no decision came after 16 seconds."""
GAPS: Final = (0.5, 1.0, 2.0)
"""Seconds between two such questions; the last goes on."""


class Questions:
    """The questions of one run."""

    def __init__(
        self,
        orders: Orders,
        aim: Aim,
        course: Course,
        ask: Callable[[str], str] | None,
        left: Callable[[], float] = endless,
    ) -> None:
        """`ask` shows a person a text; None: there is nobody. `left` is how many seconds the run may still last."""
        self.left = left
        self.orders = orders
        self.aim = aim
        self.course = course
        self.ask = ask

    def put(self, part: PartitionPlan, question: str, strand: Strand, journal: Journal) -> None:
        """Keep what a person says; what nobody says leaves the requirements open that rest on it."""
        found = self._answer(question)
        if found is not None:
            by, text = found
            at = self.orders.clock.wall()
            journal.got(Answer(id=strand.inbound_id(), by=by, question=question, text=text, at=at))
            return
        for name in part.requirements:
            requirement = self.aim.profile.requirement(name)
            if requirement is not None and question in asked_by(requirement):
                self.course.leave_untried((name,), f"{UNANSWERED}{question}")

    def _answer(self, question: str) -> tuple[str, str] | None:
        """Return who answered and what: as recorded, as found out, or by a person; None where there is nobody."""
        if question in self.orders.answers:
            return "recorded", self.orders.answers[question]
        text = self.aim.profile.questions[question]
        found = self._enquired(question, text)
        if found:
            return "enquiry", found
        if self.ask is None:
            return None
        said = answered(text, self.ask)
        return ("person", said) if said else None

    def _enquired(self, question: str, text: str) -> str:
        """Return what is found out; a no is one that stays: yes is what is wanted of every question."""
        clock, declaration = self.orders.clock, self.orders.declaration
        until, gaps = clock.now() + round(min(AGAIN, declaration.limits.stimulus_seconds) * 1_000_000), iter(GAPS)
        while True:
            found = enquired(question, text, declaration.enquiries, self.orders.hooks_in)
            seconds = min((until - clock.now()) / 1_000_000, self.left())
            if found != "no" or seconds <= 0:
                return found
            self.orders.progress(Event(kind="waiting", text=f"{question}: {seconds:.0f} s left"))
            clock.sleep(round(min(next(gaps, GAPS[-1]), seconds) * 1_000_000))
