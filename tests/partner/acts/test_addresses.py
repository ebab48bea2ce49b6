"""Callback addresses of the service's own network are refused in every form that a resolver takes."""

from __future__ import annotations

import pytest
from partner_acts import REFUSAL, a_call, run, status

from harness.partner.acts.addresses import public


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/records?x=1",
        "https://hooks.example.org:8443/",
        "HTTPS://Hooks.Example.ORG./",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://face.cafe/",
    ],
)
def test_public_hosts_are_taken(url: str) -> None:
    assert public(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "https:///path",
        "hooks",
        "https://user@hooks.example.org/",
        "https://hooks.example.org:99999/",
        "https://localhost/",
        "https://a.localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.0.0.1.nip.io/",
        "https://999.1.1.1/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://172.16.9.9/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1%25eth0]/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://①②⑦.0.0.1/",
        "https://[::1/",
    ],
)
def test_others_are_refused(url: str) -> None:
    assert not public(url)
    act = {"act": "public", "url": "$request.body#/to", "else": REFUSAL}
    assert status(run(a_call(body={"to": url}), act)) == 409


def test_a_declared_listener_is_taken_and_told_apart() -> None:
    act = {"act": "public", "url": "$request.body#/to", "allow": "http://127\\.0\\.0\\.1:[0-9]+/a", "as": "ours"}
    for url, ours in (("http://127.0.0.1:81/a", True), ("https://hooks.example.org/", False)):
        call = a_call(body={"to": url})
        assert run(call, {**act, "else": REFUSAL}) is None
        assert call.found["ours"] is ours
    assert status(run(a_call(body={"to": "http://127.0.0.1:81/ab"}), {**act, "else": REFUSAL})) == 409
