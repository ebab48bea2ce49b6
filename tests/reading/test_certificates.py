"""Chains are read as a client has to: by names, dates and signatures, in whatever order they came."""

from __future__ import annotations

import datetime
import ipaddress
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.reading.certificates import UNREADABLE, fits, issued, names, out_of_date, path, read

BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2026, 12, 31, tzinfo=datetime.UTC)
MICROSECONDS = 1_000_000


class Made:
    """A certificate and its key."""

    def __init__(self, name: str, by: Made | None = None, *, ca: bool = False, names: tuple[Any, ...] = ()) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(by.name if by else self.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGIN)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        self.certificate = builder.sign((by or self).key, hashes.SHA256())

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


ROOT = Made("root", ca=True)
MIDDLE = Made("middle", ROOT, ca=True)
LEAF = Made("leaf", MIDDLE, names=(x509.DNSName("API.example.org"), x509.DNSName("*.wild.example.org"),
                                   x509.IPAddress(ipaddress.ip_address("192.0.2.7"))))  # fmt: skip
NO_AUTHORITY = Made("no authority", ROOT)
UNDER_NONE = Made("under none", NO_AUTHORITY)


@pytest.mark.parametrize(
    "host, right",
    [
        ("api.example.org", True),
        ("API.EXAMPLE.ORG.", True),
        ("a.wild.example.org", True),
        ("wild.example.org", False),
        ("a.b.wild.example.org", False),
        ("example.org", False),
        ("192.0.2.7", True),
        ("192.0.2.8", False),
        ("leaf", False),
    ],
)
def test_the_name_that_was_called_is_one_that_it_is_for(host: str, right: bool) -> None:
    assert fits(LEAF.certificate, host) is right


def test_a_certificate_without_names_is_for_nobody() -> None:
    assert names(ROOT.certificate) == ()
    assert not fits(ROOT.certificate, "root")


@pytest.mark.parametrize(
    "at, wrong",
    [(BEGIN, ""), (END, ""), (BEGIN - datetime.timedelta(seconds=1), "not-yet"), (END.replace(year=2027), "expired")],
)
def test_dates(at: datetime.datetime, wrong: str) -> None:
    assert out_of_date(LEAF.certificate, int(at.timestamp()) * MICROSECONDS) == wrong


def test_the_way_to_who_is_trusted() -> None:
    chain = (LEAF.certificate, MIDDLE.certificate)
    assert path(chain, ROOT.certificate) == chain
    assert path((LEAF.certificate, ROOT.certificate, MIDDLE.certificate), ROOT.certificate) == chain
    assert path((ROOT.certificate,), ROOT.certificate) == (ROOT.certificate,)
    assert path((LEAF.certificate,), ROOT.certificate) == (), "a certificate on the way is missing"
    assert path(chain, Made("root", ca=True).certificate) == (), "the name alone is not enough"
    assert path((UNDER_NONE.certificate, NO_AUTHORITY.certificate), ROOT.certificate) == ()
    assert path((), ROOT.certificate) == ()


def test_only_an_authority_issues() -> None:
    assert issued(MIDDLE.certificate, ROOT.certificate)
    assert not issued(UNDER_NONE.certificate, NO_AUTHORITY.certificate)
    assert not issued(LEAF.certificate, ROOT.certificate)


@pytest.mark.parametrize("der", [b"", b"\x30\x82", LEAF.der[:-20]])
def test_what_is_none_raises_what_is_announced(der: bytes) -> None:
    with pytest.raises(UNREADABLE):
        read((der,))
    assert read((LEAF.der,)) == (LEAF.certificate,)
