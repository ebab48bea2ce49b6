"""Shows that secrets are looked up where they are referred to, and never shown when that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from harness.auth import Bearer
from harness.declaration import Declaration, Target
from harness.errors import DeclarationError
from harness.sealed import Secret
from harness.secrets import resolve_secrets


def declared(token: object) -> Declaration:
    value = {
        "product": {"name": "a", "version": "1", "supplier": "b"},
        "profile": "incident-transfer@1.0",
        "target": {
            "base_url": "http://127.0.0.1:1",
            "identities": {"other-agency": {"kind": "bearer", "token": token}},
        },
    }
    return msgspec.convert(value, Declaration)


def token_of(declaration: Declaration) -> object:
    auth = declaration.target.identities["other-agency"]
    assert isinstance(auth, Bearer)
    return auth.token


def test_from_the_environment() -> None:
    assert token_of(resolve_secrets(declared("${A}-${B}"), {"A": "x", "B": "y"})) == "x-y"


def test_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"abc def\r\n")
    assert token_of(resolve_secrets(declared({"file": str(tmp_path / "token")}), {})) == "abc def"


def test_from_a_program() -> None:
    command = [sys.executable, "-c", "print('from a vault')"]
    assert token_of(resolve_secrets(declared({"command": command}), {})) == "from a vault"


@pytest.mark.parametrize(
    "token", ["${UNSET}", {"file": "/does/not/exist"}, {"command": ["/does/not/exist", "hunter2"]}]
)
def test_what_cannot_be_looked_up_says_where(token: object) -> None:
    with pytest.raises(DeclarationError) as caught:
        resolve_secrets(declared(token), {})
    assert caught.value.where == "target.identities.other-agency.token"
    assert "hunter2" not in str(caught.value)


def test_a_failing_program_is_named_without_its_output() -> None:
    def run(command: tuple[str, ...]) -> bytes:
        raise subprocess.CalledProcessError(1, command, output=b"hunter2")

    with pytest.raises(DeclarationError) as caught:
        resolve_secrets(declared({"command": ["vault", "read"]}), {}, run)
    assert "vault did not give the secret" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_what_was_looked_up_is_not_printed() -> None:
    assert "hunter2" not in repr(resolve_secrets(declared("${A}"), {"A": "hunter2"}))


def test_every_secret_of_every_kind_is_looked_up() -> None:
    certificate = {"client_cert": "c.pem", "client_key": "c.key", "client_key_password": "${A}"}
    kinds = [
        {"kind": "hook", "hook": "a:b", "settings": {"mailbox": "X26"}, "secrets": {"shared": "${A}"}},
        {"kind": "mutual-tls", "certificate": certificate},
        {"kind": "login", "steps": [{"id": "in", "path": "/login"}], "secrets": {"password": "${A}"}},
        {
            "kind": "oauth2-client-credentials",
            "token_url": "http://127.0.0.1/token",
            "client_id": "we",
            "client_auth": "private_key_jwt",
            "assertion": {"private_key": "${A}", "private_key_password": "${A}"},
        },
    ]
    declaration = declared("${A}")
    target = {
        "base_url": "http://127.0.0.1:1",
        "identities": {str(number): kind for number, kind in enumerate(kinds)},
        "tls": certificate,
        "headers": {"X-Tenant": "acme", "X-Key": "k-${A}"},
    }
    declaration = msgspec.structs.replace(declaration, target=msgspec.convert(target, Target))
    resolved = resolve_secrets(declaration, {"A": "hunter2"}).target
    found = [secret for part in (*resolved.identities.values(), resolved.tls) for secret in secrets_in(part)]
    assert found == ["hunter2"] * 6
    assert resolved.headers == {"X-Tenant": "acme", "X-Key": "k-hunter2"}
    assert [isinstance(value, Secret) for value in resolved.headers.values()] == [False, True]
    assert "hunter2" not in repr(resolved)


def secrets_in(value: object) -> list[str]:
    """Return the secrets in a declared thing, as they come."""
    if isinstance(value, Secret):
        return [str(value)]
    if isinstance(value, msgspec.Struct):
        value = {name: getattr(value, name) for name in value.__struct_fields__}
    return [found for one in value.values() for found in secrets_in(one)] if isinstance(value, dict) else []
