"""A partner that is served says who it is, and never its secret."""

from __future__ import annotations

from partner_client import MOCK

from harness.partner.host import running


def test_it_shows_no_secret() -> None:
    with running(MOCK) as partner:
        assert partner.secret
        assert partner.secret not in repr(partner)
        assert MOCK in repr(partner)
