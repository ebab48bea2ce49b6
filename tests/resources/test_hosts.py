"""An address that leads inward is known in every form that a resolver takes."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.resources.hosts import inward


@pytest.mark.parametrize(
    "host, form",
    [
        ("127.0.0.1", "loopback"),
        ("10.255.255.255", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("169.254.169.254", "link-local"),
        ("localhost", "name"),
        ("metadata.google.internal", "name"),
        ("LOCALHOST", "name"),
        ("localhost.", "trailing-dot"),
        ("10.255.255.255.", "trailing-dot"),
        ("2130706433", "decimal"),
        ("0177.0.0.1", "octal"),
        ("0x7f000001", "hexadecimal"),
        ("0x7f.0.0.1", "hexadecimal"),
        ("127.1", "short"),
        ("[::1]", "ipv6"),
        ("[fe80::1%25eth0]", "ipv6"),
        ("[fd00::1]", "ipv6"),
        ("[::ffff:127.0.0.1]", "mapped"),
        ("[64:ff9b::7f00:1]", "mapped"),
        ("user@127.0.0.1", "loopback"),
        ("0.0.0.0", "private"),
        ("100.127.255.255", "private"),
        ("[::]", "ipv6"),
        ("[::ffff:7f00:2]", "mapped"),
    ],
)
def test_what_leads_inward(host: str, form: str) -> None:
    assert inward(f"https://{host}:8443/x") == form


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "8.8.8.8",
        "134744072",
        "[2001:4860:4860::8888]",
        "[::ffff:8.8.8.8]",
        "0x",
        "256.1.1.1",
        "1.2.3.4.5",
        "08.1",
        "",
    ],
)
def test_what_does_not(host: str) -> None:
    assert inward(f"https://{host}/x") in ("", "hexadecimal" if host == "0x" else "")


@given(st.integers(0, 2**32 - 1))
def test_every_way_of_writing_an_address_tells_the_same(number: int) -> None:
    dotted = ipaddress.IPv4Address(number)
    known = bool(inward(f"https://{dotted}/"))
    for text in (str(number), hex(number), f"0{number:o}", ".".join(map(hex, dotted.packed))):
        assert bool(inward(f"https://{text}/")) == known


@given(st.text(max_size=40))
def test_whatever_is_written_raises_nothing(text: str) -> None:
    assert isinstance(inward(f"https://{text}/"), str)
