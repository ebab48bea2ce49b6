"""`crs/1`: coordinate reference systems are listed, taken, said and kept to.

Source: OGC API - Features - Part 2 1.0.1, class crs. What a server lists is found in its collections; what it is held
against are its answers to `crs`, `bbox` and `bbox-crs`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Final

from harness.errors import ProfileError
from harness.evidence import HALLMARK
from harness.reading import Reading
from harness.reading.request import SOUND
from harness.rules import base
from harness.rules.geo import crs_answers, crs_boxes, crs_lists
from harness.rules.geo.crs_seen import Surface, Systems


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """A name of CHECKS."""


CHECKS: Final[dict[str, Callable[[Systems], Iterator[base.Sign]]]] = {
    "uris": crs_lists.are_uris,
    "listed": crs_lists.list_the_default,
    "storage-said": crs_lists.say_storage,
    "storage-listed": crs_lists.list_storage,
    "global-used": crs_lists.use_the_global_list,
    "storage-given": crs_lists.give_storage,
    "global-taken": crs_answers.take_the_global_list,
    "taken": crs_answers.take_what_is_listed,
    "refused": crs_answers.refuse_what_is_not,
    "default": crs_answers.give_the_default,
    "action": crs_answers.transform,
    "header": crs_answers.say_in_a_header,
    "header-value": crs_answers.say_rightly,
    "geojson": crs_answers.come_as_geojson,
    "box-taken": crs_boxes.take_what_is_listed,
    "box-refused": crs_boxes.refuse_what_is_not,
    "box-default": crs_boxes.select_by_the_default,
    "box-action": crs_boxes.select_by_what_is_said,
    "national-grid": crs_answers.offer_the_national_grid,
    "britain": crs_boxes.find_what_is_in_britain,
}
"""What can be looked at."""
OF_RUN: Final = frozenset({"global-used", "storage-given"})
"""Say whether others are asked: of a server that declares Part 2, where one collection in the run gives cause."""


class Watch:
    """Remembers what a partition, or the run, shows of each collection; judges at its end."""

    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        if params.check not in CHECKS:
            raise ProfileError(f"crs/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        found = Surface.of(world.contract)
        if found is None:
            raise ProfileError("crs/1: no list of the description takes `bbox-crs` and lies under another thing")
        self._check = CHECKS[params.check]
        self._of_run = params.check in OF_RUN
        self.scope: base.Scope = "run" if self._of_run else "partition"
        self._surface = found
        self.operations: frozenset[str] | None = frozenset(found)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition, of what was answered to us with a credential that is good, or with none."""
        if x.from_product or x.status is None or x.renewed or base.busy(x) or x.credential not in SOUND:
            return None
        if x.exchange.from_party != HALLMARK or x.is_redacted(""):
            return None
        return "" if self._of_run else x.id.partition

    def step(self, state: Systems | None, x: Reading) -> tuple[Systems, tuple[base.Sign, ...]]:
        """Remember what an exchange shows."""
        systems = state or Systems()
        systems.see(x, self._surface)
        return systems, ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Judge what the partition has shown."""
        return tuple(self._check(state))


KIND = base.RuleKind("crs/1", Params, Watch)
