"""Shows that a run file is read as written, and that what is wrong is said by file, line and expectation."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.auth import ClientCredentials
from harness.declaration import Declaration, Gate
from harness.errors import DeclarationError
from harness.evidence import Product
from harness.runfile import load, load_gate, load_product
from harness.sealed import Reference

WHOLE = """\
product: {name: Sentinel CAD, version: 4.2.1, supplier: Acme Ltd}
profile: incident-transfer@1.0
role: receiver
classes: [transfer-core, lifecycle]
target:
  environment: sandbox
  base_url: https://${HOST}/api
  proxy: ${HTTPS_PROXY}
  auth:
    kind: oauth2-client-credentials
    token_url: https://${HOST}/token
    client_id: hallmark
    client_secret: ${ACME_SECRET}
  identities:
    other-agency: {kind: bearer, token: {file: other.token}}
  tls: {ca: ca.pem}
limits: {requests_per_second: 50, max_requests: 20000, max_minutes: 20, read_only: false}
fixtures: {own_agency: GB-POL-43, area: [-1.5, 51.0, -1.0, 51.5]}
hooks: {before: ["./reset --quiet", [./seed, "two words"]]}
partners: {listen: "127.0.0.1:0"}
known_deviations:
  - {requirement: IT-012, owner: Acme, reason: planned, expires: 2027-03-31}
seed: 7
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "hallmark.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str, env: dict[str, str] | None = None) -> str:
    with pytest.raises(DeclarationError) as caught:
        load(write(folder, text), env or {})
    return str(caught.value)


def test_a_whole_file(tmp_path: Path) -> None:
    declaration = load(write(tmp_path, WHOLE), {"HOST": "sandbox.example.org", "ACME_SECRET": "never read here"})
    assert isinstance(declaration, Declaration)
    assert declaration.target.base == "https://sandbox.example.org/api"
    assert declaration.target.proxy == ""
    assert declaration.target.auth == ClientCredentials(
        token_url="https://sandbox.example.org/token", client_id="hallmark", client_secret="${ACME_SECRET}"
    )
    assert declaration.target.identities["other-agency"].token == Reference(
        file=str(tmp_path.resolve() / "other.token")
    )
    assert declaration.target.tls.ca == str(tmp_path.resolve() / "ca.pem")
    assert declaration.fixtures["area"] == [-1.5, 51.0, -1.0, 51.5]
    assert declaration.known_deviations[0].expires == "2027-03-31"
    assert declaration.hooks.before == ("./reset --quiet", ("./seed", "two words"))
    assert declaration.seed == 7


BASE = "product: {name: a, version: '1', supplier: b}\nprofile: incident-transfer@1.0\n"


