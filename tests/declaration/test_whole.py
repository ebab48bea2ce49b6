"""Shows that the declared types refuse what cannot be meant."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.declaration import Declaration

PRODUCT = {"name": "Sentinel CAD", "version": "4.2.1", "supplier": "Acme Ltd"}


def build(**changes: Any) -> Declaration:
    value = {"product": PRODUCT, "profile": "incident-transfer@1.0", "target": {"base_url": "http://127.0.0.1:1/a/"}}
    return msgspec.convert({**value, **changes}, Declaration)


def test_the_least_that_can_be_declared() -> None:
    declaration = build()
    assert declaration.profiles == ("incident-transfer@1.0",)
    assert declaration.target.base == "http://127.0.0.1:1/a"
    assert declaration.limits.max_requests == 20_000


def test_many_profiles_are_gathered_once() -> None:
    assert build(profile=["a@1.0", "b@2.0"]).profiles == ("a@1.0", "b@2.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"profile": "Incident Transfer"},
        {"profile": []},
        {"known_deviations": [{"requirement": "IT-1", "owner": "a", "reason": "b", "expires": "next year"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        build(**changes)
