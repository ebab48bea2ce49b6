"""Shows that a secret which stands in a run file is found wherever it stands, and that what is none is let be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import DeclarationError
from harness.plainsecrets import is_secret_place, plain_secrets, secret_name
from harness.runfile import load

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJoYWxsbWFyayJ9.c2lnbmF0dXJl"
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHc...\n-----END EC PRIVATE KEY-----"
CERTIFICATE = {"client_cert": "c.pem", "client_key": "c.key"}


def found(target: dict[str, Any] | None = None, **rest: Any) -> list[str]:
    return [".".join(map(str, place)) for place, _, _ in plain_secrets({"target": target or {}, **rest})]


@pytest.mark.parametrize(
    "auth, place",
    [
        ({"kind": "bearer", "token": "hunter2"}, "token"),
        ({"kind": "bearer", "token": 12345678}, "token"),
        ({"kind": "oauth2-client-credentials", "client_secret": "hunter2"}, "client_secret"),
        ({"kind": "oauth2-client-credentials", "assertion": {"private_key": "hunter2"}}, "assertion.private_key"),
        ({"kind": "mutual-tls", "certificate": CERTIFICATE | {"client_key_password": "x"}},
         "certificate.client_key_password"),
        ({"kind": "hook", "hook": "a:b", "secrets": {"shared": "hunter2"}}, "secrets.shared"),
        ({"kind": "hook", "hook": "a:b", "settings": {"mailbox": "X26", "password": "hunter2"}}, "settings.password"),
        ({"kind": "hook", "hook": "a:b", "settings": {"a": [{"sharedKey": "hunter2"}]}}, "settings.a.0.sharedKey"),
        ({"kind": "hook", "hook": "a:b", "settings": {"password": "${P}"}}, "settings.password"),
        ({"kind": "login", "inputs": {"password": "${P}"}}, "inputs.password"),
        ({"kind": "login", "steps": [{"form": {"password": "hunter2"}}]}, "steps.0.form.password"),
        ({"kind": "login", "steps": [{"json": {"user": {"token": "${P}"}}}]}, "steps.0.json.user.token"),
        ({"kind": "login", "steps": [{"headers": {"X-API-Key": "hunter2"}}]}, "steps.0.headers.X-API-Key"),
    ],
)  # fmt: skip
def test_in_a_credential(auth: dict[str, Any], place: str) -> None:
    assert found({"auth": auth}) == [f"target.auth.{place}"]
    assert found({"identities": {"other": auth}}) == [f"target.identities.other.{place}"]


@pytest.mark.parametrize(
    "target, rest, place",
    [
        ({"headers": {"X-API-Key": "hunter2"}}, {}, "target.headers.X-API-Key"),
        ({"headers": {"Ocp-Apim-Subscription-Key": "hunter2"}}, {}, "target.headers.Ocp-Apim-Subscription-Key"),
        ({"tls": CERTIFICATE | {"client_key_password": "hunter2"}}, {}, "target.tls.client_key_password"),
        ({"proxy": "http://name:hunter2@127.0.0.1:3128"}, {}, "target.proxy"),
        ({"auth": {"token_url": "https://example.org/token?api_key=hunter2"}}, {}, "target.auth.token_url"),
        ({"auth": {"token_url": "https://example.org/token?client_secret=${S}"}}, {}, "target.auth.token_url"),
        ({}, {"hooks": {"before": [["./reset", "--password", "hunter2"]]}}, "hooks.before.0"),
        ({}, {"hooks": {"after": ["./reset --api-key=hunter2"]}}, "hooks.after.0"),
        ({}, {"hooks": {"before": [["curl", "-H", "Authorization: Bearer hunter2hunter2"]]}}, "hooks.before.0.2"),
        ({}, {"hooks": {"after": ["curl -H 'authorization: basic aHVudGVyOjI='"]}}, "hooks.after.0"),
        ({}, {"fixtures": {"agency": JWT}}, "fixtures.agency"),
        ({}, {"fixtures": {"password": "hunter2"}}, "fixtures.password"),
        ({}, {"fixtures": {"desk": [{"apiKey": "${KEY}"}]}}, "fixtures.desk.0.apiKey"),
        ({}, {"fixtures": {"agency": [PEM]}}, "fixtures.agency.0"),
        ({"auth": {"kind": "none", "remark": "Bearer abcdef123"}}, {}, "target.auth.remark"),
    ],
)  # fmt: skip
def test_elsewhere(target: dict[str, Any], rest: dict[str, Any], place: str) -> None:
    assert found(target, **rest) == [place]


@pytest.mark.parametrize(
    "target, rest",
    [
        ({"auth": {"kind": "bearer", "token": "${T}"}}, {}),
        ({"auth": {"kind": "bearer", "token": {"file": "token"}}}, {}),
        ({"auth": {"kind": "mutual-tls", "certificate": CERTIFICATE}}, {}),
        ({"auth": {"kind": "hook", "settings": {"token_url": "x", "key_id": "7"}, "secrets": {"a": "${A}"}}}, {}),
        ({"auth": {"steps": [{"form": {"password": "{$inputs.password}"}, "outputs": {"token": "$response.body#/t"}}]}},
         {}),
        ({"auth": {"steps": [{"json": {"password": "$inputs.password"}}]}}, {}),
        ({"headers": {"X-Tenant": "acme", "X-API-Key": "${K}"}}, {}),
        ({"proxy": "http://name:${P}@127.0.0.1:3128"}, {}),
        ({"base_url": "https://example.org/a?page=1"}, {}),
        ({}, {"hooks": {"before": [["./reset", "--token", "${T}"], "./reset --token --quiet"]}}),
        ({}, {"hooks": {"after": ["curl -H 'Authorization: Bearer ${T}'"]}}),
        ({}, {"fixtures": {"own_agency": "GB-POL-X01", "passwordless": "yes"}}),
    ],
)  # fmt: skip
def test_what_is_none(target: dict[str, Any], rest: dict[str, Any]) -> None:
    assert found(target, **rest) == []


@pytest.mark.parametrize("name", ["password", "X-API-Key", "sharedKey", "client_secret", "Authorization", "apikeys"])
def test_names_of_secrets(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize("name", ["token_url", "public_key", "key_id", "mailbox", "tokens_per_second", "keyboard", 7])
def test_names_of_none(name: object) -> None:
    assert not secret_name(name)


def test_where_secrets_are_looked_up() -> None:
    assert is_secret_place(("target", "auth", "token", "file"))
    assert is_secret_place(("target", "identities", "token", "secrets", "a"))
    assert not is_secret_place(("target", "identities", "token", "scope"))
    assert not is_secret_place(("target", "auth", "settings", "token"))
    assert not is_secret_place(("fixtures", "token"))


@pytest.mark.parametrize(
    "line",
    ["headers: {X-API-Key: hunter2}", "auth: {kind: hook, hook: 'a:b', settings: {password: hunter2}}",
     "auth: {kind: hook, hook: 'a:b', secrets: {shared: hunter2}}", "proxy: http://we:hunter2@127.0.0.1:1"],
)  # fmt: skip
def test_a_run_file_with_one_is_refused_by_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "hallmark.yaml"
    path.write_text(
        "product: {name: a, version: '1', supplier: b}\nprofile: incident-transfer@1.0\n"
        f"target:\n  base_url: https://example.org\n  {line}\n"
    )
    with pytest.raises(DeclarationError) as caught:
        load(path, {})
    assert "hallmark.yaml:5: " in str(caught.value)
    assert "a secret is never written into this file" in str(caught.value)
    assert "hunter2" not in str(caught.value)
