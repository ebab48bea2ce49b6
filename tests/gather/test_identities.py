"""Every kind of credential signs in at a server that checks it as its standard says, over real TLS where it asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import msgspec
import pytest
import tls_files
import tls_server
from miniatures import hostile
from tls_files import TlsFiles
from wire_client import HandClock, MemoryJournal, wire_to

from harness.declaration import Declaration
from harness.evidence import Exchange, Response, Silence
from harness.gather.clock import Clock
from harness.gather.identity.certificates import clients_of, elsewhere, identities_of
from harness.gather.identity.declared import secrets_of
from harness.gather.signin.credentials import Credentials
from harness.gather.transmission.letter import Partition
from harness.redact import Redactor
from harness.secrets import resolve_secrets

KEY = "a key of thirty-two bytes or more, for tests"
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
ENV = {"SECRET": "hush-hush-secret", "SHARED": "shared-key-of-ours"}
PRODUCT = {"name": "a", "version": "1", "supplier": "b"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


def fields_of(request: bytes) -> dict[str, str]:
    lines = [line.partition(b":") for line in request.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
    return {name.decode().lower(): value.strip().decode("latin-1") for name, _, value in lines}


@contextmanager
def run_by(
    url: str, target: Mapping[str, Any], headers: Mapping[str, Any] | None = None, clock: Clock | None = None
) -> Iterator[tuple[Credentials, Partition, MemoryJournal]]:
    """Give the credentials of a run file, put together as a session does."""
    written = {"base_url": url, **target, "headers": headers or {}}
    declaration = {"product": PRODUCT, "profile": "a@1.0", "target": written}
    declared = resolve_secrets(msgspec.convert(declaration, Declaration), ENV).target
    more = {"tls": declared.tls, "clients": clients_of(declared), "also": elsewhere(declared), "clock": clock}
    with wire_to(url, redactor=Redactor(secrets_of(declared)), **more) as (wire, journal):
        plain = {name: str(value) for name, value in declared.headers.items()}
        yield Credentials(identities_of(declared), wire, headers=plain), wire.partition("p"), journal


def statuses(journal: MemoryJournal) -> list[int]:
    return [x.reply.status if isinstance(x.reply, Response) else 0 for x in journal.kept if x.id.partition == "p"]


def facts(exchange: Exchange) -> dict[str, str]:
    return next((dict(it.facts) for it in exchange.redactions if it.facts), {})


class Bound:
    """Issues tokens to clients that it knows by certificate or assertion, bound to the certificate (RFC 8705)."""

    def __init__(self, known: Mapping[str, Any], public: Any = None, *, checks: bool = True) -> None:
        self.known = known
        self.public = public
        self.checks = checks
        self.seen: set[str] = set()

    def __call__(self, sock: socket.socket, request: bytes) -> bool:
        shown = tls_server.thumbprint(sock)
        issue = request.startswith(b"POST /token")
        sock.sendall(self.issue(request, shown) if issue else self.serve(request, shown))
        return True

    def issue(self, request: bytes, shown: str) -> bytes:
        form = {name: values[0] for name, values in parse_qs(request.partition(b"\r\n\r\n")[2].decode()).items()}
        client = self.known.get(form["client_id"]) if "client_id" in form else self.asserted(form)
        if client is None or ("client_id" in form and client != shown):
            return hostile.reply(b'{"error":"invalid_client"}', status=b"401 Unauthorized")
        claims: dict[str, Any] = {"sub": "we"}
        if shown:
            thumb = base64.urlsafe_b64encode(bytes.fromhex(shown)).rstrip(b"=").decode()
            claims["cnf"] = {"x5t#S256": thumb}
        token = jwt.encode(claims, KEY, algorithm="HS256")
        return hostile.reply(json.dumps({"access_token": token, "token_type": "Bearer"}).encode())

    def asserted(self, form: Mapping[str, str]) -> str | None:
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        claims = jwt.decode(form["client_assertion"], self.public, ["ES256"], audience="the-audience")
        assert claims["jti"] not in self.seen, "an assertion is used once"
        self.seen.add(claims["jti"])
        return self.known.get(claims["sub"])

    def serve(self, request: bytes, shown: str) -> bytes:
        token = fields_of(request).get("authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, KEY, ["HS256"])
        except jwt.PyJWTError:
            return hostile.reply(b"{}", status=b"401 Unauthorized")
        bound = claims.get("cnf", {}).get("x5t#S256", "")
        if self.checks and bound and base64.urlsafe_b64decode(bound + "=").hex() != shown:
            return hostile.reply(b"{}", status=b"401 Unauthorized")
        return hostile.reply(b"{}")


def certificate(files: TlsFiles, name: str) -> dict[str, str]:
    return {"client_cert": getattr(files, name), "client_key": getattr(files, f"{name}_key")}


def digest(path: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(Path(path).read_text())).hexdigest()


def test_a_client_is_known_by_its_certificate_and_its_token_is_bound_to_it(files: TlsFiles) -> None:
    vice = Bound({"we": digest(files.client), "they": digest(files.other)})
    with tls_server.serving(vice, tls_server.context_of(files, client=ssl.CERT_OPTIONAL)) as server:
        client = {
            "kind": "oauth2-client-credentials", "token_url": f"{server.base_url}/token",
            "client_auth": "tls_client_auth",
        }  # fmt: skip
        target = {
            "auth": client | {"client_id": "we", "certificate": certificate(files, "client")},
            "identities": {"other-agency": client | {"client_id": "they", "certificate": certificate(files, "other")}},
            "tls": {"ca": files.ca},
        }
        with run_by(server.base_url, target) as (credentials, part, journal):
            assert credentials.lacking() == {}
            for identity in ("own-agency", "other-agency", "other-certificate", "absent", "tampered", "own-agency"):
                credentials.send(part, "GET", "/", identity=identity)
            for identity in ("without-certificate", "in-query"):
                credentials.send(part, "GET", "/", identity=identity)
            (query,) = (request for request in server.requests if b"?access_token=" in request)
    assert statuses(journal) == [200, 200, 401, 401, 401, 200, 401, 401]
    kept = [facts(x) for x in journal.kept if x.id.partition == "p"]
    assert kept[0] == {
        "credential": "genuine", "scheme": "bearer", "alg": "HS256", "bound": "certificate", "certificate": "shown",
    }  # fmt: skip
    assert kept[2] == kept[0] | {"credential": "other-certificate"}
    assert kept[3] == {"credential": "absent", "certificate": "shown"}
    assert kept[6] == {name: fact for name, fact in kept[0].items() if name != "certificate"} | {
        "credential": "without-certificate"
    }
    assert "authorization" not in fields_of(query)
    assert "eyJ" not in repr(journal.calls)


def test_a_token_that_was_fetched_without_the_certificate_is_tried_without_it(files: TlsFiles) -> None:
    vice = Bound({}, checks=True)
    vice.issue = lambda request, shown: Bound.issue(vice, b"POST /token\r\n\r\nclient_id=we", shown)  # type: ignore[method-assign]
    vice.known = Anybody()
    context = tls_server.context_of(files, client=ssl.CERT_OPTIONAL)
    with tls_server.serving(vice, context) as server:
        auth = {
            "kind": "oauth2-client-credentials", "token_url": f"{server.base_url}/token", "client_id": "we",
            "client_secret": "${SECRET}", "certificate": certificate(files, "client"),
        }  # fmt: skip
        with run_by(server.base_url, {"auth": auth, "tls": {"ca": files.ca}}) as (credentials, part, journal):
            for identity in ("own-agency", "without-certificate", "without-certificate"):
                credentials.send(part, "GET", "/", identity=identity)
    assert statuses(journal) == [200, 200, 200], "a product that asks nobody serves who has none"
    kept = [facts(x) for x in journal.kept if x.id.partition == "p"]
    assert ["bound" in each for each in kept] == [True, False, False]
    tokens = [x.id.partition for x in journal.kept if x.id.partition.startswith("token:")]
    assert tokens == ["token:own-agency", "token:without-certificate"]


class Anybody(dict[str, Any]):
    """Knows every client, by whatever it shows."""

    def get(self, name: str, default: Any = None) -> Any:
        return SHOWN_BY_ALL


class _Equal:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


SHOWN_BY_ALL = _Equal()


def test_a_client_signs_an_assertion(files: TlsFiles) -> None:
    public = ssl_key(files.client)
    vice = Bound({"we": "known"}, public)
    with tls_server.serving(vice, tls_server.context_of(files)) as server:
        target = {
            "auth": {
                "kind": "oauth2-client-credentials", "token_url": f"{server.base_url}/token", "client_id": "we",
                "client_auth": "private_key_jwt",
                "assertion": {"private_key": {"file": files.client_key}, "algorithm": "ES256",
                              "audience": "the-audience", "certificate_file": files.client},
            },
            "tls": {"ca": files.ca},
        }  # fmt: skip
        with run_by(server.base_url, target) as (credentials, part, journal):
            credentials.send(part, "GET", "/")
            credentials.send(part, "GET", "/", identity="tampered-claims")
    assert statuses(journal) == [200, 401]
    assert "eyJ" not in repr(journal.calls), "neither assertion nor token is kept"
    assert "secret:client_assertion" in repr(journal.calls)


def ssl_key(path: str) -> Any:
    from cryptography import x509

    return x509.load_pem_x509_certificate(Path(path).read_bytes()).public_key()


def test_a_certificate_alone_may_be_the_credential(files: TlsFiles) -> None:
    def known(sock: socket.socket, request: bytes) -> bool:
        fine = tls_server.thumbprint(sock) in (digest(files.client), digest(files.other))
        sock.sendall(hostile.reply(b"{}", status=b"200 OK" if fine else b"401 Unauthorized"))
        return True

    target = {
        "auth": {"kind": "mutual-tls", "certificate": certificate(files, "client")},
        "identities": {"other-agency": {"kind": "mutual-tls", "certificate": certificate(files, "other")}},
        "tls": {"ca": files.ca},
    }
    for verify, refused in ((ssl.CERT_OPTIONAL, 401), (ssl.CERT_REQUIRED, 0)):
        with (
            tls_server.serving(known, tls_server.context_of(files, client=verify)) as server,
            run_by(server.base_url, target) as (credentials, part, journal),
        ):
            for identity in ("own-agency", "absent", "other-agency", "own-agency"):
                credentials.send(part, "GET", "/", identity=identity)
            assert set(credentials.lacking()) == {"malformed", "alg-none", "tampered", "tampered-claims",
                                                  "other-certificate"}  # fmt: skip
        assert statuses(journal) == [200, refused, 200, 200]
        assert [facts(x).get("credential") for x in journal.kept] == ["genuine", None, "genuine", "genuine"]
        silent = [x.reply for x in journal.kept if isinstance(x.reply, Silence)]
        assert len(silent) == (refused == 0)


def signed_well(request: bytes, seen: set[str]) -> bool:
    """Check a signature of docs/examples/hmac_request.py."""
    head, _, body = request.partition(b"\r\n\r\n")
    method, target, _ = head.partition(b"\r\n")[0].decode().split(" ")
    fields = fields_of(request)
    time, nonce = fields.get("x-timestamp", ""), fields.get("x-nonce", "")
    text = "\n".join((method, target, time, nonce, hashlib.sha256(body).hexdigest()))
    mac = base64.b64encode(hmac.new(ENV["SHARED"].encode(), text.encode(), hashlib.sha256).digest()).decode()
    fresh = nonce not in seen and time[:4] == "2027" and time[8:10] == "15"
    seen.add(nonce)
    return fresh and hmac.compare_digest(mac, fields.get("x-signature", ""))


def test_each_request_is_signed_by_a_hook() -> None:
    seen: set[str] = set()

    def checks(sock: socket.socket, request: bytes) -> bool:
        fine = signed_well(request, seen)
        echo = json.dumps({"you": request.decode("latin-1")}).encode()
        sock.sendall(hostile.reply(echo, status=b"200 OK" if fine else b"401 Unauthorized"))
        return True

    hook = {
        "kind": "hook", "hook": f"{EXAMPLES / 'hmac_request.py'}:sign", "settings": {"key_id": "k"},
        "secrets": {"shared_key": "${SHARED}"},
    }  # fmt: skip
    with (
        hostile.serving(checks) as server,
        run_by(server.base_url, {"auth": hook}, clock=HandClock()) as (credentials, part, journal),
    ):
        assert set(credentials.lacking()) == {"alg-none", "tampered-claims"}
        for identity in ("own-agency", "own-agency", "absent", "malformed", "tampered", "expired"):
            credentials.send(part, "POST", "/a?b=c", (("X-Two", "x"),), b'{"d":1}', identity=identity)
        sent = [fields_of(request) for request in server.requests]
    assert statuses(journal) == [200, 200, 401, 401, 401, 401]
    assert [facts(x).get("credential") for x in journal.kept] == [
        "genuine", "genuine", None, "malformed", "tampered", "expired",
    ]  # fmt: skip
    kept = repr(journal.calls)
    assert not any(fields[name] in kept for fields in sent for name in ("x-nonce", "x-signature") if name in fields)
    assert ENV["SHARED"] not in kept


MESH = {
    "kind": "hook", "hook": f"{EXAMPLES / 'nhs_mesh.py'}:sign", "settings": {"mailbox": "X26ABC1"},
    "secrets": {"password": "${SECRET}", "shared_key": "${SHARED}"},
}  # fmt: skip


def test_a_mailbox_signs_as_nhs_mesh_asks() -> None:
    def checks(sock: socket.socket, request: bytes) -> bool:
        scheme, _, rest = fields_of(request).get("authorization", "").partition(" ")
        parts = rest.split(":")
        fine = scheme == "NHSMESH" and len(parts) == 5 and parts[3].startswith("20270115")
        if fine:
            text = ":".join((*parts[:3], ENV["SECRET"], parts[3]))
            fine = hmac.new(ENV["SHARED"].encode(), text.encode(), hashlib.sha256).hexdigest() == parts[4]
        sock.sendall(hostile.reply(b"{}", status=b"200 OK" if fine else b"403 Forbidden"))
        return True

    with (
        hostile.serving(checks) as server,
        run_by(server.base_url, {"auth": MESH}, clock=HandClock()) as (credentials, part, journal),
    ):
        for identity in ("own-agency", "absent", "malformed", "tampered", "expired"):
            credentials.send(part, "GET", "/messageexchange/X26ABC1", identity=identity)
    assert statuses(journal) == [200, 403, 403, 403, 403]
    assert [x.redactions[0].marker for x in journal.kept if x.redactions] == ["secret:authorization"] * 4


def test_a_hook_signs_anew_when_the_connection_had_died() -> None:
    requests: list[str] = []

    def once(sock: socket.socket, request: bytes) -> bool:
        requests.append(fields_of(request)["x-nonce"])
        if len(requests) == 2:
            return False  # on the kept connection nothing comes back
        sock.sendall(hostile.reply(b"{}"))
        return True

    hook = {
        "kind": "hook", "hook": f"{EXAMPLES / 'hmac_request.py'}:sign", "settings": {"key_id": "k"},
        "secrets": {"shared_key": "${SHARED}"},
    }  # fmt: skip
    with (
        hostile.serving(once) as server,
        run_by(server.base_url, {"auth": hook}, clock=HandClock()) as (credentials, part, journal),
    ):
        credentials.send(part, "GET", "/")
        again = credentials.send(part, "GET", "/")
    assert (again.attempt, str(again.caused_by)) == (2, "p#1")
    assert len(set(requests)) == 3, "no signature was sent twice"
    assert statuses(journal) == [200, 0, 200]


def test_a_session_cookie_is_renewed_when_it_is_refused() -> None:
    state = {"session": 0, "good": 2}

    def product(sock: socket.socket, request: bytes) -> bool:
        if request.startswith(b"POST /api/login"):
            state["session"] += 1
            assert parse_qs(request.partition(b"\r\n\r\n")[2].decode()) == {"pass": [ENV["SECRET"]]}
            cookie = b"Set-Cookie: SID=session-number-%d; Secure\r\n" % state["session"]
            sock.sendall(hostile.reply(b"", fields=cookie))
        else:
            fine = fields_of(request).get("cookie", "").endswith(f"SID=session-number-{state['good']}")
            sock.sendall(hostile.reply(b"{}", status=b"200 OK" if fine else b"401 Unauthorized"))
        return True

    login = {
        "kind": "login", "send": "cookie", "name": "SID", "secrets": {"pass": "${SECRET}"},
        "steps": [{"id": "in", "path": "/login", "form": {"pass": "{$inputs.pass}"}}],
    }  # fmt: skip
    with hostile.serving(product) as server:
        target = {"auth": login, "identities": {"other-agency": login}}
        with run_by(f"{server.base_url}/api", target) as (credentials, part, journal):
            again = credentials.send(part, "GET", "/api/a", (("Cookie", "theme=dark"),))
            credentials.send(part, "GET", "/api/b", identity="tampered")
            state["good"] = 3
            credentials.send(part, "GET", "/api/c", identity="other-agency")
    assert again.attempt == 2
    assert statuses(journal) == [401, 200, 401, 200]
    assert not any(word in repr(journal.calls) for word in ("session-number", "session-nAmber", ENV["SECRET"]))


def test_declared_fields_go_to_the_product_and_secret_ones_are_redacted() -> None:
    with (
        hostile.serving(hostile.says(hostile.reply(b"{}"))) as server,
        run_by(server.base_url, {}, {"X-Tenant": "acme", "X-Sub": "k-${SECRET}"}) as (credentials, part, journal),
    ):
        credentials.send(part, "GET", "/")
        credentials.send(part, "GET", "/", (("x-tenant", "other"),))
        sent = [fields_of(request) for request in server.requests]
    assert [(fields["x-tenant"], fields["x-sub"]) for fields in sent] == [
        ("acme", f"k-{ENV['SECRET']}"), ("other", f"k-{ENV['SECRET']}"),
    ]  # fmt: skip
    assert ENV["SECRET"] not in repr(journal.calls)
    assert "acme" in repr(journal.calls)
