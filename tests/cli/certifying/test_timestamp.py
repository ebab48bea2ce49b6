"""A bundle is stamped over HTTP, or by way of two files; nothing but a digest goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
from bundled import KEY, TERMS, bundle_in
from cli.conftest import Said
from stamping import Authority, authority
from threads import served as serving

from harness.certificate.keys import public_pem

Call = Callable[..., Said]
ON = ("--as-of", "2199-01-01", "--allow-unknown-signer")
LONG = msgspec.structs.replace(TERMS, expires="2199-12-31")


@pytest.fixture
def policy(tmp_path: Path) -> tuple[str, Path]:
    """Return what lets a run of long ago pass."""
    path = tmp_path / "policy.yaml"
    path.write_text("fresh_days: 100000\n", encoding="utf-8")
    return "--policy", path


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return authority(tmp_path / "tsa")


@pytest.fixture
def served(ours: Authority) -> Iterator[tuple[str, list[bytes]]]:
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/tsa" else 503)
            self.end_headers()
            self.wfile.write(ours.answer(asked[-1]))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    with serving(server) as url:
        yield url, asked


def test_over_http(
    hallmark: Call, served: tuple[str, list[bytes]], ours: Authority, policy: tuple[str, Path], tmp_path: Path
) -> None:
    url, asked = served
    bundle, out = bundle_in(tmp_path, terms=LONG), tmp_path / "stamped.zip"
    said = hallmark("timestamp", bundle, "--url", f"{url}/tsa", "--out", out)
    assert said.code == 0, said.err
    assert len(asked[0]) < 100
    checked = hallmark("verify", out, *ON, *policy, "--tsa", ours.folder / "tsa.pem")
    assert (checked.code, "by an authority that you trust" in checked.out) == (0, True)
    refused = hallmark("timestamp", bundle, "--url", f"{url}/busy")
    assert (refused.code, "answered 503" in refused.err) == (3, True)
    assert public_pem(KEY.public_key())


def test_by_two_files(hallmark: Call, ours: Authority, policy: tuple[str, Path], tmp_path: Path) -> None:
    bundle, query, response = bundle_in(tmp_path, terms=LONG), tmp_path / "q.tsq", tmp_path / "r.tsr"
    assert hallmark("timestamp", bundle, "--query", query).code == 0
    response.write_bytes(ours.answer(query.read_bytes()))
    assert hallmark("timestamp", bundle, "--response", response).code == 0
    assert hallmark("verify", bundle, *ON, *policy, "--tsa", ours.folder / "tsa.pem").code == 0
    other = bundle_in(tmp_path / "other", seed=2)
    said = hallmark("timestamp", other, "--response", response)
    assert (said.code, "of something else" in said.err) == (3, True)


def test_what_is_not_reached_is_said(hallmark: Call, tmp_path: Path) -> None:
    bundle = bundle_in(tmp_path)
    said = hallmark("timestamp", bundle, "--url", "http://127.0.0.1:9/")
    assert (said.code, "was not reached" in said.err) == (3, True)
    assert hallmark("timestamp", bundle).code == 3
