"""A process loads profiles once and asks for evidence once; how far it is is said between pytest's dots."""

from __future__ import annotations

import pytest
from plugin_sessions import OPTIONS, Session

from harness.pytest_plugin.keeper import Keeper
from harness.pytest_plugin.settings import settings_of
from harness.verdict import Outcome

pytest_plugins = ["pytester"]


@pytest.fixture
def keeper(session: Session, pytester: pytest.Pytester) -> Keeper:
    """A keeper whose gathering is made up."""
    session.makes_up({"N-002": Outcome.VIOLATES})
    config = pytester.parseconfigure(*OPTIONS, "-p", "no:hallmark_session")
    return Keeper(config, settings_of(config))


def test_what_was_seen_and_gathered_is_kept(keeper: Keeper, session: Session) -> None:
    assert keeper.seen is keeper.seen
    assert keeper.state() is keeper.state()
    assert keeper.held is keeper.held
    assert session.gathered == 1
    assert keeper.held.finding("N-002").outcome is Outcome.VIOLATES
    assert keeper.finish() == ""


def test_classes_become_markers(keeper: Keeper) -> None:
    assert keeper.seen
    assert "core: Core (notes@1.0)" in keeper.config.getini("markers")


def test_what_an_item_is_for_is_found_again(keeper: Keeper) -> None:
    for listed in keeper.seen.listed:
        profile, requirement = keeper.promise(listed)
        assert (profile.name, requirement.id) == (listed.profile, listed.requirement)


def test_the_contract_is_the_profiles_own_where_it_brings_one(keeper: Keeper, session: Session) -> None:
    assert keeper.contract is keeper.claim.bundles[0].contract
    assert session.gathered == 0
