"""Garbage is looked for seldom within the block, and as before behind it."""

from __future__ import annotations

import gc

import pytest

from harness.cli.collecting import SELDOM, seldom


def test_it_is_as_before_behind_the_block() -> None:
    before = gc.get_threshold()
    with seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.isenabled()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_also_where_something_fails() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), seldom():
        raise ValueError("x")
    assert gc.get_threshold() == before
