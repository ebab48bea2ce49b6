"""Proposes from a product's API description what its run file may say: profile, classes, address and credential."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from harness.auth import web_address
from harness.contract import Contract
from harness.gate.atrisk import operations_of
from harness.loading import Bundle
from harness.touching import by_class

ENOUGH: Final = 0.5
"""Share of a profile's operations that a product must describe for the profile to be proposed."""
PLACEHOLDER: Final = "https://sandbox.example.org/api"
TESTING: Final = re.compile(
    r"(?<![a-z])(sandbox|staging|stage|test|testing|uat|dev|demo|preprod|localhost|127\.0\.0\.1|example)(?![a-z])", re.I
)
LIVE: Final = re.compile(r"(?<![a-z])(live|prod|production)(?![a-z])", re.I)


class Fitting(msgspec.Struct, frozen=True, kw_only=True):
    """How well a profile that brings a description of its own fits the product's."""

    profile: str
    role: str
    served: int
    of: int
    classes: tuple[str, ...]
    """Those whose every operation is described."""
    lacking: dict[str, tuple[str, ...]]
    """For each other class, the operations that are not described."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What may be declared under `auth` for one security scheme."""

    scheme: str
    """Its name in the description."""
    auth: dict[str, Any]
    note: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed, and why."""

    title: str
    version: str
    supplier: str
    profile: str
    role: str
    own_description: bool
    """Whether the profile judges the product by its own description."""
    fittings: tuple[Fitting, ...]
    base_url: str
    environment: str
    servers: tuple[str, ...]
    """Addresses that the description gives."""
    claimable: tuple[str, ...]
    """Every class of the profile that can be tested."""
    credentials: tuple[Credential, ...]
    """The most used first; none where nothing is asked for."""
    detected: bool = True
    """Whether profile, classes and credential were looked for."""
    fixtures: dict[str, str] = {}
    """Fixtures of the profile, and what each is for."""


def propose(document: Mapping[str, Any], contract: Contract, bundles: Iterable[Bundle], url: str = "") -> Proposal:
    """Return the proposal for a description, as written and as compiled; `url` is the product's address if known."""
    bundles = tuple(bundles)
    fittings = tuple(sorted((_fitting(b, contract) for b in bundles if not b.of_subject), key=lambda f: -_share(f)))
    best = next((f for f in fittings if _share(f) >= ENOUGH), None)
    general = max((b for b in bundles if b.of_subject), key=lambda b: b.profile.name, default=None)
    chosen = next((b for b in bundles if best is not None and b.profile.name == best.profile), general)
    info = document.get("info")
    info = info if isinstance(info, dict) else {}
    contact = info.get("contact")
    address = url or _address(contract.servers, document)
    return Proposal(
        title=contract.title or "unnamed product",
        version=contract.version or "unknown",
        supplier=_text(contact.get("name") if isinstance(contact, dict) else "") or "unknown",
        profile=chosen.profile.name if chosen is not None else "",
        role=best.role if best is not None else _role(chosen),
        own_description=best is None,
        fittings=fittings,
        base_url=address or PLACEHOLDER,
        environment="uat" if re.search(r"\buat\b", address, re.I) else "sandbox",
        servers=contract.servers,
        claimable=_claimable(chosen, best),
        credentials=credentials(contract),
        fixtures={name: str(told) for name, told in chosen.profile.fixtures.items()} if chosen is not None else {},
    )


def _claimable(chosen: Bundle | None, best: Fitting | None) -> tuple[str, ...]:
    if chosen is None:
        return ()
    return tuple(chosen.profile.testable_classes(best.role if best is not None else _role(chosen)))


def _role(bundle: Bundle | None) -> str:
    if bundle is None:
        return ""
    return next((r.id for r in bundle.profile.roles if bundle.profile.testable_classes(r.id)), "")


def _share(fitting: Fitting) -> float:
    return fitting.served / fitting.of if fitting.of else 0.0


def _fitting(bundle: Bundle, contract: Contract) -> Fitting:
    profile, role = bundle.profile, _role(bundle)
    served = {name for names in operations_of(contract, bundle.contract).values() for name in names}
    wanted = by_class(profile, role, bundle.workflows, bundle.contract)
    claimable = {name: wanted.get(name, ()) for name in profile.testable_classes(role)}
    lacking = {name: tuple(o for o in operations if o not in served) for name, operations in claimable.items()}
    own = {o.id for o in bundle.contract.operations}
    return Fitting(
        profile=profile.name,
        role=role,
        served=len(served & own),
        of=len(own),
        classes=tuple(name for name, missing in lacking.items() if not missing),
        lacking={name: missing for name, missing in lacking.items() if missing},
    )


