"""A partner's own description is what it is played from, and what it serves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from harness.errors import MockError
from harness.partner.described import contract_of, description_of
from harness.partner.script import Mock, read, script

MOCK = "reference-records"


def served(mock: Mock) -> Any:
    return orjson.loads(description_of(script(mock), mock))


def misdescribed(*changes: tuple[str, Any]) -> Mock:
    mock = read(MOCK)
    return replace(mock, data={**mock.data, "misdescribed": changes})


def test_a_mock_is_played_from_its_own_description_or_that_of_its_profile() -> None:
    own, other = read(MOCK), read("receiving-control-room")
    assert contract_of(script(own), own).title == "Reference records"
    assert contract_of(script(other), other).title == "Incident transfer, role receiver"
    assert description_of(script(other), other) == b""


def test_it_says_where_it_is_served() -> None:
    document = served(read(MOCK))
    assert document["servers"] == [{"url": "/records/v1"}]
    flows = document["components"]["securitySchemes"]["oauth"]["flows"]
    assert flows["clientCredentials"]["tokenUrl"] == "/oauth/token"


def test_it_can_be_made_to_say_something_else() -> None:
    document = served(misdescribed(("/info/version", "one"), ("/paths/~1/get", None), ("/tags/0/name", "x")))
    assert (document["info"]["version"], "get" in document["paths"]["/"]) == ("one", False)
    assert document["tags"][0]["name"] == "x"
    with pytest.raises(MockError, match="/paths/~1nowhere/get otherwise"):
        served(misdescribed(("/paths/~1nowhere/get", None)))


def test_a_partner_without_a_profile_has_no_operations() -> None:
    mock = read("authority")
    assert list(contract_of(script(mock), mock).operations) == []
    assert description_of(script(mock), mock) == b""
