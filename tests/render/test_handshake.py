"""A handshake is laid out for a reader, and the command that is shown makes it again."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tls_files
import tls_server
from miniatures import hostile
from reading.test_certificates import LEAF, MIDDLE, Made

from harness.evidence import ExchangeId, Handshake
from harness.render.handshake import command, lay_out, outcome


def shaken(**rest: Any) -> Handshake:
    given: dict[str, Any] = {"to_party": "product", "host": "api.example.org", "port": 443, "sni": "api.example.org"}
    return Handshake(id=ExchangeId("protocol:tls", 0), **(given | rest))


CHECKED = {"offered": ("TLSv1.2", "TLSv1.3"), "checked": True, "roots": "machine", "roots_digest": "sha256:0"}


def test_an_old_version_that_was_agreed() -> None:
    shown = lay_out(shaken(offered=("TLSv1",), negotiated="TLSv1"))
    assert [line.text for line in shown.request] == [
        "TLS handshake with api.example.org:443", "offered: TLSv1", "client certificate: none",
    ]  # fmt: skip
    assert [(line.text, line.marked) for line in shown.reply] == [("TLSv1, agreed", True)]


def test_certificates_say_whose_they_are_who_vouches_and_how_long() -> None:
    shown = lay_out(
        shaken(**CHECKED, negotiated="TLSv1.3", chain=(LEAF.der, MIDDLE.der), anchor=b"x", client_cert=True)
    )
    assert [line.text for line in shown.reply] == [
        "TLSv1.3, agreed",
        "certificate 1: CN=leaf",
        "  issued by CN=middle",
        "  from 2026-01-01 00:00 to 2026-12-31 00:00 UTC",
        "  for API.example.org, *.wild.example.org, 192.0.2.7",
        "certificate 2: CN=middle",
        "  issued by CN=root",
        "  from 2026-01-01 00:00 to 2026-12-31 00:00 UTC",
        "it leads to an authority that is trusted here",
    ]
    assert shown.request[-1].text == "trusted: the authorities of the machine (sha256:0)"
    assert shown.identity == "own-agency"


def test_what_hostile_hands_wrote_into_a_certificate_does_nothing() -> None:
    acting = Made("a\u202eb" + "c" * 40)
    (line,) = (
        x.text for x in lay_out(shaken(**CHECKED, chain=(acting.der,))).reply if x.text.startswith("certificate")
    )
    assert "\u202e" not in line
    assert "U+202E" in line
    unreadable = lay_out(shaken(**CHECKED, chain=(b"\x30",)))
    assert unreadable.reply[-1].text == "certificate 1: 1 octets that cannot be read as one"


@pytest.mark.parametrize(
    "rest, said",
    [
        ({"why": "alert", "alert": "protocol_version"}, "an alert (protocol_version)"),
        ({"why": "closed"}, "the connection was closed"),
        ({"why": "certificate"}, "a certificate that was not trusted"),
        ({"can_offer": False}, "nothing: this machine cannot offer it"),
    ],
)
def test_what_came_of_it(rest: dict[str, Any], said: str) -> None:
    assert outcome(shaken(offered=("TLSv1",), **rest)) == said


NAMED = "openssl s_client -connect api.example.org:443 -servername api.example.org"


@pytest.mark.parametrize(
    "rest, line",
    [
        ({"offered": ("TLSv1",)}, f"{NAMED} -tls1 -cipher 'ALL:@SECLEVEL=0' </dev/null"),
        ({"offered": ("TLSv1.2",)}, f"{NAMED} -tls1_2 </dev/null"),
        ({"sni": "", "host": "::1"}, "openssl s_client -connect '[::1]:443' </dev/null"),
        (CHECKED, f"{NAMED} -showcerts </dev/null"),
        ({"host": "a;rm", "sni": "a;rm"}, "openssl s_client -connect 'a;rm:443' -servername 'a;rm' </dev/null"),
    ],
)
def test_the_command(rest: dict[str, Any], line: str) -> None:
    assert command(shaken(**rest)) == line


def test_the_command_makes_the_handshake(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl on this machine")
    files = tls_files.make(tmp_path)
    context = tls_server.context_of(files, versions=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2))
    with tls_server.serving(hostile.says(b""), context) as server:
        base = {"host": "127.0.0.1", "port": server.port, "sni": ""}
        said = [
            subprocess.run(command(shaken(offered=(version,), **base)), shell=True, capture_output=True, text=True)
            for version in ("TLSv1.2", "TLSv1.3")
        ]
    assert "Protocol  : TLSv1.2" in said[0].stdout or "New, TLSv1.2" in said[0].stdout
    assert said[1].returncode != 0
