"""Signs requests as NHS MESH wants them: an HMAC over mailbox, nonce, count, password and time.

target:
  auth:
    kind: hook
    hook: nhs_mesh.py:sign
    settings: {mailbox: X26ABC1}
    secrets: {password: '${MESH_PASSWORD}', shared_key: '${MESH_SHARED_KEY}'}
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from harness.signing import Outgoing


def sign(request: Outgoing, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the Authorization field; each request has a nonce of its own, so the count stays at 0."""
    mailbox, nonce, count = str(settings["mailbox"]), request.nonce(), "0"
    time = request.now.strftime("%Y%m%d%H%M")
    signed = ":".join((mailbox, nonce, count, secrets["password"], time))
    digest = hmac.new(secrets["shared_key"].encode(), signed.encode(), hashlib.sha256).hexdigest()
    return {"Authorization": f"NHSMESH {mailbox}:{nonce}:{count}:{time}:{digest}"}
