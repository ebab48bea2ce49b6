"""Puts the questions of a scene, and keeps what was answered: as recorded, as found out, or by a person."""

from __future__ import annotations

from collections.abc import Callable

from harness.archive import Journal
from harness.evidence import Answer
from harness.gather.calling.enquiry import enquired
from harness.gather.calling.person import UNANSWERED, answered, asked_by
from harness.gather.course import Course
from harness.gather.orders import Orders
from harness.gather.plan import Aim, PartitionPlan
from harness.gather.strand import Strand


class Questions:
    """The questions of one run."""

    def __init__(self, orders: Orders, aim: Aim, course: Course, ask: Callable[[str], str] | None) -> None:
        """`ask` shows a person a text; None: there is nobody."""
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
        found = enquired(question, text, self.orders.declaration.enquiries, self.orders.hooks_in)
        if found:
            return "enquiry", found
        if self.ask is None:
            return None
        said = answered(text, self.ask)
        return ("person", said) if said else None
