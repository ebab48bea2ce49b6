"""Requests are signed as declared, or badly on purpose, and evidence says which without showing a secret."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import jwt
import pytest
from miniatures import hostile
from wire_client import MemoryJournal, wire_to

from harness.auth import ApiKey, Auth, Basic, Bearer, ClientCredentials, NoAuth
from harness.declaration import Target
from harness.evidence import Exchange, Response
from harness.gather.identity.carrier import Credential
from harness.gather.identity.declared import secrets_of
from harness.gather.identity.derived import DERIVED
from harness.gather.identity.forge import Unavailable
from harness.gather.signin.credentials import CredentialLacking, Credentials
from harness.gather.transmission.letter import Partition
from harness.redact import Redactor
from harness.sealed import Secret

JWT = jwt.encode({"sub": "hallmark"}, "a key of thirty-two bytes or more, for tests", algorithm="HS256")
OK = hostile.says(hostile.reply(b"{}"))


@contextmanager
def signing(
    vice: hostile.Vice = OK, **identities: Auth
) -> Iterator[tuple[Credentials, Partition, MemoryJournal, hostile.Server]]:
    named = {name.replace("_", "-"): auth for name, auth in identities.items()}
    with hostile.serving(vice) as server:
        own = named.get("own-agency", NoAuth())
        if isinstance(own, ClientCredentials):
            own = ClientCredentials(
                token_url=f"{server.base_url}/token", client_id="we", client_secret=own.client_secret
            )
            named["own-agency"] = own
        secrets = secrets_of(
            Target(base_url=server.base_url, auth=own, identities={k: v for k, v in named.items() if k != "own-agency"})
        )
        with wire_to(server.base_url, redactor=Redactor(secrets)) as (wire, journal):
            yield Credentials(named, wire), wire.partition("p"), journal, server


def facts(exchange: Exchange) -> list[dict[str, str]]:
    return [it.facts for it in exchange.redactions if it.facts]


def sent(server: hostile.Server, field: bytes = b"Authorization") -> list[bytes]:
    heads = [request.partition(b"\r\n\r\n")[0] for request in server.requests]
    found = [[line for line in head.split(b"\r\n") if line.lower().startswith(field.lower() + b":")] for head in heads]
    return [lines[0].partition(b": ")[2] if lines else b"" for lines in found]


BEARER = Bearer(token=Secret(JWT))
BASIC = Basic(username="hallmark", password=Secret("hush-hush"))
KEY = ApiKey(key=Secret("hush-hush"))
QUERY = ApiKey(key=Secret("hush-hush/+"), name="api key", in_="query")

CASES: list[tuple[Auth, str, bytes, dict[str, str]]] = [
    (BEARER, "own-agency", f"Bearer {JWT}".encode(), {"credential": "genuine", "scheme": "bearer", "alg": "HS256"}),
    (Bearer(token=Secret("opaque")), "own-agency", b"Bearer opaque", {"credential": "genuine", "scheme": "bearer"}),
    (BEARER, "malformed", b"Bearer hallmark-malformed-token", {"credential": "malformed", "scheme": "bearer"}),
    (BASIC, "own-agency", b"Basic aGFsbG1hcms6aHVzaC1odXNo", {"credential": "genuine", "scheme": "basic"}),
    (BASIC, "malformed", b"Basic hallmark-malformed-token", {"credential": "malformed", "scheme": "basic"}),
    (BASIC, "tampered", b"Basic aGFsbG1hcms6aHVzaEFodXNo", {"credential": "tampered", "scheme": "basic"}),
]


@pytest.mark.parametrize("auth, identity, value, expected", CASES)
def test_a_request_is_signed(auth: Auth, identity: str, value: bytes, expected: dict[str, str]) -> None:
    with signing(own_agency=auth) as (credentials, part, journal, server):
        credentials.send(part, "GET", "/", identity=identity)
        assert sent(server) == [value]
    (kept,) = journal.kept
    assert facts(kept) == [expected]
    assert kept.identity == identity
    assert value.partition(b" ")[2] not in repr(journal.calls).encode()


@pytest.mark.parametrize(
    "identity, credential, alg",
    [("alg-none", "alg-none", "none"), ("tampered", "tampered", "HS256"), ("tampered-claims", "tampered", "HS256")],
)
def test_bad_tokens_are_derived_from_the_genuine_one(identity: str, credential: str, alg: str) -> None:
    with signing(own_agency=BEARER) as (credentials, part, journal, server):
        credentials.send(part, "GET", "/", identity=identity)
        (value,) = sent(server)
    assert value.startswith(b"Bearer ")
    assert value != f"Bearer {JWT}".encode()
    assert facts(journal.kept[0]) == [{"credential": credential, "scheme": "bearer", "alg": alg}]
    assert value[7:] not in repr(journal.calls).encode()


def test_what_a_product_echoes_of_a_bad_token_is_redacted_too() -> None:
    def echoes(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(hostile.reply(json.dumps({"detail": request.decode("latin-1")}).encode()))
        return True

    with signing(echoes, own_agency=BEARER) as (credentials, part, journal, _):
        for identity in ("own-agency", *DERIVED):
            credentials.send(part, "GET", "/", identity=identity)
    kept = repr(journal.calls)
    assert not any(piece in kept for piece in JWT.split(".")[1:])


@pytest.mark.parametrize("identity", ["none", "absent"])
def test_nobody_signs_nothing(identity: str) -> None:
    with signing(own_agency=BEARER) as (credentials, part, journal, server):
        credentials.send(part, "GET", "/", identity=identity)
        assert sent(server) == [b""]
    assert (journal.kept[0].identity, journal.kept[0].redactions) == ("none", ())


def test_an_api_key_goes_into_its_field() -> None:
    with signing(own_agency=KEY) as (credentials, part, journal, server):
        for identity in ("own-agency", "malformed", "tampered"):
            credentials.send(part, "GET", "/", identity=identity)
        assert sent(server, b"X-API-Key") == [b"hush-hush", b"hallmark-malformed-token", b"hushAhush"]
    assert [facts(kept)[0]["credential"] for kept in journal.kept] == ["genuine", "malformed", "tampered"]
    assert all(word not in repr(journal.calls) for word in ("hush-hush", "hushAhush"))


@pytest.mark.parametrize(
    "target, full", [("/a", b"/a?api%20key=hush-hush%2F%2B"), ("/a?b=c", b"/a?b=c&api%20key=hush-hush%2F%2B")]
)
def test_an_api_key_goes_into_the_query(target: str, full: bytes) -> None:
    with signing(own_agency=QUERY) as (credentials, part, journal, server):
        credentials.send(part, "GET", target)
        assert server.requests[0].split(b" ")[1] == full
    (kept,) = journal.kept
    assert facts(kept) == [{"credential": "genuine", "scheme": "api-key"}]
    assert len(kept.request.target) == len(full)
    assert "hush" not in repr(kept)


def test_other_identities_have_their_own() -> None:
    others = {"other_agency": Bearer(token=Secret("other-token")), "expired": Bearer(token=Secret("old-token"))}
    with signing(own_agency=BEARER, **others) as (credentials, part, journal, server):
        credentials.send(part, "GET", "/", identity="other-agency")
        credentials.send(part, "GET", "/", identity="expired")
        assert sent(server) == [b"Bearer other-token", b"Bearer old-token"]
    assert [facts(kept)[0]["credential"] for kept in journal.kept] == ["genuine", "expired"]


def test_what_cannot_be_had_says_why() -> None:
    with signing(own_agency=Bearer(token=Secret("opaque"))) as (credentials, part, journal, _):
        assert set(credentials.lacking()) == {"tampered-claims"}
        assert "not a JWT" in credentials.lacking()["tampered-claims"]
        with pytest.raises(CredentialLacking) as error:
            credentials.send(part, "GET", "/", identity="other-agency")
        assert "no identity other-agency is declared" in str(error.value)
        assert journal.calls == []
    with signing(own_agency=KEY) as (credentials, *_):
        assert set(credentials.lacking()) == {"alg-none", "tampered-claims"}
    with signing(own_agency=NoAuth()) as (credentials, *_):
        assert set(credentials.lacking()) == set(DERIVED)
        assert credentials.credential("own-agency") == Credential(facts={"credential": "absent"})


class Issuer:
    """Issues tokens `t1`, `t2` ... and accepts those in `good`."""

    def __init__(self, *good: str, status: bytes = b"200 OK") -> None:
        self.good = good
        self.status = status
        self.issued = 0

    def __call__(self, sock: socket.socket, request: bytes) -> bool:
        if request.startswith(b"POST /token"):
            self.issued += 1
            body = json.dumps({"access_token": f"t{self.issued}", "token_type": "bearer", "expires_in": 3600}).encode()
            sock.sendall(hostile.reply(body, status=self.status))
        else:
            fine = any(f"Bearer {token}\r\n".encode() in request + b"\r\n" for token in self.good)
            sock.sendall(hostile.reply(b"{}", status=b"200 OK" if fine else b"401 Unauthorized"))
        return True


OAUTH = ClientCredentials(token_url="http://127.0.0.1", client_id="we", client_secret=Secret("hush-hush"))


def told(journal: MemoryJournal) -> list[tuple[str, int, int]]:
    found = []
    for kept in journal.kept:
        assert isinstance(kept.reply, Response)
        found.append((str(kept.id), kept.attempt, kept.reply.status))
    return found


def test_a_token_is_fetched_when_it_is_first_needed() -> None:
    with signing(Issuer("t1"), own_agency=OAUTH) as (credentials, part, journal, _):
        credentials.send(part, "GET", "/a")
        credentials.send(part, "GET", "/b")
    assert told(journal) == [("token:own-agency#0", 1, 200), ("p#0", 1, 200), ("p#1", 1, 200)]
    assert "hush" not in repr(journal.calls)


def test_a_refused_token_is_renewed_and_the_request_sent_again() -> None:
    with signing(Issuer("t2"), own_agency=OAUTH) as (credentials, part, journal, _):
        again = credentials.send(part, "GET", "/a")
        credentials.send(part, "GET", "/b")
    assert told(journal) == [
        ("token:own-agency#0", 1, 200),
        ("p#0", 1, 401),
        ("token:own-agency#1", 1, 200),
        ("p#1", 2, 200),
        ("p#2", 1, 200),
    ]
    assert str(again.caused_by) == "p#0"
    assert again.attempt == 2


def test_a_product_that_refuses_every_token_gets_no_flood_of_them() -> None:
    issuer = Issuer()
    with signing(issuer, own_agency=OAUTH) as (credentials, part, journal, _):
        for _ in range(5):
            credentials.send(part, "GET", "/a")
    assert issuer.issued == 2
    assert len(journal.kept) == 2 + 6


def test_a_bad_token_that_is_refused_is_not_renewed() -> None:
    issuer = Issuer("t1")
    with signing(issuer, own_agency=OAUTH) as (credentials, part, journal, _):
        credentials.send(part, "GET", "/a", identity="tampered")
    assert issuer.issued == 1
    assert [status for _, _, status in told(journal)] == [200, 401]


def test_an_endpoint_that_issues_nothing_is_said() -> None:
    with signing(Issuer(status=b"403 No"), own_agency=OAUTH) as (credentials, part, journal, _):
        with pytest.raises(CredentialLacking) as error:
            credentials.send(part, "GET", "/a")
        assert "answered 403" in str(error.value)
        made = credentials.credential("tampered")
    assert isinstance(made, Unavailable)
    assert "hush" not in repr(journal.calls)
