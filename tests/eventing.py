"""Makes conversations with a publisher of court events, and judges them by one rule."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
from typing import Any

import msgspec
from building import exchange, gist, numbered

from harness.evidence import HALLMARK, PRODUCT, Exchange, Silence
from harness.examples import Example, judge_example
from harness.loading import Bundle, find, load_bundle
from harness.profile import RuleCall
from harness.verdict import Finding

S = 1_000_000
GAPS = [1, 2, 4]
TELLS = "eventNotified"
ISSUED = {"createClientSubscription": "/hmac", "rotateSecret": ""}
OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
OURS = "https://127.0.0.1:4443"
LEAVE = {"WebHook-Allowed-Origin": "*"}


@functools.cache
def courts() -> Bundle:
    """Return the profile, loaded once."""
    return load_bundle(find("justice-events@1.0"))


def _bare(x: Exchange) -> Exchange:
    """Return an exchange whose address has no prefix: examples stand at one without a path."""
    return msgspec.structs.replace(
        x, request=msgspec.structs.replace(x.request, target=x.request.target.removeprefix("/v1"))
    )


def ours(method: str, target: str, sent: Any = b"", status: int = 200, got: Any = b"", **rest: Any) -> Exchange:
    """Return a request of ours."""
    return _bare(exchange(method, target, sent, status, got, from_party=HALLMARK, to_party=PRODUCT, **rest))


def subscribed(url: str = f"{OURS}/events", status: int = 201, secret: str = OLD, **rest: Any) -> Exchange:
    """Return the making of subscription s1."""
    got = {**subscription(url), "hmac": {"keyId": "k", "secret": secret}}
    sent = {"notificationEndpoint": {"callbackUrl": url}, "eventTypes": ["T"]}
    failed = {"error": "e", "message": "m"}
    return ours("POST", "/client-subscriptions", sent, status, got if status < 300 else failed, **rest)


def subscription(url: str = f"{OURS}/events", **more: Any) -> dict[str, Any]:
    """Return a subscription as it is shown."""
    id, made = "0c8f7b54-2f0d-4c39-9a51-6f0a5b1c7d01", "2026-03-02T09:15:00Z"
    endpoint = {"callbackUrl": url}
    return {
        "clientSubscriptionId": id,
        "notificationEndpoint": endpoint,
        "eventTypes": ["T"],
        "createdAt": made,
        **more,
    }


def read(**more: Any) -> Exchange:
    """Return the reading of a subscription."""
    got = subscription(**more)
    return ours("GET", f"/client-subscriptions/{got['clientSubscriptionId']}", b"", 200, got)


def rotated(secret: str = NEW, key: str = "k", **rest: Any) -> Exchange:
    """Return a rotation."""
    target = f"/client-subscriptions/{subscription()['clientSubscriptionId']}/secret/rotate"
    return ours("POST", target, {"keyId": "k"}, 200, {"keyId": key, "secret": secret}, **rest)


def ended(at: int = 0) -> Exchange:
    """Return the end of a subscription, until which was listened."""
    return ours("DELETE", f"/client-subscriptions/{subscription()['clientSubscriptionId']}", b"", 204, at=at)


def event(name: str = "1", urn: str = "EX1", **more: Any) -> dict[str, Any]:
    """Return what a call says."""
    return {
        "eventType": "T",
        "cases": [{"urn": urn}],
        "masterDefendantId": "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c05",
        "documentId": f"5b0d2a6e-8c1f-4e7a-b3d9-{int(name):012d}",
        "documentGeneratedTimestamp": "2026-03-02T09:30:00Z",
        "prisonEmailAddress": "reception@prison.example.org",
        **more,
    }


def signature(body: bytes, secret: str = OLD) -> str:
    """Return the signature of a body."""
    return base64.b64encode(hmac.digest(base64.b64decode(secret), body, hashlib.sha256)).decode()


def told(
    value: Any = None,
    status: int = 204,
    *,
    fields: dict[str, str | None] | None = None,
    path: str = "/t/events",
    media: str = "application/json",
    **rest: Any,
) -> Exchange:
    """Return a call about an event; a field that is None is left out. Status 0: it was not answered."""
    body = json.dumps(event() if value is None else value).encode()
    usual = {"Content-Type": media, "X-Correlation-Id": "c", "X-Key-Id": "k", "X-Signature": signature(body)}
    ask = {name: text for name, text in (usual | (fields or {})).items() if text is not None}
    reply = None if status else Silence(why="reset")
    return _bare(
        exchange("POST", path, body, status, from_party=PRODUCT, to_party=HALLMARK, ask=ask, reply=reply, **rest)
    )


def asked(status: int = 200, path: str = "/t/events", **rest: Any) -> Exchange:
    """Return a question whether we want to be called."""
    ask, say = {"WebHook-Request-Origin": "publisher.example.org"}, LEAVE if status == 200 else {}
    return _bare(
        exchange("OPTIONS", path, b"", status, from_party=PRODUCT, to_party=HALLMARK, ask=ask, say=say, **rest)
    )


def found(rule: str, with_: dict[str, Any], *exchanges: Exchange, gaps: Any = GAPS) -> Finding:
    """Judge conversations by one rule."""
    requirement = msgspec.structs.replace(courts().profile.requirements[0], rule=RuleCall(rule=rule, with_=with_))
    fixtures = {"retry_gaps": gaps} if gaps is not None else {}
    return judge_example(
        courts(), requirement, Example(exchanges=numbered(exchanges), fixtures=fixtures, public_url=OURS)
    )


def shown(rule: str, with_: dict[str, Any], *exchanges: Exchange, gaps: Any = GAPS) -> str:
    """Return outcome and reason in short."""
    return gist(found(rule, with_, *exchanges, gaps=gaps))
