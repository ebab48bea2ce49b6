"""Keys sign, are published with their algorithm, and go when their time is over."""

from __future__ import annotations

from collections.abc import Iterable

import jwt
import pytest

from harness.errors import MockError
from harness.partner.identity.keys import Published, Ring, new_key, read_key

NOW = 1_800_000_000.0


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_what_a_key_signs_is_verified_by_what_is_published(algorithm: str) -> None:
    key = new_key(algorithm)
    token = key.signed({"sub": "x"}, {"kid": key.kid})
    published = jwt.PyJWKSet.from_dict({"keys": [key.jwk]})[key.kid]
    assert published.algorithm_name == algorithm
    assert jwt.decode(token, published.key, [algorithm]) == {"sub": "x"}
    assert not {"d", "p", "q"} & key.jwk.keys()
    assert read_key(algorithm, key.pem(), "here").kid == key.kid


@pytest.mark.parametrize("algorithm, pem", [("ES256", b"nonsense"), ("ES256", new_key("RS256").pem()), ("RS256", b"")])
def test_what_is_no_key_of_the_algorithm_is_refused(algorithm: str, pem: bytes) -> None:
    with pytest.raises(MockError, match="is no private key"):
        read_key(algorithm, pem, "here")


def test_a_ring_makes_its_key_once() -> None:
    ring = Ring("ES256")
    assert ring.generation == 0
    assert ring.current() is ring.current()
    assert ring.published(NOW) == (ring.current(),)


def test_after_a_rotation_both_keys_are_published_until_the_overlap_ends() -> None:
    ring = Ring("ES256")
    first = ring.current()
    second = ring.rotate(NOW, 10)
    assert ring.published(NOW + 9) == (second, first)
    assert ring.published(NOW + 10) == (second,)
    assert ring.find(first.kid, NOW + 10) is None
    third = ring.rotate(NOW + 9, 0)
    assert ring.published(NOW + 9) == (third, first)


class Shelf:
    """Keeps keys in memory, as another process could see them."""

    def __init__(self) -> None:
        self.keys: tuple[Published, ...] | None = None

    def load(self) -> tuple[Published, ...] | None:
        found, self.keys = self.keys, None
        return found

    def save(self, keys: Iterable[Published]) -> None:
        self.saved = tuple(keys)


def test_keys_that_another_process_has_changed_are_taken_up() -> None:
    shelf = Shelf()
    ring = Ring("ES256", shelf)
    own = ring.current()
    assert shelf.saved == (Published(own),)
    other, before = new_key("ES256"), ring.generation
    shelf.keys = (Published(other),)
    assert ring.generation != before
    assert ring.current() is other
