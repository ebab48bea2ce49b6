"""Runs have names of their own, and seeds are numbers that a person can type."""

from __future__ import annotations

import re

from harness.cli.terminal.naming import new_run, new_seed


def test_a_name_says_when_and_is_no_other_runs() -> None:
    first, second = new_run(), new_run()
    assert first != second
    assert re.fullmatch(r"20\d{6}-\d{4}-[0-9a-f]{4}", first)


def test_a_seed_is_a_small_number() -> None:
    assert all(0 <= new_seed() < 1_000_000 for _ in range(100))
