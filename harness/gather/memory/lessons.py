"""Keeps what a run learns of each product while it explores, and freezes it when the exploration is over."""

from __future__ import annotations

from harness.archive import replay
from harness.gather.memory.knowledge import Knowledge, Learner, learn
from harness.gather.orders import Orders
from harness.gather.plan import Aim, explores
from harness.resources import Resource, resources_of


class Learning:
    """What is known for each aim of a plan; nothing for one that explores nothing."""

    def __init__(self, orders: Orders) -> None:
        """Know nothing yet."""
        self._orders = orders
        self._learners: dict[int, Learner] = {}
        self._frozen: dict[int, Knowledge] = {}

    def learner(self, aim: int) -> Learner:
        """Return who learns while the aim is explored; of a run that goes on, with what it had learned before."""
        if aim not in self._learners:
            learner = Learner(self._aim(aim).contract, *self._surroundings())
            for one in replay(self._orders.folder).observations:
                learner.see_explored(one)
            self._learners[aim] = learner
        return self._learners[aim]

    def exploring(self, aim: int) -> Knowledge:
        """Return what is known so far."""
        return self.learner(aim).knowledge()

    def of(self, aim: int) -> Knowledge | None:
        """Return what is known once all is explored, as any other process would read it from the journal."""
        if not explores(self._aim(aim)):
            return None
        if aim not in self._frozen:
            observations = replay(self._orders.folder).observations
            self._frozen[aim] = learn(observations, self._aim(aim).contract, *self._surroundings())
        return self._frozen[aim]

    def resource(self, aim: int, collection: str) -> Resource:
        """Return the resource that a partition is about."""
        return next(one for one in resources_of(self._aim(aim).contract) if one.collection == collection)

    def _aim(self, aim: int) -> Aim:
        return self._orders.plan.aims[aim]

    def _surroundings(self) -> tuple[str, dict[str, object]]:
        declaration = self._orders.declaration
        return declaration.target.base, declaration.fixtures
