"""Shows that values of bodies that were sent are known again, and nothing else."""

from __future__ import annotations

import pytest

from harness.gather.memory.made_up import MadeUp


def test_values_at_any_depth() -> None:
    made = MadeUp()
    made.learn(b'{"a": ["x", {"b": "Ll\xc5\xb7n"}], "n": 12, "t": true, "none": null}')
    assert all(text in made for text in ("x", "Llŷn", "12", "true"))
    assert "a" not in made
    assert "null" not in made


@pytest.mark.parametrize("body", [b"", b"{", b"x=1", b"\xff", b"[" * 100_000])
def test_what_is_no_json_says_nothing(body: bytes) -> None:
    MadeUp().learn(body)
