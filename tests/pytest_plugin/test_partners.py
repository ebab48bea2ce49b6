"""A partner in a test keeps what it was sent, and can be tested itself."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from harness.cli.running.assembling import declaration_of
from harness.pytest_plugin.partners import partner


def test_every_request_is_kept_with_its_answer() -> None:
    with partner("receiving-control-room", seed=1) as served:
        for body in (b"{", b""):
            request = urllib.request.Request(
                f"{served.url}/incidents",
                data=body or None,
                headers={"Content-Type": "application/json", "X-Ours": "1"},
            )
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(request, timeout=10)
    first, second = served.received
    assert (first.method, first.body, first.status) == ("POST", b"{", 401)
    assert (second.method, second.body, second.status) == ("GET", b"", 405)
    assert ("X-ours", "1") in first.headers or ("X-Ours", "1") in first.headers


def test_a_run_file_can_be_written_for_it(tmp_path: Path) -> None:
    with partner("receiving-control-room") as served:
        secret = served.write_config(tmp_path / "hallmark.yaml")
        declared = declaration_of(tmp_path / "hallmark.yaml", "", "", "", {})
        assert declared.declaration.target.base_url == served.url
        assert secret.read_text(encoding="utf-8").strip() == served.secret
        assert served.token_url.startswith("http://127.0.0.1:")


def test_it_speaks_tls_to_those_who_trust_it() -> None:
    with partner("receiving-control-room", tls=True) as served:
        assert served.url.startswith("https://")
        assert served.certificates is not None
        trusting = ssl.create_default_context(cafile=str(served.certificates.ca))
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{served.url}/incidents/1", timeout=10, context=trusting)
        with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
            urllib.request.urlopen(f"{served.url}/incidents/1", timeout=10)
        assert [heard.status for heard in served.received] == [401]
        kept = served.certificates.ca
    assert not kept.exists()


def test_it_tells_clients_apart_by_their_certificates() -> None:
    with partner("receiving-control-room", mutual=True) as served:
        assert served.certificates is not None
        mine = ssl.create_default_context(cafile=str(served.certificates.ca))
        own = next(iter(served.certificates.clients.values()))
        mine.load_cert_chain(own.certificate, own.key)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{served.url}/incidents/1", timeout=10, context=mine)
        stranger = ssl.create_default_context(cafile=str(served.certificates.ca))
        with pytest.raises((urllib.error.URLError, OSError)):
            urllib.request.urlopen(f"{served.url}/incidents/1", timeout=10, context=stranger)
        assert len(served.received) == 1
