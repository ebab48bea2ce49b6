"""The secrets of a run file are all known, keys and their files included, or it is said which one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import tls_files

from harness.cli.running.declaring import secrets_in
from harness.errors import DeclarationError

RUN_FILE = """\
product: {{name: Notes, version: '1', supplier: The tests}}
profile: notes@1.0
target:
  base_url: https://notes.example.org
  auth: {{kind: oauth2-client-credentials, token_url: 'https://notes.example.org/t', client_id: me,
         client_auth: private_key_jwt, assertion: {{private_key: {{file: {key}}}}}}}
  identities:
    other-agency: {{kind: basic, username: me, password: '${{OTHER}}'}}
  headers: {{X-Plain: seen, X-Key: '${{EXTRA}}'}}
  tls: {{client_cert: {cert}, client_key: {key}, client_key_password: '${{COVER}}'}}
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = tls_files.make(tmp_path)
    path = tmp_path / "run.yaml"
    path.write_text(RUN_FILE.format(key=files.client_key, cert=files.client), encoding="utf-8")
    for name in ("OTHER", "EXTRA", "COVER"):
        monkeypatch.setenv(name, f"value of {name}")
    return path


def test_all_secrets_are_known(config: Path) -> None:
    found = secrets_in(config)
    assert found is not None
    assert set(found.values()) >= {b"value of OTHER", b"value of EXTRA", b"value of COVER"}
    assert b"seen" not in found.values()
    keys = [name for name, value in found.items() if b"PRIVATE KEY" in value]
    assert len(keys) == 2


def test_what_cannot_be_looked_up_is_said(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTHER")
    with pytest.raises(DeclarationError, match="OTHER"):
        secrets_in(config)


def test_without_a_run_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert secrets_in(None) is None
