"""Keys are fetched when a token names an unknown one, from the authority's own host alone, and not too often."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.partner.identity.keys import Key, Ring, new_key
from harness.partner.identity.trusting import Beside, Elsewhere, Trusted

NOW = 1_800_000_000.0
URL = "http://127.0.0.1:9"
FIRST, SECOND = new_key("ES256"), new_key("RS256")


class Site:
    """What the authority serves."""

    def __init__(self, *keys: Key, **metadata: Any) -> None:
        self.keys = keys
        self.metadata = {"issuer": URL, "jwks_uri": f"{URL}/jwks", **metadata}
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.asked.append(url.removeprefix(URL))
        return json.dumps({"keys": [key.jwk for key in self.keys]} if url.endswith("/jwks") else self.metadata).encode()


def known(one: Trusted, key: Key, now: float = NOW) -> bool:
    found = one.find(key.kid, now)
    return found is not None and found.algorithm == key.algorithm


def test_keys_are_discovered_once_and_fetched_again_when_one_is_unknown() -> None:
    site = Site(FIRST)
    one = Elsewhere(URL, site.fetch)
    assert known(one, FIRST)
    assert known(one, FIRST)
    assert site.asked == ["/.well-known/openid-configuration", "/jwks"]
    site.keys = (SECOND,)
    assert not known(one, SECOND, NOW + 0.5)
    assert known(one, SECOND, NOW + 2)
    assert not known(one, FIRST, NOW + 2)


def test_a_key_that_was_taken_back_is_forgotten_in_a_minute() -> None:
    site = Site(FIRST, SECOND)
    one = Elsewhere(URL, site.fetch)
    found = one.find(FIRST.kid, NOW)
    assert found is not None
    assert found.until == NOW + 60
    site.keys = (SECOND,)
    assert known(one, FIRST, NOW + 59)
    assert not known(one, FIRST, NOW + 60)


def test_who_keeps_keys_for_ever_never_learns_of_another() -> None:
    site = Site(FIRST)
    one = Elsewhere(URL, site.fetch, for_ever=True)
    assert known(one, FIRST)
    site.keys = (SECOND,)
    assert not known(one, SECOND, NOW + 1000)
    assert known(one, FIRST, NOW + 1000)


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "http://127.0.0.1:10"}, {"jwks_uri": "http://elsewhere.example.org/jwks"}, {"jwks_uri": 7}],
)
def test_metadata_of_another_issuer_or_keys_elsewhere_are_not_followed(metadata: dict[str, Any]) -> None:
    site = Site(FIRST, **metadata)
    assert not known(Elsewhere(URL, site.fetch), FIRST)
    assert site.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"keys": 7}', b'{"keys": []}', b"[" * 5000])
def test_what_is_no_key_set_leaves_what_was_known(answer: bytes) -> None:
    site = Site(FIRST)
    one = Elsewhere(URL, lambda url: site.fetch(url) if not url.endswith("/jwks") or broken is None else broken)
    broken = None
    assert known(one, FIRST)
    broken = answer
    assert known(one, FIRST, NOW + 100)


def test_what_cannot_be_had_stays_unknown() -> None:
    def refused(url: str) -> bytes:
        raise OSError

    assert not known(Elsewhere(URL, refused), FIRST)


def test_an_authority_beside_is_asked_each_time() -> None:
    ring = Ring("ES256")
    one = Beside(ring, lambda: URL)
    before = ring.current()
    assert known(one, before)
    after = ring.rotate(NOW, 0)
    assert (known(one, before), known(one, after), one.issuer, one.generation) == (False, True, URL, ring.generation)
