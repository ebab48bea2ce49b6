"""Serves one perfect receiver for all tests of partners."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from partner_client import Client, receiver


@pytest.fixture(scope="session")
def perfect() -> Iterator[Client]:
    with receiver() as client:
        yield client
