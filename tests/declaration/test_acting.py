"""A product is made to act, and its effects are read, in one way and no other."""

from __future__ import annotations

import pytest

from harness.declaration import Effects, Subscribed, Way
from harness.sealed import Secret


@pytest.mark.parametrize("kind", [Way, Effects])
def test_it_is_either_a_command_or_an_address(kind: type[Way] | type[Effects]) -> None:
    assert kind(command=("./act",)).url == ""
    assert kind(url="http://127.0.0.1:1/act").command == ()
    for given in ({}, {"command": ("./act",), "url": "http://127.0.0.1:1/act"}, {"url": "ftp://127.0.0.1/"}):
        with pytest.raises(ValueError, match="command|url"):
            kind(**given)  # type: ignore[arg-type]


def test_the_name_of_what_is_done_may_stand_in_an_address() -> None:
    assert Way(url="http://127.0.0.1:1/{stimulus}").url.endswith("{stimulus}")
    assert Way(url="http://127.0.0.1:1/{question}").url.endswith("{question}")


def test_a_subscription_has_an_address() -> None:
    with pytest.raises(ValueError, match="url"):
        Subscribed(url="events", key_id="k", secret=Secret("s"))
