"""What a rule can have seen is taken out of a run, and how the description differed."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import urlsplit

from building import exchange, notes, numbered

from harness.contract import compile_contract
from harness.description import Description, standing
from harness.errors import ContractError
from harness.evidence import ExchangeId
from harness.examples.taking import description_changes, select
from harness.loading import find, load_bundle, reference_of
from harness.yamlfile import loads

BUNDLE = reference_of(load_bundle(find("uk-api-base@1.0")))


def described(change: Any) -> Description:
    """Return the reference partner's description as `change` leaves it."""
    assert BUNDLE.description is not None
    value = copy.deepcopy(BUNDLE.description.value())
    change(value)
    source = json.dumps(value).encode()
    return standing(source, "openapi.json", compile_contract(loads(source, "openapi.json", ContractError)))


def test_all_that_a_rule_can_have_seen_is_selected() -> None:
    made = numbered(exchange("GET", "/notes", partition=p) for p in "abc" for _ in range(3))
    cited = (ExchangeId("b", 1), ExchangeId("a", 0), ExchangeId("b", 0))
    assert [str(x.id) for x in select(made, cited)] == ["a#0", "b#0", "b#1"]
    assert select(made, ()) == ()


def served_at(value: Any, address: str) -> None:
    value["servers"][0]["url"] = address + urlsplit(value["servers"][0]["url"]).path


def test_what_differs_from_the_reference_is_told_and_where_it_was_served_is_not() -> None:
    assert description_changes(BUNDLE, described(lambda value: None)) == ()
    assert description_changes(BUNDLE, described(lambda value: served_at(value, "http://127.0.0.1:1"))) == ()
    (change,) = description_changes(BUNDLE, described(lambda value: value["paths"].popitem()))
    assert change.at.startswith("/paths/")
    (change,) = description_changes(BUNDLE, described(lambda v: served_at(v, "http://127.0.0.1:1/elsewhere")))
    assert change.at == "/servers/0/url"


def test_where_nothing_is_described_nothing_differs() -> None:
    assert description_changes(notes(), None) == ()
