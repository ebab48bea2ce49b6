"""Keeps what one process of a pytest session knows: profiles and plan, and the evidence once it was asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final

import pytest

from harness.cli.progress import Lines
from harness.contract import Contract
from harness.gather.orders import Event, unheard
from harness.pytest_plugin.gathering import Claim, Held, assembled_for, claim_of, gather_once
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.settings import Settings

SAID: Final = frozenset({"partition", "exchange", "end", "fault"})
"""Events that are worth a line between pytest's dots."""


class Keeper:
    """One a process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config, self.settings = config, settings
        self._held: Held | NotGathered | None = None

    @functools.cached_property
    def claim(self) -> Claim:
        """Read run file and profiles, and make their classes known as markers. Raises what `claim_of` raises."""
        claim = claim_of(self.settings)
        for bundle in claim.bundles:
            for one in bundle.profile.classes:
                self.config.addinivalue_line("markers", f"{one.id}: {one.title} ({bundle.profile.name})")
        return claim

    @functools.cached_property
    def contract(self) -> Contract:
        """Return the description that the first profile is judged by, the product's own where it asks for that."""
        bundle = self.claim.bundles[0]
        whole = assembled_for(self.settings, self.claim).bundles[0] if bundle.of_subject else bundle
        return whole.contract

    def held(self) -> Held:
        """Return the evidence of the session. Raises NotGathered, in full the first time, and KeyboardInterrupt."""
        if isinstance(self._held, NotGathered):
            raise NotGathered(self._held.gist)
        if self._held is None:
            try:
                self._held = gather_once(self.settings, self.claim, self._progress())
            except NotGathered as error:
                self._held = error
                raise
        return self._held

    def _progress(self) -> Callable[[Event], None]:
        """Say how far it is, past pytest's capture; nothing in a worker or where pytest is to be quiet."""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        capture = self.config.pluginmanager.get_plugin("capturemanager")
        if self.settings.worker or reporter is None or capture is None or self.config.option.verbose < 0:
            return unheard

        def say(line: str) -> None:
            with capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(f"hallmark: {line.strip()}")

        lines = Lines(say=say)

        def take(event: Event) -> None:
            if event.kind in SAID:
                lines(event)

        return take


KEEPER: Final = pytest.StashKey[Keeper]()
"""Where pytest's configuration holds it."""