@pytest.mark.parametrize(
    "text, line, words",
    [
        (
            BASE + "target:\n  base_ulr: https://example.org\n",
            4,
            ["unknown key 'base_ulr'", "Did you mean 'base_url'?"],
        ),
        (
            BASE + "target: {base_url: 'https://example.org'}\nlimits: {max_requests: many}\n",
            4,
            ["a whole number", "'many'"],
        ),
        (BASE + "target: {base_url: 'https://example.org', environment: Live}\n", 3, ["a live system is refused"]),
        ("product: {name: a, version: 4.2, supplier: b}\n" + BASE[46:], 1, ["expected text", "in quotes"]),
        (BASE, 1, ["'target' is missing"]),
        (
            BASE + "target: {base_url: 'https://example.org', auth: {kind: oauth}}\n",
            3,
            ["kind is 'oauth'", "Known here:"],
        ),
        (BASE + "target: {base_url: 'https://example.org', auth: {token: x}}\n", 3, ["kind", "is missing"]),
        (BASE + "target: {base_url: '${NOWHERE}'}\n", 3, ["NOWHERE is not set"]),
        (BASE + "target: [\n", 4, []),
        (BASE + BASE, 3, ["'product' occurs twice"]),
        (BASE + "target: !!python/object:os.system {}\n", 3, ["the tag"]),
        ("- a\n", 1, ["expected a mapping, found a list"]),
        ("", 1, ["expected a mapping, found nothing"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, words: list[str]) -> None:
    said = refused(tmp_path, text)
    assert f"hallmark.yaml:{line}:" in said
    for word in words:
        assert word in said


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, BASE + "target: {base_url: 'https://example.org'}\nrolle: receiver\nseed: x\n")
    assert "hallmark.yaml:4:" in said
    assert "hallmark.yaml:5:" in said


@pytest.mark.parametrize("kind, key", [("bearer", "token"), ("api-key", "key"), ("basic", "password")])
@pytest.mark.parametrize("value", ["hunter2", "'12345678'", "12345678"])
def test_a_literal_secret_is_refused_and_not_repeated(tmp_path: Path, kind: str, key: str, value: str) -> None:
    auth = f"{{kind: {kind}, {key}: {value}}}"
    said = refused(tmp_path, BASE + f"target: {{base_url: 'https://example.org', identities: {{other: {auth}}}}}\n")
    assert "a secret is never written into this file" in said
    assert "hallmark.yaml:3:" in said
    assert value.strip("'") not in said


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="hallmark init"):
        load(tmp_path / "none.yaml", {})


KINDS = """\
  auth:
    kind: oauth2-client-credentials
    token_url: https://example.org/token
    client_id: we
    client_auth: private_key_jwt
    assertion: {private_key: {file: k.pem}, certificate_file: c.pem}
    certificate: {client_cert: c.pem, client_key: c.key}
  identities:
    hooked: {kind: hook, hook: 'sign.py:sign', settings: {file: a.txt, who: '${WHO}'},
             secrets: {file: '${S}', b: {file: b}}}
    named: {kind: hook, hook: 'package.module:sign'}
    logged-in: {kind: login, workflow: login.yaml}
  headers: {X-Tenant: '${WHO}', X-Key: {file: key.txt}}
"""


def test_what_names_a_file_is_relative_to_the_run_file_and_what_does_not_stays(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    target = load(write(tmp_path, f"{BASE}target:\n  base_url: https://example.org\n{KINDS}"), {"WHO": "us"}).target
    plain = msgspec.to_builtins(target)
    assert plain["auth"]["assertion"]["private_key"]["file"] == str(folder / "k.pem")
    assert plain["auth"]["assertion"]["certificate_file"] == str(folder / "c.pem")
    assert plain["auth"]["certificate"]["client_key"] == str(folder / "c.key")
    hooked, named, logged_in = plain["identities"].values()
    assert (hooked["hook"], named["hook"]) == (f"{folder / 'sign.py'}:sign", "package.module:sign")
    assert hooked["settings"] == {"file": "a.txt", "who": "us"}
    assert hooked["secrets"]["file"] == "${S}"
    assert hooked["secrets"]["b"]["file"] == str(folder / "b")
    assert logged_in["workflow"] == str(folder / "login.yaml")
    assert plain["headers"]["X-Tenant"] == "${WHO}", "looked up with the secrets, for it may be one"
    assert plain["headers"]["X-Key"]["file"] == str(folder / "key.txt")


def test_the_policy_of_the_gate_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_gate(None) == Gate()
    path = write(tmp_path, WHOLE + "gate: {fail_on: should, slower_above: 1.5}\n")
    assert load_gate(None) == load_gate(path) == Gate(fail_on="should", slower_above=1.5)
    assert load_gate(write(tmp_path, "product: {}\n")) == Gate(), "nothing else in the file is asked for"


@pytest.mark.parametrize(
    "text, told",
    [
        ("gate: {fail_on: may}", ":1: gate.fail_on"),
        ("gate:\n  flakes_above: 101", ":2: gate.flakes_above"),
        ("gate:\n  slower_above: 0.5", ":2: gate.slower_above"),
        ("gate:\n  fial_on: must", "fail_on"),
    ],
)
def test_a_policy_that_is_none_is_said_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        load_gate(write(tmp_path, text))
    assert told in str(caught.value)


def test_the_product_alone_is_read_of_a_file_that_is_no_whole_run_file(tmp_path: Path) -> None:
    file = tmp_path / "hallmark.yaml"
    file.write_text("product: {name: N, version: '${V}', supplier: S}\ntarget: {base_url: '${UNSET}'}\n")
    assert load_product(file, {"V": "4.2"}) == Product(name="N", version="4.2", supplier="S")
    with pytest.raises(DeclarationError, match="V is not set"):
        load_product(file, {})
    file.write_text("profile: x\n")
    with pytest.raises(DeclarationError, match="name"):
        load_product(file, {})


def test_the_certificate_of_an_authority_is_relative_to_the_run_file(tmp_path: Path) -> None:
    tls = "partners: {authority: {listen: '127.0.0.1:8801', audience: us, tls: {certificate: c.pem, key: c.key}}}\n"
    target = "target: {base_url: 'https://example.org', auth: {kind: authority}}\n"
    authority = load(write(tmp_path, f"{BASE}{target}{tls}"), {}).partners.authority
    assert msgspec.to_builtins(authority)["tls"]["certificate"] == str(tmp_path.resolve() / "c.pem")
    assert msgspec.to_builtins(authority)["tls"]["key"] == str(tmp_path.resolve() / "c.key")
    alone = "partners: {authority: {issuer: 'https://a.example.org', state: s, audience: us, tls: auto}}\n"
    unheard = write(tmp_path, f"{BASE}{target}{alone}")
    with pytest.raises(DeclarationError, match="goes with listen"):
        load(unheard, {})
