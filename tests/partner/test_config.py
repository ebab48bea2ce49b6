"""A run file that was written for a partner works at once and holds no secret."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
import requests
from partner_client import KNOWN, OTHER, OWN, UNKNOWN, Client

from harness.auth import ClientCredentials, NoAuth, certificate_of
from harness.errors import MockError
from harness.gather.identity.certificates import identities_of
from harness.partner.config import write_config
from harness.partner.host import running
from harness.runfile import load
from harness.secrets import resolve_secrets


def test_the_run_file_loads_and_its_credentials_sign_in(perfect: Client, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "hallmark.yaml"
    secret = write_config(path, perfect.partner)
    declared = resolve_secrets(load(path, {}), {})
    assert (declared.profiles, declared.role, declared.target.base) == (
        ("incident-transfer@1.0",),
        "receiver",
        perfect.partner.url,
    )
    assert set(declared.target.identities) == {"other-agency", "read-only", "expired", "wrong-audience"}
    assert [declared.fixtures[f"{name}_agency"] for name in ("own", "known", "other", "unknown")] == [
        OWN,
        KNOWN,
        OTHER,
        UNKNOWN,
    ]
    for auth in (declared.target.auth, *declared.target.identities.values()):
        assert isinstance(auth, ClientCredentials)
        reply = requests.post(
            auth.token_url,
            data={"grant_type": "client_credentials"},
            auth=(auth.client_id, str(auth.client_secret)),
            timeout=5,
        )
        assert reply.status_code == 200
    assert perfect.partner.secret not in path.read_text(encoding="utf-8")
    assert perfect.partner.secret not in repr(perfect.partner)
    assert secret.read_text(encoding="utf-8").strip() == perfect.partner.secret


def test_a_description_and_certificates_are_named(tmp_path: Path) -> None:
    with running("reference-records", tls=tmp_path / "tls", mutual=True) as partner:
        write_config(tmp_path / "hallmark.yaml", partner)
    target = load(tmp_path / "hallmark.yaml", {}).target
    assert target.base == partner.url
    assert target.base.startswith("https:")
    assert target.openapi == f"{partner.url}/openapi.json"
    assert target.plain_url == partner.plain_url
    assert (Path(target.tls.ca).name, target.tls.client_cert) == ("ca.pem", "")
    shown = {name: certificate_of(auth) for name, auth in identities_of(target).items()}
    assert {name: Path(one.client_cert).name for name, one in shown.items() if one is not None} == {
        name: f"client-{name}.pem" for name in shown
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_the_secret_even_where_a_file_lay_before(perfect: Client, tmp_path: Path) -> None:
    (tmp_path / "hallmark.secret").touch(0o644)
    secret = write_config(tmp_path / "hallmark.yaml", perfect.partner)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_named(perfect: Client, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MockError, match="cannot write") as caught:
        write_config(tmp_path / "file" / "hallmark.yaml", perfect.partner)
    assert "hallmark.yaml" in caught.value.where
    with pytest.raises(MockError, match=r"does not end in \.secret"):
        write_config(tmp_path / "x.secret", perfect.partner)


def test_where_nobody_signs_in_the_run_file_says_so(tmp_path: Path) -> None:
    with running("reference-feed") as partner:
        write_config(tmp_path / "hallmark.yaml", partner)
    declared = load(tmp_path / "hallmark.yaml", {})
    assert isinstance(declared.target.auth, NoAuth)
    assert declared.target.identities == {}


def test_what_plays_no_profile_has_no_run_file(tmp_path: Path) -> None:
    with running("authority") as partner, pytest.raises(MockError, match="plays no role"):
        write_config(tmp_path / "hallmark.yaml", partner)
