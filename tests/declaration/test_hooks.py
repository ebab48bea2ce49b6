"""A hook is a program and its arguments."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Hooks, words


@pytest.mark.parametrize(
    "declared",
    [
        {"before": [[]]},
        {"before": ["'unclosed"]},
    ],
)
def test_what_cannot_be_meant_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(declared, Hooks)


def test_a_hook_is_cut_into_words_as_a_shell_would() -> None:
    assert words("./reset 'two words'") == ("./reset", "two words")
    assert words(("./reset", "two words")) == ("./reset", "two words")
