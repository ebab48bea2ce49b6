"""A product that trusts the authority of a run is refused nothing good and must refuse what is bad, each by itself."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from miniatures.trusting import AUDIENCE, DESCRIPTION, VICES, desk

from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.declaration import PartnerAuthority, PartnerTls
from harness.errors import DeclarationError
from harness.evidence import PRODUCT, Exchange
from harness.gather.identity.authority import certificates_of
from harness.gather.orders import Event
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.partner.certificates import write_certificates
from harness.verdict import Finding, Outcome


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Run:
    """A run on the miniature, with what it left behind."""

    def __init__(self, folder: Path, vice: str = "", only: tuple[str, ...] = ("B33",), **authority: Any) -> None:
        (folder / "openapi.json").write_text(json.dumps(DESCRIPTION))
        port = free_port()
        self.issuer = f"{'https' if 'tls' in authority else 'http'}://127.0.0.1:{port}"
        self.told: tuple[str, ...] = ()
        ca = folder / "state" / "tls" / "ca.pem" if "tls" in authority else None
        ours = {"listen": f"127.0.0.1:{port}", "audience": AUDIENCE, "patience_seconds": 1, "algorithm": "ES256"}
        with desk(self.issuer, vice, refuses_all=vice == "refuses-all", ca=ca) as url:
            said = {
                "product": {"name": "Duty desk", "version": "1", "supplier": "Example"},
                "profile": "uk-api-base@1.0",
                "target": {"base_url": url, "openapi": "openapi.json", "auth": {"kind": "authority", "scope": "read"}},
                "limits": {"requests_per_second": 10_000},
                "partners": {"authority": {**ours, **authority}},
            }
            config = folder / "hallmark.yaml"
            config.write_text(yaml.safe_dump(said))
            assembled = assemble(declaration_of(config, "", "", "", {}, ""), 1, only, {})
            self.gathered = gather(orders(assembled, folder / "run", "test", self._heard))
        assert not self.gathered.faults
        self.judgement: Judgement = judge(self.gathered.evidence)
        self.calls = [one for one in self.judgement.evidence.observations if isinstance(one, Exchange)]
        self.evidence = self.gathered.evidence.read_bytes()

    def _heard(self, event: Event) -> None:
        self.told += (event.text,)

    def finding(self, id: str) -> Finding:
        return next(f for f in self.judgement.judged[0].verdict.findings if f.requirement == id)


@pytest.fixture
def perfect(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_the_perfect_one_conforms_and_every_flaw_was_tried(perfect: Run) -> None:
    found = perfect.finding("B33")
    assert found.outcome is Outcome.CONFORMS, found.because
    tried = {one.identity for one in perfect.calls}
    assert {*VICES.values(), "wrong-key", "unknown-key", "own-agency"} <= tried


def test_what_the_product_asks_of_the_authority_is_evidence(perfect: Run) -> None:
    (check,) = (check for check in perfect.gathered.checks if check.name == "authority")
    assert check.ok
    asked = [one.request.target for one in perfect.calls if one.from_party == PRODUCT]
    assert "/.well-known/openid-configuration" in asked
    assert "/oauth/jwks" in asked


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_other_algorithms_do_as_well(tmp_path: Path, algorithm: str) -> None:
    assert Run(tmp_path, algorithm=algorithm, type="at+jwt").finding("B33").outcome is Outcome.CONFORMS


@pytest.mark.parametrize("vice", VICES)
def test_each_vice_shows_as_what_it_is(tmp_path: Path, vice: str) -> None:
    found = Run(tmp_path, vice).finding("B33")
    assert found.outcome is Outcome.VIOLATES, found.because
    assert {violation.cause for violation in found.violations} == {f"authentication/{VICES[vice]}"}


def test_a_new_key_is_found_or_not(tmp_path: Path) -> None:
    (tmp_path / "well").mkdir()
    assert Run(tmp_path / "well", only=("B74",)).finding("B74").outcome is Outcome.CONFORMS
    (tmp_path / "not").mkdir()
    run = Run(tmp_path / "not", "keeps-keys-for-ever", only=("B33", "B74"))
    assert run.finding("B74").outcome is Outcome.VIOLATES
    assert run.finding("B33").outcome is Outcome.CONFORMS, "everything else is served as before"


def test_who_refuses_what_is_good_is_told_so_once_and_nothing_is_held_against_it(tmp_path: Path) -> None:
    run = Run(tmp_path, "refuses-all")
    assert run.gathered.blocked is not None
    assert run.gathered.blocked.name == "credentials"
    (check,) = (check for check in run.gathered.checks if check.name == "authority")
    assert (check.ok, check.code, check.advice) == (False, "not-asked", "check-issuer")
    assert not any(f.outcome is Outcome.VIOLATES for f in run.judgement.judged[0].verdict.findings)


def test_no_token_and_no_key_is_in_the_evidence(tmp_path: Path) -> None:
    run = Run(tmp_path, state="state")
    kept = b"".join(one.request.head + one.request.body for one in run.calls)
    assert b"eyJ" not in kept
    assert b"PRIVATE KEY" not in kept
    assert (tmp_path / "state" / "keys.json").is_file()


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(DeclarationError, match="cannot be had"):
            Run(tmp_path, listen=f"127.0.0.1:{taken.getsockname()[1]}")


def test_it_speaks_tls_by_certificates_that_stay(tmp_path: Path) -> None:
    run = Run(tmp_path, tls="auto", state="state")
    assert run.finding("B33").outcome is Outcome.CONFORMS
    assert any(one.from_party == PRODUCT and one.to_party == "authorization-server" for one in run.calls)
    ca = tmp_path / "state" / "tls" / "ca.pem"
    assert [text for text in run.told if "has to trust" in text] == [f"the product has to trust {ca}: {run.issuer}"]
    was = ca.read_bytes()
    terms = PartnerAuthority(audience="x", listen="127.0.0.1:1", tls="auto", state=str(tmp_path / "state"))
    assert certificates_of(terms, tmp_path, time.time()) is not None
    assert ca.read_bytes() == was


def test_a_certificate_of_ones_own_is_shown(tmp_path: Path) -> None:
    made = write_certificates(tmp_path, "good", (), time.time()).server
    own = PartnerTls(certificate=str(made.certificate), key=str(made.key))
    terms = PartnerAuthority(audience="x", listen="127.0.0.1:8801", tls=own)
    assert terms.url == "https://127.0.0.1:8801"
    files = certificates_of(terms, tmp_path / "run", time.time())
    assert files is not None
    assert files.server == made
    assert certificates_of(msgspec.structs.replace(terms, tls=""), tmp_path, 0.0) is None
