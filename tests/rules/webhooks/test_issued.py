"""A secret is what the reply that issues it says, for its key."""

from __future__ import annotations

import base64

from eventing import ISSUED, OLD, courts, read, rotated, subscribed, told

from harness.evidence import Exchange
from harness.reading import Reading
from harness.rules.webhooks.issued import Secret, issued_by, places_of


def of(x: Exchange) -> Secret | None:
    return issued_by(Reading(x, courts().contract, "https://product.example.org"), places_of(ISSUED))


def test_what_issues_a_secret() -> None:
    made, changed = of(subscribed()), of(rotated())
    assert made is not None
    assert changed is not None
    assert (made.key, made.text, changed.key) == ("k", OLD, "k")
    assert made.keys == (base64.b64decode(OLD), OLD.encode())
    assert [of(x) for x in (read(), told(), subscribed(status=400), subscribed(secret=""))] == [None] * 4


def test_a_secret_that_is_no_base64_is_its_letters() -> None:
    made = of(subscribed(secret="not base64!"))
    assert made is not None
    assert made.keys == (b"not base64!",)
