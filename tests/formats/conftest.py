"""Draws of chance that tests of identifiers share."""

from __future__ import annotations

import random

import pytest

from harness.formats.making import Draw


@pytest.fixture
def draw() -> Draw:
    return random.Random(20260801).randrange
