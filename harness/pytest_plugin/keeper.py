"""Keeps what one process of a pytest session knows: profiles and plan, and the evidence once it was asked for."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Final

import pytest

from harness.pytest_plugin.apart import Gatherer
from harness.pytest_plugin.errand import Listed, Seen
from harness.pytest_plugin.gathering import gather_once, look_for
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.settings import Settings
from harness.pytest_plugin.state import State
from harness.pytest_plugin.telling import telling
from harness.pytest_plugin.waiting import taken, waiting

if TYPE_CHECKING:
    from harness.contract import Contract
    from harness.profile import Profile, Requirement
    from harness.pytest_plugin.claim import Claim
    from harness.pytest_plugin.held import Held


class Keeper:
    """One a process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config, self.settings = config, settings
        self._state: State | NotGathered | None = None
        self._asked: Gatherer | None = None

    @functools.cached_property
    def seen(self) -> Seen:
        """Look which requirements there are, and make their classes known as markers. Raises Gone."""
        seen = waiting(self.config).look(look_for(self.settings))
        for marker in seen.markers:
            self.config.addinivalue_line("markers", marker)
        return seen

    @functools.cached_property
    def claim(self) -> Claim:
        """Read run file and profiles in this process. Raises DeclarationError and ProfileError."""
        from harness.pytest_plugin.claim import claim_of

        return claim_of(look_for(self.settings), os.environ)

    def promise(self, listed: Listed) -> tuple[Profile, Requirement]:
        """Return the requirement that an item is for, with its profile. Raises what `claim` raises."""
        for aim in self.claim.aims:
            if (aim.profile.name, aim.role) == (listed.profile, listed.role):
                return aim.profile, next(r for r in aim.profile.requirements if r.id == listed.requirement)
        raise LookupError(f"no profile is called {listed.profile}")

    @functools.cached_property
    def contract(self) -> Contract:
        """Return the description that the first profile is judged by, the product's own where it asks for that.

        Raises HallmarkError for what cannot be had.
        """
        from harness.cli.running.assembling import assemble

        claim, only = self.claim, self.settings.only
        bundle = claim.bundles[0]
        if bundle.of_subject:
            bundle = assemble(claim.declared, 0, only, os.environ, bundles=claim.bundles).bundles[0]
        return bundle.contract

    def state(self) -> State:
        """Return what was found in the session. Raises NotGathered, in full the first time, and KeyboardInterrupt."""
        if isinstance(self._state, NotGathered):
            raise NotGathered(self._state.gist)
        if self._state is None:
            try:
                with telling(self.config, self.settings.worker) as say:
                    self._state = gather_once(self.settings, self._gatherer, say)
            except NotGathered as error:
                self._state = error
                raise
        return self._state

    @functools.cached_property
    def held(self) -> Held:
        """Return the evidence itself, judged in this process. Raises what `state` raises."""
        from harness.pytest_plugin.held import judged

        self.state()
        return judged(self.settings.folder)

    def finish(self) -> str:
        """Wait for the reports, where this process has them written; returns how that went wrong, else ''."""
        return self._asked.finish() if self._asked is not None else ""

    def _gatherer(self) -> Gatherer:
        self._asked = taken(self.config)
        return self._asked


KEEPER: Final = pytest.StashKey[Keeper]()
"""Where pytest's configuration holds it."""
