"""A TLS library trusts what is good of a world of certificates, and refuses each bad one for what is wrong with it."""

from __future__ import annotations

import ssl
import stat
import time
from pathlib import Path

import pytest

from harness.errors import MockError
from harness.partner.certificates import Pair
from harness.partner.pki import CLIENTS, SERVERS, World, write_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return write_world(tmp_path_factory.mktemp("pki"), ["localhost", "127.0.0.1"], ["product"], time.time(), 7)


def shaken(world: World, server: Pair, client: Pair) -> str:
    """Shake hands in memory, both sides checking certificates and revocation; return what was wrong, or nothing."""
    asks, shows = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for context, pair in ((asks, client), (shows, server)):
        context.load_cert_chain(pair.certificate, pair.key)
        context.load_verify_locations(world.ca)
        context.load_verify_locations(world.crl)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF | ssl.VERIFY_X509_STRICT
    shows.verify_mode = ssl.CERT_REQUIRED
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [asks.wrap_bio(down, up, server_hostname="localhost"), shows.wrap_bio(up, down, server_side=True)]
    for _ in range(6):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return ""


def test_who_has_good_certificates_understand_each_other(world: World) -> None:
    assert shaken(world, world.servers["good"], world.clients["product"]) == ""


WHY = {
    "expired": "certificate has expired",
    "not-yet-valid": "certificate is not yet valid",
    "another-name": "Hostname mismatch, certificate is not valid for 'localhost'.",
    "unknown-issuer": "unable to get local issuer certificate",
    "revoked": "certificate revoked",
}


@pytest.mark.parametrize("kind", [kind for kind in SERVERS if kind != "good"])
def test_each_bad_server_is_refused_for_what_is_wrong_with_it(kind: str, world: World) -> None:
    assert shaken(world, world.servers[kind], world.clients["product"]) == WHY[kind]


@pytest.mark.parametrize("kind", CLIENTS)
def test_each_bad_client_is_refused_for_what_is_wrong_with_it(kind: str, world: World) -> None:
    assert shaken(world, world.servers["good"], world.clients[kind]) == WHY[kind]


def test_keys_are_their_owners_and_the_authoritys_is_nowhere(world: World) -> None:
    keys = [*(pair.key for pair in world.servers.values()), *(pair.key for pair in world.clients.values())]
    assert {stat.S_IMODE(key.stat().st_mode) & 0o077 for key in keys} == {0}
    assert {path.name for path in world.ca.parent.glob("*.key")} == {key.name for key in keys}


@pytest.mark.parametrize(
    "names, clients, message",
    [
        (["müller.example.org"], ["a"], "no host name"),
        *(
            (([wrong], ["a"], "no host name"))
            for wrong in ("", "a b", "http://x", "127.0.0.256", "x" * 64, "-a", "a,b")
        ),
        ([".".join(["abc"] * 64)], ["a"], "no host name"),
        (["*.example.org", "xn--mller-kva.example.org", "exa_mple", "::1"], ["ü"], "cannot name a client"),
        *(((["localhost"], [wrong], "cannot name a client")) for wrong in ("", "a b", "../a", "a/b", "x" * 51)),
        (["localhost"], ["expired"], "cannot be called 'expired'"),
    ],
)
def test_what_cannot_be_named_is_said(names: list[str], clients: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(MockError, match=message):
        write_world(tmp_path, names, clients, time.time(), 7)


def test_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MockError, match="cannot write certificates"):
        write_world(tmp_path / "file" / "pki", ["localhost"], [], time.time(), 7)
