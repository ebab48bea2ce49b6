"""A document is fetched from where it is said to be, whole, and from nowhere else."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import pytest

from harness.partner.faults.choosing import written
from harness.partner.host import running
from harness.partner.identity.fetching import fetcher


def test_a_key_set_comes_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with running("authority") as partner:
        assert json.loads(fetcher()(f"{partner.url}/oauth/jwks"))["keys"]


def test_over_tls_only_who_is_vouched_for(tmp_path: Path) -> None:
    with running("authority", tls=tmp_path) as partner:
        assert partner.certificates is not None
        assert json.loads(fetcher(partner.certificates.ca)(f"{partner.url}/oauth/jwks"))["keys"]
        with pytest.raises(ssl.SSLError):
            fetcher()(f"{partner.url}/oauth/jwks")


@pytest.mark.parametrize("fault", ["redirect:jwks", "server-error:jwks"])
def test_another_status_is_no_document(fault: str) -> None:
    with running("authority", faults=[written(fault, {})]) as partner, pytest.raises(ValueError, match="the answer is"):
        fetcher()(f"{partner.url}/oauth/jwks")


def test_what_breaks_off_or_is_not_there_is_no_answer() -> None:
    with running("authority", faults=[written("reset-before:jwks", {})]) as partner:
        with pytest.raises((ConnectionError, OSError), match="."):
            fetcher()(f"{partner.url}/oauth/jwks")
        url = partner.url
    with pytest.raises(ConnectionRefusedError):
        fetcher()(f"{url}/oauth/jwks")


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.identity.fetching.MOST_OCTETS", 10)
    with running("authority") as partner, pytest.raises(ValueError, match="too long"):
        fetcher()(f"{partner.url}/oauth/jwks")
