"""A partner speaks TLS as it is meant today, serves nothing without it, and ties tokens to certificates."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import requests
from records_client import MOCK
from tls_client import OLD, guarded, shaken, shown, signed_in

from harness.partner.certificates import write_certificates
from harness.partner.faults.choosing import written
from harness.partner.host import running
from harness.partner.recording import Taken
from harness.partner.secure import TlsTerms, is_of, without_tls


@OLD
def test_only_what_is_safe_is_spoken(tmp_path: Path) -> None:
    with guarded(tmp_path) as (partner, session):
        assert shaken(partner, ssl.TLSVersion.TLSv1) is None
        assert shaken(partner, ssl.TLSVersion.TLSv1_1) is None
        assert shaken(partner, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        assert shaken(partner, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
        reply = session.get(f"{partner.url}/persons", headers=signed_in(partner, session), timeout=8)
        assert (reply.status_code, reply.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")


def test_what_is_no_request_is_answered_like_all_else(tmp_path: Path) -> None:
    with guarded(tmp_path) as (partner, session):
        reply = session.get(f"{partner.url}/{'x' * 9000}", timeout=8)
        assert (reply.status_code, reply.headers["Strict-Transport-Security"]) == (414, "max-age=31536000")


def test_without_tls_nothing_is_served_and_nothing_done(tmp_path: Path) -> None:
    with guarded(tmp_path) as (partner, session):
        bearer = signed_in(partner, session)
        count = len(session.get(f"{partner.url}/objects?limit=100", headers=bearer, timeout=8).json()["items"])
        for method in ("GET", "POST"):
            body = {"reference": "A", "type": "other"}
            reply = session.request(method, f"{partner.plain_url}/objects", json=body, headers=bearer, timeout=8)
            assert (reply.status_code, reply.json()["detail"]) == (403, "Nothing is served without TLS.")
            assert "Strict-Transport-Security" not in reply.headers
        assert len(session.get(f"{partner.url}/objects?limit=100", headers=bearer, timeout=8).json()["items"]) == count


def test_reading_without_tls_may_be_led_elsewhere() -> None:
    terms = TlsTerms(plain="redirect")
    found = [without_tls(terms, method, "https://127.0.0.1:1", "/a?b=1") for method in ("GET", "HEAD", "POST")]
    assert [(r.status, r.header("location")) for r in found if r] == [
        (308, "https://127.0.0.1:1/a?b=1"),
        (308, "https://127.0.0.1:1/a?b=1"),
        (403, None),
    ]
    assert without_tls(TlsTerms(plain="act"), "GET", "", "/a") is None


def test_clients_show_their_certificate_and_tokens_are_tied_to_it(tmp_path: Path) -> None:
    with guarded(tmp_path, mutual=True) as (partner, session):
        with pytest.raises((requests.exceptions.SSLError, requests.exceptions.ConnectionError)):
            session.get(f"{partner.url}/", timeout=8)
        assert partner.certificates is not None
        session.cert = shown(partner.certificates.clients["own-agency"])
        bearer = signed_in(partner, session)
        assert session.get(f"{partner.url}/persons", headers=bearer, timeout=8).status_code == 200
    with running(MOCK, tls=tmp_path / "second", mutual=True) as partner:
        assert partner.certificates is not None
        own, other = (shown(partner.certificates.clients[name]) for name in ("own-agency", "other-agency"))
        with requests.Session() as first, requests.Session() as second:
            for session, certificate in ((first, own), (second, other)):
                session.trust_env, session.verify = False, str(partner.certificates.ca)
                session.cert = certificate
            bearer = signed_in(partner, first)
            assert first.get(f"{partner.url}/persons", headers=bearer, timeout=8).status_code == 200
            refused = second.get(f"{partner.url}/persons", headers=bearer, timeout=8)
            assert (refused.status_code, refused.json()["detail"]) == (
                401,
                "The token is bound to another certificate.",
            )


@pytest.mark.parametrize("mutual", [False, True])
def test_another_host_speaks_tls_as_well_and_asks_nobody_for_a_certificate(tmp_path: Path, mutual: bool) -> None:
    kept: list[Taken] = []
    faults = [written("redirect:token:1", {})]
    with running(MOCK, keep=kept.append, faults=faults, tls=tmp_path, mutual=mutual) as partner:
        assert partner.certificates is not None
        own = shown(partner.certificates.clients["own-agency"]) if mutual else None
        form = {"grant_type": "client_credentials"}
        first = requests.post(
            partner.token_url, form, cert=own, verify=str(partner.certificates.ca), allow_redirects=False, timeout=8
        )
        away = first.headers["Location"]
        followed = requests.post(away, form, verify=str(partner.certificates.ca), timeout=8)
    assert (away.startswith("https://localhost:"), followed.status_code) == (True, 421)
    assert [(one.party, one.fault) for one in kept] == [("", "redirect"), ("elsewhere", "")]


def test_a_certificate_is_of_the_hosts_that_it_names(tmp_path: Path) -> None:
    made = write_certificates(tmp_path, "good", (), 1_790_000_000)
    assert [is_of(made.server, name) for name in ("localhost", "127.0.0.1", "other")] == [True, False, False]
    assert not is_of(made.bad["another-name"], "localhost")
