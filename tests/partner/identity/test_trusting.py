"""Keys are fetched when a token names an unknown one, from the authority's own host alone, and not too often."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from harness.partner.identity.keys import Key, new_key
from harness.partner.identity.trusting import Trusted

NOW = 1_800_000_000.0
URL = "http://127.0.0.1:9"


class Site:
    """What the authority serves."""

    def __init__(self, *keys: Key, **metadata: Any) -> None:
        self.keys = keys
        self.metadata = {"issuer": URL, "jwks_uri": f"{URL}/jwks", **metadata}
        self.asked: list[str] = []

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url.removeprefix(URL))
        return json.dumps({"keys": [key.jwk for key in self.keys]} if url.endswith("/jwks") else self.metadata).encode()


def bearer(key: Key) -> str:
    return f"Bearer {key.signed({}, {'kid': key.kid})}"


def ready(one: Trusted, key: Key, now: float = NOW) -> bool:
    asyncio.run(one.ready(bearer(key), now))
    found = one.find(key.kid, now)
    return found is not None and found.algorithm == key.algorithm


@pytest.fixture
def keys() -> tuple[Key, Key]:
    return new_key("ES256"), new_key("RS256")


def test_keys_are_discovered_once_and_fetched_again_when_one_is_unknown(keys: tuple[Key, Key]) -> None:
    site = Site(keys[0])
    one = Trusted(URL, site.fetch)
    assert ready(one, keys[0])
    assert ready(one, keys[0])
    assert site.asked == ["/.well-known/openid-configuration", "/jwks"]
    site.keys = (keys[1],)
    assert not ready(one, keys[1])  # within the pause
    assert ready(one, keys[1], NOW + 2)
    assert one.find(keys[0].kid, NOW) is None


def test_who_keeps_keys_for_ever_never_learns_of_another(keys: tuple[Key, Key]) -> None:
    site = Site(keys[0])
    one = Trusted(URL, site.fetch, for_ever=True)
    assert ready(one, keys[0])
    site.keys = (keys[1],)
    assert not ready(one, keys[1], NOW + 1000)
    assert ready(one, keys[0], NOW + 1000)


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "http://127.0.0.1:10"}, {"jwks_uri": "http://elsewhere.example.org/jwks"}, {"jwks_uri": 7}],
)
def test_metadata_of_another_issuer_or_keys_elsewhere_are_not_followed(
    keys: tuple[Key, Key], metadata: dict[str, Any]
) -> None:
    site = Site(keys[0], **metadata)
    assert not ready(Trusted(URL, site.fetch), keys[0])
    assert site.asked == ["/.well-known/openid-configuration"]


def test_what_cannot_be_had_stays_unknown(keys: tuple[Key, Key]) -> None:
    async def refused(url: str) -> bytes:
        raise OSError

    assert not ready(Trusted(URL, refused), keys[0])


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x", "Bearer a.b.c", f"Bearer {'x' * 20_000}"])
def test_what_is_no_token_has_nothing_fetched(authorization: str | None) -> None:
    site = Site()
    asyncio.run(Trusted(URL, site.fetch).ready(authorization, NOW))
    assert site.asked == []
