"""Shows that secrets are looked up where they are referred to, and never shown when that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from harness.declaration import Bearer, Declaration, Reference
from harness.errors import DeclarationError
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


def test_a_reference_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Reference()


def test_what_was_looked_up_is_not_printed() -> None:
    assert "hunter2" not in repr(resolve_secrets(declared("${A}"), {"A": "hunter2"}))
