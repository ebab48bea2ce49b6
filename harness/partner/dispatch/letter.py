"""Writes one event as the call that carries it: the envelope, the signature, the fields."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from harness.evidence import Request
from harness.partner.dispatch.terms import Policy
from harness.partner.outgoing import AGENT, addressed
from harness.partner.store import Record

JSON: Final = "application/json"
STRUCTURED: Final = "application/cloudevents+json"
SPECVERSION: Final = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One event for one subscription; plain data, so that it can be kept."""

    subscription: str
    event: str
    """Its identity."""
    body: dict[str, Any]
    about: str = ""
    """What it is about: events about the same thing keep their order."""
    correlation: str = ""
    secret: str = ""
    """The secret that counted when it happened."""
    ca: str = ""
    """Path of an authority that is trusted besides (PEM)."""


def written(letter: Letter, record: Record, policy: Policy) -> tuple[Request, dict[str, str]]:
    """Return the call to a subscription as it will go out, and its header fields in their order."""
    content, media_type, attributes = _enveloped(letter, policy)
    secret = _secret(letter, record, policy)
    host, target = addressed(record["notificationEndpoint"]["callbackUrl"])
    fields = {
        "Host": host,
        "User-Agent": AGENT,
        "Content-Type": media_type,
        "Content-Length": str(len(content)),
        **attributes,
        "X-Correlation-Id": letter.correlation,
        "X-Key-Id": record["hmac"]["keyId"],
        "X-Signature": signature(content, secret, policy),
    }
    fields |= {"X-Secret": secret} if policy.bears_secret else {}
    fields = {name: text for name, text in fields.items() if name not in policy.lacks}
    head = "\r\n".join([f"POST {target} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())])
    return Request(method="POST", target=target, head=head.encode(), body=content), fields


def _secret(letter: Letter, record: Record, policy: Policy) -> str:
    current = str(record["hmac"]["secret"])
    return {"first": str(record["first"]), "of-the-event": letter.secret or current}.get(policy.secret, current)


def _enveloped(letter: Letter, policy: Policy) -> tuple[bytes, str, dict[str, str]]:
    """Return content, media type and the attributes that are header fields."""
    body = {name: each for name, each in letter.body.items() if name not in policy.omits}
    body |= {"document": policy.encloses} if policy.encloses else {}
    if policy.envelope == "plain":
        return _json(body), JSON, {}
    attributes = {
        "id": letter.event if policy.fresh_event else "1",
        "source": policy.source,
        "specversion": SPECVERSION,
        "type": f"org.example.{letter.body.get('eventType', 'event')}",
    }
    kept = {name: text for name, text in attributes.items() if name not in policy.lacks}
    if policy.envelope == "binary":
        return _json(body), JSON, {f"ce-{name}": text for name, text in kept.items()}
    return _json({**kept, "datacontenttype": JSON, "data": body}), STRUCTURED, {}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def signature(content: bytes, secret: str, policy: Policy) -> str:
    """Return HMAC-SHA256 (RFC 2104) of the content under the octets that the secret stands for."""
    over = content
    if policy.signs == "rewritten":
        over = json.dumps(json.loads(content), separators=(",", ":"), sort_keys=True).encode()
    elif policy.signs == "wrongly":
        over = b""
    made = hmac.new(base64.b64decode(secret), over, hashlib.sha256)
    return made.hexdigest() if policy.form == "hex" else base64.b64encode(made.digest()).decode()
