"""Gives a supplier's own tests the session's evidence, its contract, and running partners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.contract import Contract
    from harness.pytest_plugin.held import Held
    from harness.pytest_plugin.keeper import Keeper
    from harness.pytest_plugin.partners import Partner


def _keeper(request: pytest.FixtureRequest) -> Keeper:
    if not request.config.pluginmanager.has_plugin("hallmark_session"):
        pytest.fail(f"{request.fixturename} needs a run file: give --hallmark hallmark.yaml", pytrace=False)
    from harness.pytest_plugin.keeper import KEEPER

    return request.config.stash[KEEPER]


@pytest.fixture(scope="session")
def hallmark_evidence(request: pytest.FixtureRequest) -> Held:
    """Evidence and verdict of the session's run: `.judgement`, `.report`, `.folder`, `.finding("IT-012")`."""
    from harness.pytest_plugin.outcome import NotGathered

    try:
        return _keeper(request).held
    except NotGathered as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def hallmark_contract(request: pytest.FixtureRequest) -> Contract:
    """The compiled description that the run file's first profile is judged by: operations and their schemas."""
    from harness.errors import HallmarkError

    try:
        return _keeper(request).contract
    except HallmarkError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def hallmark_partner() -> Iterator[Callable[..., Partner]]:
    """A function that serves a partner until the test ends: `hallmark_partner("receiving-control-room")`.

    Defects may follow by name; `tls=True` serves https, `mutual=True` asks clients for certificates too. What it gives
    has `url`, `token_url`, `secret`, `certificates` and `received`.
    """
    with ExitStack() as stack:

        def serve(
            name: str, *defects: str, seed: int | None = None, tls: bool = False, mutual: bool = False
        ) -> Partner:
            from harness.pytest_plugin.partners import partner

            return stack.enter_context(partner(name, defects, seed, tls=tls, mutual=mutual))

        yield serve
