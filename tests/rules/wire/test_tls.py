"""`tls/1`: what handshakes left in the evidence is enough to judge by, and what cannot be told is not passed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from building import gist, judge, judge_all, requirement
from cryptography import x509
from reading.test_certificates import BEGIN, LEAF, MIDDLE, ROOT, Made
from rules.cases import read

from harness.errors import ProfileError
from harness.evidence import PRODUCT, ExchangeId, Handshake
from harness.verdict import Finding

HOST = "api.example.org"
AT = int(BEGIN.timestamp() + 86_400) * 1_000_000
LATE = int(datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC).timestamp()) * 1_000_000
CHAIN = (LEAF.der, MIDDLE.der)


def shaken(version: str = "", **rest: Any) -> Handshake:
    given: dict[str, Any] = {
        "to_party": PRODUCT, "host": HOST, "at": AT, "offered": (version,) if version else ("TLSv1.2", "TLSv1.3"),
        "checked": not version, "roots": "machine",
    }  # fmt: skip
    return Handshake(id=ExchangeId("tls", rest.pop("ordinal", 0)), **(given | rest))


def found(check: str, *handshakes: Handshake, **rest: Any) -> Finding:
    one = requirement("tls/1", {"check": check})
    return judge_all([one], handshakes, **rest).findings[0]


OLD, OLDER = ({"why": "alert", "alert": "protocol_version"},) * 2
GOOD = {"negotiated": "TLSv1.3"}


def offers(old: dict[str, Any], modern: dict[str, Any]) -> Finding:
    return found(
        "versions",
        shaken("TLSv1", ordinal=0, **old),
        shaken("TLSv1.1", ordinal=1, **OLD),
        shaken("TLSv1.2", ordinal=2, **({"negotiated": "TLSv1.2"} if modern else {"why": "reset"})),
        shaken("TLSv1.3", ordinal=3, **(modern or {"why": "reset"})),
    )


@pytest.mark.parametrize(
    "old, modern, said",
    [
        (OLD, GOOD, "conforms"),
        ({"why": "closed"}, GOOD, "conforms"),
        ({"why": "reset"}, GOOD, "conforms"),
        ({"why": "version"}, GOOD, "conforms"),
        ({"negotiated": "TLSv1"}, GOOD, "violates: old-tls"),
        ({"negotiated": "TLSv1"}, {}, "violates: old-tls"),
        ({"can_offer": False}, GOOD, "inconclusive: cannot-offer"),
        ({"why": "timeout"}, GOOD, "inconclusive: no-answer"),
        ({"why": "ours"}, GOOD, "inconclusive: no-answer"),
        ({"why": "not-tls"}, GOOD, "inconclusive: without-tls"),
        (OLD, {}, "inconclusive: no-answer"),
    ],
)
def test_versions(old: dict[str, Any], modern: dict[str, Any], said: str) -> None:
    assert gist(offers(old, modern)) == said


def test_each_refusal_rests_on_what_shows_that_somebody_was_there() -> None:
    finding = offers(OLD, GOOD)
    assert finding.passed == 2
    assert [name.ordinal for name in finding.cites.first] == [0, 1, 2]


TRUSTED = {"negotiated": "TLSv1.3", "chain": CHAIN, "anchor": ROOT.der}
FAILED = {"why": "certificate", "chain": CHAIN, "anchor": ROOT.der}


@pytest.mark.parametrize(
    "shown, said",
    [
        (TRUSTED, "conforms"),
        (TRUSTED | {"roots": "declared"}, "conforms"),
        (TRUSTED | {"host": "other.example.org"}, "violates: certificate-name"),
        (FAILED | {"host": "other.example.org", "verify_code": 62}, "violates: certificate-name"),
        (TRUSTED | {"at": LATE}, "violates: certificate-expired"),
        (FAILED | {"at": LATE, "verify_code": 10, "anchor": b""}, "violates: certificate-expired"),
        (TRUSTED | {"at": 1}, "violates: certificate-not-yet"),
        (TRUSTED | {"chain": (b"\x30\x82",)}, "violates: certificate-unreadable"),
        (FAILED | {"anchor": b"", "verify_code": 20}, "inconclusive: authority-unknown"),
        (TRUSTED | {"chain": CHAIN[:1]}, "inconclusive: authority-unknown"),
        (FAILED | {"anchor": b"", "verify_code": 20, "roots": "declared"}, "violates: certificate-untrusted"),
        (FAILED | {"verify_code": 26}, "inconclusive: certificate-not-accepted"),
        ({"why": "not-tls"}, "inconclusive: without-tls"),
        ({"why": "timeout"}, "inconclusive: no-answer"),
    ],
)
def test_the_certificate(shown: dict[str, Any], said: str) -> None:
    assert gist(found("certificate", shaken(**shown))) == said


def test_who_vouches_must_be_in_date_too() -> None:
    late = Made("late", ROOT, ca=True)
    leaf = Made("leaf", late, names=(x509.DNSName(HOST),))
    chain = (leaf.der, late.der)
    assert gist(found("certificate", shaken(negotiated="TLSv1.3", chain=chain, anchor=ROOT.der))) == "conforms"
    finding = found("certificate", shaken(negotiated="TLSv1.3", chain=chain, anchor=ROOT.der, at=LATE))
    assert gist(finding) == "violates: certificate-expired"


def test_the_other_check_is_shown_nothing() -> None:
    assert gist(found("versions", shaken(**TRUSTED))) == "inconclusive: nothing-seen"
    assert gist(found("certificate", shaken("TLSv1", negotiated="TLSv1"))) == "inconclusive: nothing-seen"
    assert gist(judge("tls/1", {"check": "versions"}, read())) == "inconclusive: nothing-seen"


def test_a_check_that_is_none_is_the_profiles_mistake() -> None:
    with pytest.raises(ProfileError, match="versions or certificate"):
        found("ciphers")
