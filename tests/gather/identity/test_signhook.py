"""A supplier's own function is found, given the request, and held to what it may return."""

from __future__ import annotations

import hashlib
import hmac
import json
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from harness.auth import Hook
from harness.errors import DeclarationError
from harness.gather.identity import signhook
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.signhook import Signer, Unsigned
from harness.sealed import Secret

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
NOW = 1_800_000_000_123_456
ASK = Unsigned(method="POST", url="https://example.org/a?b=c", headers=(("X", b"\xe4"),), body=b"{}")


def signer(text: str, folder: Path, **more: Any) -> Signer:
    """Return a hook whose file holds a function `sign`."""
    path = folder / "mine.py"
    path.write_text(text)
    return Signer(Hook(hook=f"{path}:sign", **more), "target.auth")


SEES = """
import json
def sign(request, settings, secrets):
    request.secret("derived-from-it")
    seen = [request.method, request.url, request.headers, request.body.decode(), request.now.isoformat()]
    return {"X-Seen": json.dumps([*seen, request.nonce(), request.nonce(), dict(settings), dict(secrets)])}
"""


def test_it_is_given_the_request_and_what_is_declared(tmp_path: Path) -> None:
    nonces = iter(["n1", "n2"])
    made = signer(SEES, tmp_path, settings={"key_id": "k"}, secrets={"shared": Secret("hush-hush")})
    signed = made.sign(ASK, NOW, lambda: next(nonces))
    assert not isinstance(signed, Unavailable)
    ((name, value),) = signed.headers
    assert (name, json.loads(value)) == (
        "X-Seen",
        ["POST", "https://example.org/a?b=c", [["X", "\xe4"]], "{}", "2027-01-15T08:00:00.123456+00:00", "n1", "n2",
         {"key_id": "k"}, {"shared": "hush-hush"}],
    )  # fmt: skip
    assert signed.secrets[0] == value.encode()
    assert b"derived-from-it" in signed.secrets


def test_short_values_are_no_secrets_and_long_words_are(tmp_path: Path) -> None:
    text = "def sign(r, a, b):\n    return {'X-Count': '1', 'X-Mac': 'mailbox:0123456789abcdef0123:x'}\n"
    signed = signer(text, tmp_path).sign(ASK, NOW, str)
    assert not isinstance(signed, Unavailable)
    assert signed.secrets == (b"mailbox:0123456789abcdef0123:x", b"0123456789abcdef0123")


@pytest.mark.parametrize(
    "body, words",
    [
        ("raise ValueError('hunter2')", "failed (ValueError)"),
        ("return None", "no mapping"),
        ("return {'X': 1}", "no mapping"),
        ("return {'X y': 'z'}", "no mapping"),
        ("return {'X': 'a\\r\\nY: b'}", "no mapping"),
        ("return {'X': 'Tŷ'}", "no mapping"),
    ],
)
def test_what_it_does_wrong_is_said_without_its_words(tmp_path: Path, body: str, words: str) -> None:
    made = signer(f"def sign(request, settings, secrets):\n    {body}\n", tmp_path).sign(ASK, NOW, str)
    assert isinstance(made, Unavailable)
    assert words in made.why
    assert "hunter2" not in made.why


@pytest.mark.parametrize(
    "hook, words",
    [
        ("/nowhere/sign.py:sign", "no such file"),
        ("no_such_module_here:sign", "No module named"),
        ("json:nothing", "is no function"),
        ("acme", "no signing function is called 'acme'"),
    ],
)
def test_one_that_is_not_there_is_told_at_once(hook: str, words: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        Signer(Hook(hook=hook), "target.auth")
    assert words in str(caught.value)
    assert caught.value.where == "target.auth"


def test_a_file_that_breaks_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="ZeroDivisionError"):
        signer("1 / 0", tmp_path)


def test_a_package_offers_one_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = EntryPoints([EntryPoint("acme", "json:dumps", "hallmark.auth"), EntryPoint("bad", "nowhere:f", "x")])
    monkeypatch.setattr(signhook, "entry_points", lambda group: offered if group == "hallmark.auth" else None)
    assert signhook.load("acme", "target.auth") is json.dumps
    with pytest.raises(DeclarationError, match="Installed in the group hallmark.auth: acme, bad"):
        signhook.load("acmee", "target.auth")
    with pytest.raises(DeclarationError, match="cannot be loaded"):
        signhook.load("bad", "target.auth")


def test_the_example_for_mesh_signs_as_mesh_asks() -> None:
    hook = Hook(
        hook=f"{EXAMPLES / 'nhs_mesh.py'}:sign",
        settings={"mailbox": "X26ABC1"},
        secrets={"password": Secret("password"), "shared_key": Secret("BackBone")},
    )
    signed = Signer(hook, "target.auth").sign(ASK, NOW, lambda: "5f9e1f8c-6d2b-4b60-9f2a-000000000001")
    assert not isinstance(signed, Unavailable)
    ((name, value),) = signed.headers
    scheme, _, rest = value.partition(" ")
    mailbox, nonce, count, at, digest = rest.split(":")
    assert (name, scheme, mailbox, at) == ("Authorization", "NHSMESH", "X26ABC1", "202701150800")
    text = f"{mailbox}:{nonce}:{count}:password:{at}"
    assert hmac.compare_digest(digest, hmac.new(b"BackBone", text.encode(), hashlib.sha256).hexdigest())
