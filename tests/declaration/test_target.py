"""A product has an address that can be meant, and its own credential is declared once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Target


@pytest.mark.parametrize(
    "declared",
    [
        {"base_url": "ftp://127.0.0.1/"},
        {"base_url": "http://"},
        {"base_url": "http://127.0.0.1:99999/"},
        {"base_url": "http://name:word@127.0.0.1/"},
        {"base_url": "http://127.0.0.1/?a=b"},
        {"base_url": "http://127.0.0.1/", "environment": "live"},
        {"base_url": "http://127.0.0.1/", "tls": {"client_cert": "c.pem"}},
        {"base_url": "http://127.0.0.1/", "identities": {"own-agency": {"kind": "none"}}},
        {"base_url": "http://127.0.0.1/", "headers": {"X: y": "z"}},
        {"base_url": "https://127.0.0.1/", "plain_url": "https://127.0.0.1:8080"},
    ],
)
def test_what_cannot_be_meant_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(declared, Target)
