"""Signs the whole request: an HMAC-SHA256 over method, target, time, nonce and a digest of the body.

target:
  auth:
    kind: hook
    hook: hmac_request.py:sign
    settings: {key_id: hallmark-1}
    secrets: {shared_key: {file: shared.key}}
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from harness.signing import Outgoing


def sign(request: Outgoing, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the fields X-Key-Id, X-Timestamp, X-Nonce and X-Signature."""
    url = urlsplit(request.url)
    target = url.path + (f"?{url.query}" if url.query else "")
    time, nonce = request.now.isoformat(timespec="seconds"), request.nonce()
    digest = hashlib.sha256(request.body).hexdigest()
    signed = "\n".join((request.method, target, time, nonce, digest))
    signature = hmac.new(secrets["shared_key"].encode(), signed.encode(), hashlib.sha256).digest()
    return {
        "X-Key-Id": str(settings["key_id"]),
        "X-Timestamp": time,
        "X-Nonce": nonce,
        "X-Signature": base64.b64encode(signature).decode("ascii"),
    }
