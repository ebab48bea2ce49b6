"""Shows that the declared types refuse what cannot be meant."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Declaration, words

PRODUCT = {"name": "Sentinel CAD", "version": "4.2.1", "supplier": "Acme Ltd"}


def build(**changes: Any) -> Declaration:
    value = {"product": PRODUCT, "profile": "incident-transfer@1.0", "target": {"base_url": "http://127.0.0.1:1/a/"}}
    return msgspec.convert({**value, **changes}, Declaration)


def test_the_least_that_can_be_declared() -> None:
    declaration = build()
    assert declaration.profiles == ("incident-transfer@1.0",)
    assert declaration.target.base == "http://127.0.0.1:1/a"
    assert declaration.target.auth_of("own-agency") is declaration.target.auth
    assert declaration.target.auth_of("other-agency") is None
    assert declaration.limits.max_requests == 20_000


def test_many_profiles_are_gathered_once() -> None:
    assert build(profile=["a@1.0", "b@2.0"]).profiles == ("a@1.0", "b@2.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"target": {"base_url": "ftp://127.0.0.1/"}},
        {"target": {"base_url": "http://"}},
        {"target": {"base_url": "http://127.0.0.1:99999/"}},
        {"target": {"base_url": "http://name:word@127.0.0.1/"}},
        {"target": {"base_url": "http://127.0.0.1/?a=b"}},
        {"target": {"base_url": "http://127.0.0.1/", "environment": "live"}},
        {"target": {"base_url": "http://127.0.0.1/", "tls": {"client_cert": "c.pem"}}},
        {"target": {"base_url": "http://127.0.0.1/", "identities": {"own-agency": {"kind": "none"}}}},
        {"target": {"base_url": "http://127.0.0.1/", "headers": {"X: y": "z"}}},
        {"target": {"base_url": "https://127.0.0.1/", "plain_url": "https://127.0.0.1:8080"}},
        {"limits": {"requests_per_second": 0}},
        {"limits": {"max_requests": 0}},
        {"partners": {"listen": "8080"}},
        {"partners": {"behind_proxy": True}},
        {"partners": {"behind_proxy": True, "public_url": "https://x.example.org", "tls": "auto"}},
        {"partners": {"listen": "127.0.0.1:99999"}},
        {"hooks": {"before": [[]]}},
        {"hooks": {"before": ["'unclosed"]}},
        {"profile": "Incident Transfer"},
        {"profile": []},
        {"known_deviations": [{"requirement": "IT-1", "owner": "a", "reason": "b", "expires": "next year"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        build(**changes)


def test_a_hook_is_cut_into_words_as_a_shell_would() -> None:
    assert words("./reset 'two words'") == ("./reset", "two words")
    assert words(("./reset", "two words")) == ("./reset", "two words")
