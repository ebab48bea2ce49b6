"""Partners listen on an address and a port, and TLS ends in one place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Partners


@pytest.mark.parametrize(
    "declared",
    [
        {"listen": "8080"},
        {"behind_proxy": True},
        {"behind_proxy": True, "public_url": "https://x.example.org", "tls": "auto"},
        {"listen": "127.0.0.1:99999"},
        {"several": {"police": {"listen": "8080"}}},
        {"authority": {"audience": "a", "listen": "127.0.0.1:0"}},
    ],
)
def test_what_cannot_be_meant_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(declared, Partners)
