"""A handshake becomes evidence: what was offered, what came of it, and which certificate was shown."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import tls_files
import tls_server
from miniatures import hostile
from tls_files import TlsFiles
from wire_client import wire_to

from harness.declaration import Tls
from harness.evidence import Handshake
from harness.gather.transmission import shaking

CHECKED = ("TLSv1.2", "TLSv1.3")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


def shaken(base_url: str, version: str = "", **more: object) -> Handshake:
    with wire_to(base_url, **more) as (wire, journal):
        made = wire.shake(wire.partition("tls"), version=version)
    assert journal.others == [made], "what was tried is kept"
    return made


def test_one_that_comes_about(files: TlsFiles) -> None:
    with tls_server.serving(hostile.says(b""), tls_server.context_of(files)) as server:
        checked = shaken(server.base_url, tls=Tls(ca=files.ca))
        alone = shaken(server.base_url, "TLSv1.2", tls=Tls(ca=files.ca))
        old = shaken(server.base_url, "TLSv1.1", tls=Tls(ca=files.ca))
    assert (checked.host, checked.port, checked.sni) == ("127.0.0.1", server.port, "")
    assert (checked.offered, checked.negotiated, checked.checked) == (CHECKED, "TLSv1.3", True)
    assert (checked.roots, checked.verify_code) == ("declared", 0)
    assert checked.anchor == ssl.PEM_cert_to_DER_cert(Path(files.ca).read_text())
    assert (alone.offered, alone.negotiated, alone.checked) == (("TLSv1.2",), "TLSv1.2", False)
    assert (old.negotiated, old.why, old.alert) == (None, "alert", "protocol_version")
    assert checked.at > 0


def test_a_certificate_that_is_not_trusted_is_shown_all_the_same(files: TlsFiles) -> None:
    with tls_server.serving(hostile.says(b""), tls_server.context_of(files)) as server:
        made = shaken(server.base_url)
    assert (made.negotiated, made.why, made.verify_code, made.anchor) == (None, "certificate", 20, b"")
    assert made.chain == (ssl.PEM_cert_to_DER_cert(Path(files.server).read_text()),)


def test_an_expired_one_is_led_to_who_vouched_for_it(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    late = tls_files.expired(files)
    with tls_server.serving(hostile.says(b""), tls_server.context_of(files, certificate=late)) as server:
        made = shaken(server.base_url, tls=Tls(ca=files.ca))
    assert (made.why, made.verify_code) == ("certificate", 10)
    assert made.anchor == ssl.PEM_cert_to_DER_cert(Path(files.ca).read_text())


def test_a_name_is_sent_and_an_address_is_not(files: TlsFiles) -> None:
    seen: list[object] = []
    context = tls_server.context_of(files)
    context.sni_callback = lambda sock, name, _: seen.append(name)
    with tls_server.serving(hostile.says(b""), context) as server:
        made = shaken(f"https://localhost:{server.port}", tls=Tls(ca=files.ca))
    assert (made.sni, seen) == ("localhost", ["localhost"])


def test_where_nobody_speaks_tls_that_is_what_is_kept() -> None:
    with hostile.serving(hostile.says(hostile.reply(b"{}"))) as server:
        made = shaken(server.base_url)
    assert (made.negotiated, made.chain) == (None, ())
    assert made.why in ("not-tls", "closed", "timeout")
    with hostile.refuses_connections() as base_url:
        assert shaken(base_url).why == "refused"


def test_what_our_side_cannot_offer_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shaking, "offering", lambda version, tls: None)
    with hostile.refuses_connections() as base_url:
        made = shaken(base_url, "TLSv1")
    assert (made.can_offer, made.negotiated, made.why) == (False, None, "")
