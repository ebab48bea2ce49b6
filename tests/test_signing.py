"""Shows what a signing function is given."""

from __future__ import annotations

from datetime import UTC, datetime

from harness.signing import Outgoing


def test_a_field_is_found_in_any_case() -> None:
    request = Outgoing(
        method="POST",
        url="https://example.org/a?b=c",
        headers=(("Content-Type", "application/json"), ("X-Two", "1"), ("x-two", "2")),
        body=b"{}",
        now=datetime(2026, 11, 27, tzinfo=UTC),
        nonce=lambda: "n",
        secret=lambda text: None,
    )
    assert request.header("content-type") == "application/json"
    assert request.header("X-TWO") == "1"
    assert request.header("Accept") == ""
