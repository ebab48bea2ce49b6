"""Shows a certificate that nobody should trust."""

from __future__ import annotations

from typing import Literal

from harness.partner.faults.base import OfHandshakes


class BadCertificate(OfHandshakes, frozen=True, kw_only=True, tag="bad-certificate"):
    """Shows a certificate that has run out, is of another name, or comes from an authority that nobody knows."""

    certificate: Literal["expired", "another-name", "unknown-issuer"] = "expired"
