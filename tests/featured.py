"""Builds exchanges with the small server of features, without sockets, and judges them by one rule of its profile."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from building import FINISHED, context, numbered, requirement
from features_definition import OPENAPI
from features_server import Features

from harness.adjudicate import adjudicate
from harness.evidence import HALLMARK, PRODUCT, Evidence, Exchange, ExchangeId, Request, Response, Subject, Times
from harness.loading import find, load_bundle
from harness.profile import Effort
from harness.reading import Reading
from harness.verdict import Finding

BUNDLE = load_bundle(find("geospatial-ogc@1.0.1"))
TARGET = "https://features.example.org"
LANDED = ("/", "/api")
"""What is asked first: the landing page, and the API definition that it links to."""
WITH = {"entry": "getLandingPage"}


def answered(target: str, status: int, content: Any, media_type: str = "application/json", **rest: Any) -> Exchange:
    """Return an exchange by GET."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    fields = {"Content-Type": media_type, **rest.pop("say", {})}
    head = "\r\n".join([f"HTTP/1.1 {status} .", *(f"{name}: {value}" for name, value in fields.items())])
    return Exchange(
        id=ExchangeId(rest.pop("partition", "p"), 0),
        from_party=HALLMARK,
        to_party=PRODUCT,
        identity=rest.pop("identity", "own-agency"),
        request=Request(method="GET", target=target, head=_asking(target, rest.pop("accept", "")), body=b""),
        reply=Response(status=status, head=head.encode(), body=body),
        times=Times(anchor=0),
        **rest,
    )


def _asking(target: str, accept: str) -> bytes:
    """Return the head of a request, which asks for a definition as the landing page links to it."""
    linked = {"/api": OPENAPI, "/api.html": "text/html"}.get(target, "application/json")
    return f"GET {target} HTTP/1.1\r\nHost: f\r\nAccept: {accept or linked}".encode()


def asked(*targets: str, defect: str = "", **rest: Any) -> tuple[Exchange, ...]:
    """Return what a server answers to each target."""
    features = Features(defect)
    return tuple(_asked(features, target, **rest) for target in targets)


def _asked(features: Features, target: str, **rest: Any) -> Exchange:
    parts = urlsplit(target)
    status, content, media_type, *more = features.answer(parts.path, dict(parse_qsl(parts.query)))
    body = content.encode() if isinstance(content, str) else content
    return answered(target, status, body, media_type, **({"say": more[0]} if more else {}), **rest)


def reading(x: Exchange) -> Reading:
    """Return an exchange as the rules see it."""
    return Reading(x, BUNDLE.contract, TARGET)


def judged(rule: str, with_: dict[str, Any], *exchanges: Exchange, effort: int = 1) -> Finding:
    """Judge exchanges, numbered as they stand, by one rule."""
    one = requirement(rule, with_, effort=Effort(probes=effort), id="X-1")
    one = msgspec.structs.replace(one, role="provider", class_="overlay")
    profile = msgspec.structs.replace(BUNDLE.profile, requirements=(one,))
    given = {"profile": profile.name, "profile_digest": "p", "contract_digest": "c"}
    subject = Subject(**given, role="provider", target=TARGET, classes=("overlay",))
    evidence = Evidence(context=context(), observations=numbered(exchanges), footer=FINISHED)
    return adjudicate(profile, BUNDLE.contract, BUNDLE.workflows, evidence, subject).findings[0]
