"""A whole run looks at TLS once, also where TLS is what keeps it from beginning, and the judge finds it all again."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tls_files
import tls_server
from miniatures import hostile
from tls_files import TlsFiles

from harness import archive
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.evidence import WITHOUT_TLS, Exchange, Handshake, Silence
from harness.gather.running.run import gather
from harness.gather.transmission.handshake import can_offer
from harness.judgement import Judgement, judge
from harness.verdict import Outcome

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "One", "version": "1.0.0"},
    "paths": {"/things": {"get": {"operationId": "listThings", "responses": {"200": {
        "description": "All.", "content": {"application/json": {"schema": {"type": "object"}}}}}}}},
}  # fmt: skip
HSTS = b"Strict-Transport-Security: max-age=31536000\r\n"
TRANSPORT = ("B10", "B11", "B12", "B14")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


def run(url: str, folder: Path, ca: str = "", seconds: float = 2) -> Judgement:
    """Test the classes of transport alone."""
    (folder / "openapi.json").write_text(json.dumps(OPENAPI))
    declared: dict[str, Any] = {
        "product": {"name": "One", "version": "1", "supplier": "The tests"},
        "profile": "uk-api-base@1.0",
        "target": {"base_url": url, "openapi": "openapi.json", "tls": {"ca": ca} if ca else {}},
        "limits": {"requests_per_second": 10_000, "timeout_seconds": seconds},
    }
    (folder / "hallmark.yaml").write_text(json.dumps(declared))
    made = assemble(declaration_of(folder / "hallmark.yaml", "", "", "", {}), 1, TRANSPORT, {})
    gathered = gather(orders(made, folder / "run", "test", lambda event: None))
    assert gathered.faults == ()
    return judge(gathered.evidence)


def outcomes(judgement: Judgement) -> dict[str, str]:
    findings = judgement.judged[0].verdict.findings
    return {
        f.requirement: "conforms" if f.outcome is Outcome.CONFORMS else f"{f.outcome.value}: {f.because.code}"
        for f in findings
        if f.requirement in TRANSPORT
    }


GOOD = hostile.says(hostile.reply(b"{}", fields=hostile.JSON + HSTS))


def test_a_product_that_keeps_to_tls(files: TlsFiles, tmp_path: Path) -> None:
    with tls_server.serving(GOOD, tls_server.context_of(files)) as server:
        judgement = run(server.base_url, tmp_path, files.ca)
    assert outcomes(judgement) == dict.fromkeys(TRANSPORT, "conforms")
    kept = list(archive.read(judgement.path).observations)
    assert [one.offered for one in kept if isinstance(one, Handshake)] == [
        ("TLSv1",), ("TLSv1.1",), ("TLSv1.2",), ("TLSv1.3",), ("TLSv1.2", "TLSv1.3"),
    ]  # fmt: skip
    (plain,) = (one for one in kept if isinstance(one, Exchange) and one.to_party == WITHOUT_TLS)
    assert isinstance(plain.reply, Silence)
    assert plain.identity == "none"


def test_old_tls_and_no_hsts(files: TlsFiles, tmp_path: Path) -> None:
    context = old(files)
    with tls_server.serving(hostile.says(hostile.reply(b"{}")), context) as server:
        judgement = run(server.base_url, tmp_path, files.ca)
    spoken = "violates: old-tls" if can_offer("TLSv1.1") else "inconclusive: cannot-offer"
    assert outcomes(judgement) == {
        "B10": "conforms", "B11": spoken, "B12": "conforms", "B14": "violates: no-hsts",
    }  # fmt: skip
    assert judgement.exit_code == 1


def old(files: TlsFiles) -> ssl.SSLContext:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return tls_server.context_of(files, versions=(ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_3))


def test_a_certificate_that_ran_out_is_found_though_the_run_cannot_begin(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    context = tls_server.context_of(files, certificate=tls_files.expired(files))
    with tls_server.serving(GOOD, context) as server:
        judgement = run(server.base_url, tmp_path, files.ca)
    found = outcomes(judgement)
    assert found.pop("B12") == "violates: certificate-expired"
    assert all(said.startswith("inconclusive") for said in found.values())
    assert judgement.evidence.footer is not None
    assert judgement.evidence.footer.stopped == "preflight: reachable tls"
    assert judgement.exit_code == 1, "what was shown is shown, though nothing else could be"


def test_a_certificate_for_another_name_is_found_too(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    context = tls_server.context_of(files, certificate=tls_files.misnamed(files))
    with tls_server.serving(GOOD, context) as server:
        assert outcomes(run(server.base_url, tmp_path, files.ca))["B12"] == "violates: certificate-name"


def test_an_authority_that_is_not_declared_is_our_configuration(files: TlsFiles, tmp_path: Path) -> None:
    with tls_server.serving(GOOD, tls_server.context_of(files)) as server:
        judgement = run(server.base_url, tmp_path)
    assert outcomes(judgement)["B12"] == "inconclusive: authority-unknown"
    assert judgement.exit_code == 3


def test_on_this_machine_without_tls_nothing_is_shown_and_nobody_blamed(tmp_path: Path) -> None:
    with hostile.serving(hostile.says(hostile.reply(b"{}"))) as server:
        judgement = run(server.base_url, tmp_path, seconds=0.3)
    assert set(outcomes(judgement).values()) <= {
        "inconclusive: on-this-machine", "inconclusive: without-tls", "inconclusive: no-answer",
    }  # fmt: skip
    for finding in judgement.judged[0].verdict.findings:
        if finding.requirement in TRANSPORT:
            assert finding.cites.count, "it says by what it could not be told"


def test_the_verdict_is_found_again_from_the_file_alone(files: TlsFiles, tmp_path: Path) -> None:
    with tls_server.serving(GOOD, tls_server.context_of(files)) as server:
        judgement = run(server.base_url, tmp_path, files.ca)
    again = judge(judgement.path)
    assert msgspec.json.encode(again.judged[0].verdict) == msgspec.json.encode(judgement.judged[0].verdict)
