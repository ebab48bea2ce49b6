"""What leads to this machine is told from what only looks like it."""

from __future__ import annotations

import pytest

from harness.loopback import is_loopback


@pytest.mark.parametrize(
    "url, expected",
    [
        ("http://127.0.0.1:8080/x", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("https://sandbox.example.org/", False),
        ("https://127.0.0.1.example.org/", False),
    ],
)
def test_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