def _address(servers: Iterable[str], document: Mapping[str, Any]) -> str:
    """Return the first address that looks like one for testing; never one that looks live, and never a guess."""
    listed = document.get("servers")
    entries = [s for s in listed if isinstance(s, dict)] if isinstance(listed, list) else []
    told = {str(s.get("url")): str(s.get("description", "")) for s in entries}
    for server in servers:
        plain = _plain(server)
        words = f"{plain} {told.get(server, '')}"
        if plain and TESTING.search(words) and not LIVE.search(words):
            return plain
    return ""


def _plain(server: str) -> str:
    """Return an absolute address without names, passwords, query and fragment; empty for what is none."""
    try:
        parts = urlsplit(server)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if "{" in server or not parts.hostname:
        return ""
    plain = urlunsplit((parts.scheme, f"{parts.hostname}{port}", parts.path, "", ""))
    try:
        web_address("base_url", plain)
    except ValueError:
        return ""  # no run file could say it
    return plain


def credentials(contract: Contract) -> tuple[Credential, ...]:
    """Return what may be declared for each security scheme that operations ask for, the most used first."""
    used = Counter(scheme for o in contract.operations for alternative in o.security for scheme, _ in alternative)
    scopes: dict[str, dict[str, None]] = {}
    for operation in contract.operations:
        for alternative in operation.security:
            for scheme, each in alternative:
                scopes.setdefault(scheme, {}).update(dict.fromkeys(each))
    found = []
    for scheme, _ in sorted(used.items(), key=lambda item: (-item[1], item[0])):
        described = contract.security_schemes.get(scheme)
        if isinstance(described, Mapping):
            found.append(_credential(scheme, described, tuple(scopes.get(scheme, ()))))
    return tuple(found)


def _credential(scheme: str, described: Mapping[str, Any], scopes: tuple[str, ...]) -> Credential:
    kind = (_text(described.get("type")), _text(described.get("scheme")).lower())
    for wanted, make in MAKERS.items():
        if wanted in (kind, (kind[0], "")):
            auth, note = make(described, scopes)
            return Credential(scheme=scheme, auth=auth, note=note)
    note = f"the description asks for {' '.join(filter(None, kind))}, which Hallmark does not know; a hook may sign"
    return Credential(scheme=scheme, auth={"kind": "none"}, note=note)


Made = tuple[dict[str, Any], str]


def _bearer(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    return {"kind": "bearer", "token": "${API_TOKEN}"}, ""


def _basic(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    return {"kind": "basic", "username": "hallmark", "password": "${API_PASSWORD}"}, ""


def _api_key(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    place = _text(described.get("in"))
    name = _text(described.get("name")) or "X-API-Key"
    if place not in ("header", "query", "cookie"):
        return {"kind": "none"}, f"the description sends the key in {place or 'no place'}, which there is not"
    return {"kind": "api-key", "in": place, "name": name, "key": "${API_KEY}"}, ""


def _oauth2(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    flows = described.get("flows")
    flow = flows.get("clientCredentials") if isinstance(flows, Mapping) else None
    url = _plain(_text(flow.get("tokenUrl"))) if isinstance(flow, Mapping) else ""
    if not isinstance(flow, Mapping):
        names = ", ".join(flows) if isinstance(flows, Mapping) else "none"
        note = f"its flows ({names}) need a person: give a token, or use login"
        return {"kind": "bearer", "token": "${API_TOKEN}"}, note
    auth = {
        "kind": "oauth2-client-credentials",
        "token_url": url or "https://sandbox.example.org/oauth/token",
        "client_id": "hallmark",
        "client_secret": "${CLIENT_SECRET}",
    }
    note = "" if url else "the description gives no token URL that can be used as it is"
    return auth | ({"scope": " ".join(scopes)} if scopes else {}), note


def _open_id(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    where = _text(described.get("openIdConnectUrl"))
    note = f"or oauth2-client-credentials, by the token endpoint of {where}"
    return {"kind": "bearer", "token": "${API_TOKEN}"}, note


def _mutual_tls(described: Mapping[str, Any], scopes: tuple[str, ...]) -> Made:
    return {"kind": "mutual-tls", "certificate": {"client_cert": "ours.pem", "client_key": "ours.key"}}, ""


MAKERS: Final = {
    ("http", "bearer"): _bearer,
    ("http", "basic"): _basic,
    ("apiKey", ""): _api_key,
    ("oauth2", ""): _oauth2,
    ("openIdConnect", ""): _open_id,
    ("mutualTLS", ""): _mutual_tls,
}
"""By type and HTTP scheme of a Security Scheme Object (OpenAPI 3.1, 4.8.27)."""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
