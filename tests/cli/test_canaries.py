"""Canaries in every place of a run, echoed by a product that keeps nothing to itself, are in nothing that is kept."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import tls_files
from cli.conftest import Said, run_file
from tinyapi.product import Answer, Product, serving

from harness import archive
from harness.certificate.zipform import content, members_of
from harness.leaks.needles import written
from harness.leaks.parts import parts_of

Call = Callable[..., Said]
TOKEN = "C4n4ry+own/T0ken=&7f3b91"
OTHER = "C4n4ryOtherT0ken-55aa"
FIELD = "C4n4ry-field-f00d"
PERSON = "C4n4ry Q. Person"
ENVIRONMENT = "C4n4ry-environment-beef"
SECRETS = (TOKEN, OTHER, FIELD)


class Blabber(Product):
    """Tells in every header, cookie, address, body and error message what it was told, in one form after another."""

    count = 0

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        for name, token in (("good", TOKEN), ("other", OTHER)):
            if fields.get("authorization") == f"Bearer {token}":
                fields = fields | {"authorization": f"Bearer {name}"}
        status, headers, content = super().answer(method, target, fields, body)
        self.count += 1
        said = FORMS[self.count % len(FORMS)]
        echo = {f"told{n}": said(secret) for n, secret in enumerate(SECRETS)}
        headers = headers | {"Set-Cookie": f"s={said(TOKEN)}; Path=/", "X-Debug": " ".join(echo.values())}
        headers["Location"] = f"/api/notes?key={said(FIELD)}&next={said(OTHER)}"
        if content.startswith(b"{"):
            return status, headers, json.dumps(json.loads(content) | {"detail": f"No: {echo}"} | echo).encode()
        return status, headers, content or f"Fault in {echo}".encode() * (status not in (204, 304))

    def page(self, query: str) -> Answer:
        """Give notes of other people besides."""
        status, headers, content = super().page(query)
        page = json.loads(content)
        page["items"].append({"id": "x", "text": PERSON, "tags": [PERSON]})
        return status, headers, json.dumps(page).encode()


FORMS: tuple[Callable[[str], str], ...] = (
    str,
    lambda secret: quote(secret, safe=""),
    lambda secret: base64.b64encode(secret.encode()).decode(),
    lambda secret: base64.urlsafe_b64encode(f"u:{secret}".encode()).decode(),
    lambda secret: base64.b64encode(f"me:{secret}!".encode()).decode(),
    lambda secret: secret.encode().hex(),
    lambda secret: f"Bearer {secret}",
    lambda secret: "".join(f"\\u{ord(c):04x}" for c in secret),
    lambda secret: "eyJhbGciOiJIUzI1NiJ9." + base64.urlsafe_b64encode(f'{{"sub":"{secret}"}}'.encode()).decode(),
)


def kept(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield everything that lies in a folder, unpacked, and what evidence holds, decoded."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            yield str(file), data
            if file.suffix == ".gz":
                yield str(file), gzip.decompress(data)
    for observation in archive.read(folder).observations:
        for part in parts_of(observation):
            yield f"{observation.id}:{part.name}", part.data


def test_no_canary_is_kept(hallmark: Call, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tls_files.make(tmp_path)
    with serving(Blabber()) as product:
        config = run_file(tmp_path, product.url)
        tls = f"{{client_cert: {files.client}, client_key: {files.client_key}}}"
        more = f"  headers: {{X-Extra: '${{EXTRA}}'}}\n  tls: {tls}\n"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("limits:", f"{more}limits:"), encoding="utf-8")
        given = {"NOTES_TOKEN": TOKEN, "OTHER_TOKEN": OTHER, "EXTRA": FIELD, "UNUSED_SECRET": ENVIRONMENT}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        said = hallmark("run", "-c", config, "--profile", tiny, "--seed", "7", "--out", tmp_path / "out", "--plain")
    assert product.count > 20, said.err
    (run,) = (tmp_path / "out").iterdir()
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd")
    assert "rule secrets-unknown" in hallmark("certify", run, *key).err
    issued = hallmark("certify", run, *key, "-c", config)
    assert issued.code == 0, issued.err
    found = dict(kept(run))
    for member in members_of(run / "bundle.zip"):
        found[member.name] = b"".join(content(run / "bundle.zip", member))
    secret_lines = Path(files.client_key).read_text().splitlines()[1:-1]
    canaries = [form for secret in (*SECRETS, PERSON, ENVIRONMENT, *secret_lines) for form in written(secret.encode())]
    assert [(name, form) for name, data in found.items() for form in canaries if form in data] == []
    assert [name for name, data in found.items() if b"C4n4ry" in data] == []


def test_what_slips_through_is_refused(
    hallmark: Call, a_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that was none when the run was made: its value is all over the evidence."""
    hallmark("keygen", "--out", tmp_path)
    text = (a_run.parent.parent / "hallmark.yaml").read_text(encoding="utf-8")
    config, bundle = tmp_path / "hallmark.yaml", tmp_path / "bundle.zip"
    config.write_text(text.replace("NOTES_TOKEN", "LATE"), encoding="utf-8")
    monkeypatch.setenv("LATE", "GB-POL-1")
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd", "-c", config, "--out", bundle)
    said = hallmark("certify", a_run, *key)
    assert (said.code, "rule leak" in said.err, "GB-POL-1" in said.err) == (3, True, False)
    assert "secret: token\n    at " in said.err
    assert not bundle.exists()
