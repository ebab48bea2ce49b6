"""Nothing is gathered at no rate, and a blackout has a beginning, an end and a clock."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Limits


@pytest.mark.parametrize(
    "declared",
    [
        {"requests_per_second": 0},
        {"max_requests": 0},
        {"blackouts": [{"from": "08:00", "to": "08:00"}]},
        {"blackouts": [{"from": "08:00", "to": "25:00"}]},
        {"blackouts": [{"from": "08:00", "to": "09:00", "zone": "Europe/Nowhere"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(declared, Limits)
