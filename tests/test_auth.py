"""Shows that each kind of credential takes what it needs and refuses what cannot be meant."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.auth import Auth, Certificate, Login, MutualTls, NoAuth, certificate_of, is_file, web_address

CERTIFICATE = {"client_cert": "c.pem", "client_key": "c.key"}
TOKEN = {"token_url": "https://example.org/token", "client_id": "we"}
STEP = {"id": "in", "path": "/login"}

RIGHT: list[dict[str, Any]] = [
    {"kind": "none"},
    {"kind": "bearer", "token": "${T}", "certificate": CERTIFICATE, "bound": True},
    *({"kind": "api-key", "key": "${K}", "in": place, "name": "k"} for place in ("header", "query", "cookie")),
    {"kind": "basic", "username": "we", "password": {"file": "password"}},
    {"kind": "mutual-tls", "certificate": CERTIFICATE | {"client_key_password": "${P}"}},
    {"kind": "oauth2-client-credentials", "client_secret": "${S}", "client_auth": "post", **TOKEN},
    {"kind": "oauth2-client-credentials", "client_auth": "tls_client_auth", "certificate": CERTIFICATE, **TOKEN},
    {
        "kind": "oauth2-client-credentials",
        "client_auth": "private_key_jwt",
        "assertion": {"private_key": {"file": "k.pem"}, "algorithm": "PS256", "key_id": "1"},
        **TOKEN,
    },
    {"kind": "hook", "hook": "sign.py:sign", "settings": {"mailbox": "X26"}, "secrets": {"shared": "${S}"}},
    {"kind": "login", "workflow": "login.arazzo.yaml", "send": "cookie", "name": "SESSION"},
    {"kind": "login", "steps": [STEP | {"form": {"user": "we"}, "outputs": {"token": "$response.body#/token"}}]},
]


@pytest.mark.parametrize("written", RIGHT)
def test_each_kind_can_be_declared(written: dict[str, Any]) -> None:
    auth = msgspec.convert(written, Auth)
    assert msgspec.to_builtins(auth)["kind"] == written["kind"]


@pytest.mark.parametrize(
    "written, words",
    [
        ({"kind": "mutual-tls"}, "certificate"),
        ({"kind": "bearer", "token": "plain"}, "matching regex"),
        ({"kind": "api-key", "key": "${K}", "in": "body"}, "body"),
        ({"kind": "oauth2-client-credentials", **TOKEN}, "needs client_secret"),
        ({"kind": "oauth2-client-credentials", "client_auth": "private_key_jwt", **TOKEN}, "needs assertion"),
        ({"kind": "oauth2-client-credentials", "client_id": "we", "token_url": "/token"}, "token_url"),
        ({"kind": "login"}, "exactly one"),
        ({"kind": "login", "workflow": "a", "steps": [STEP]}, "exactly one"),
        ({"kind": "login", "steps": [STEP], "send": "header"}, "header field"),
        ({"kind": "login", "steps": [STEP | {"path": "https://example.org"}]}, "begins with /"),
        ({"kind": "login", "steps": [STEP], "base_url": "ftp://x"}, "base_url"),
    ],
)
def test_what_cannot_be_meant_is_refused(written: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert(written, Auth)


def test_a_certificate_is_the_identitys_own() -> None:
    certificate = Certificate(client_cert="c.pem", client_key="c.key")
    assert certificate_of(MutualTls(certificate=certificate)) is certificate
    assert certificate_of(NoAuth()) is None
    assert certificate_of(Login(workflow="a")) is None


@pytest.mark.parametrize(
    "hook, file", [("a.py:f", True), ("/b/a.py:f", True), ("package.module:f", False), ("mesh", False), ("py:f", False)]
)
def test_a_hook_may_be_named_by_its_file(hook: str, file: bool) -> None:
    assert is_file(hook) is file


def test_only_a_proxy_may_carry_a_name() -> None:
    web_address("proxy", "http://name:word@127.0.0.1:3128")
    with pytest.raises(ValueError, match="by reference"):
        web_address("token_url", "http://name:word@127.0.0.1/")


@pytest.mark.parametrize(
    "text", ["http://exa mple/", "http://127.0.0.1:9\\evil/", "http://127.0.0.1/\n", "http://x/\t"]
)
def test_what_stands_nowhere_in_a_url_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="stands nowhere in a URL"):
        web_address("public_url", text)
