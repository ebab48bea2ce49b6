"""The endpoints of an authority lie beside that for tokens."""

from __future__ import annotations

import pytest

from harness.partner.identity.terms import Terms


@pytest.mark.parametrize("path, found", [("/oauth/token", "/oauth/jwks"), ("/token", "/jwks"), ("/a/b/c", "/a/b/jwks")])
def test_the_others_lie_beside_it(path: str, found: str) -> None:
    assert Terms(issuer="i", audience="a", clients={}, token_path=path).endpoint("jwks") == found
