"""A challenge opens before it closes."""

from __future__ import annotations

import pytest

from harness.certificate.challenge import Challenge

SAID = {"tender": "T1", "supplier": "Acme Ltd", "profile": "x@1.0", "profile_digest": "sha256:ab", "seed": 1}


def test_it_has_a_window() -> None:
    assert Challenge(**SAID, opens="2026-08-01", closes="2026-08-01").exchanges == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("opens, closes", [("2026-08-02", "2026-08-01"), ("soon", "2026-08-01"), ("", "")])
def test_it_opens_before_it_closes(opens: str, closes: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Challenge(**SAID, opens=opens, closes=closes)  # type: ignore[arg-type]
