"""What a profile's files name must be there, once; the first reason of each requirement is said, and all of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from test_profilefile import ENTRY

from harness.consistency import inconsistencies, undeliverable
from harness.profile import Deliveries
from harness.profilefile import ProfileFile, RequirementEntry

RAW = msgspec.convert(
    {
        "id": "duty",
        "version": "1.0",
        "title": "Duty",
        "publisher": "The tests",
        "summary": "For tests.",
        "notice": [],
        "sources": {"own": {"title": "Own"}},
        "roles": [{"id": "provider", "title": "Provider"}, {"id": "caller", "title": "Caller", "partner": "desk"}],
        "classes": [{"id": "core", "title": "Core", "explain": "All."}],
        "stimuli": {"ring": {"instruction": "Ring.", "awaits": "answer"}},
        "questions": {"heard": "Was it heard?"},
        "requirements": [],
    },
    ProfileFile,
)
RULED = {**ENTRY, "rule": "schema/1", "probes": [{"workflow": "read"}]}
SCENE = {"scene": "bell", "ask": ["heard"]}


def _wrong(*entries: dict[str, Any]) -> list[tuple[str, str]]:
    placed = tuple((msgspec.convert(e, RequirementEntry), f"file:{n}") for n, e in enumerate(entries))
    return list(inconsistencies(RAW, placed, {"read"}, {"getThing"}))


def test_what_is_consistent() -> None:
    called = {**RULED, "id": "DR-02", "role": "caller", "probes": [{"stimuli": ["ring"], "with": SCENE}]}
    assert _wrong(RULED, called, {**ENTRY, "id": "DR-03", "not_tested": "Nobody can."}) == []


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"class": "crew"}, "DR-01: there is no class 'crew'. Did you mean 'core'?"),
        ({"role": "singer"}, "DR-01: there is no role 'singer'"),
        ({"source": {"ref": "hearsay"}}, "DR-01: there is no source 'hearsay'"),
        ({"not_tested": "why"}, "DR-01: a requirement has either a rule or a reason in not_tested"),
        ({"rule": ""}, "DR-01: a requirement has either a rule or a reason in not_tested"),
        ({"applies": "never"}, "DR-01: applies is `always` or a rule call"),
        ({"probes": []}, "DR-01: nothing would be sent for it; name at least one probe"),
        ({"probes": [{"workflow": "gone"}]}, "DR-01: there is no workflow 'gone'"),
        ({"probes": [{"protocol": "head", "with": {"setup": "gone"}}]}, "DR-01: there is no workflow 'gone'"),
        ({"probes": [{"fuzz": ["getThing", "gone"]}]}, "DR-01: there is no operation 'gone'"),
        (
            {"probes": [{"stimuli": ["sing"], "with": SCENE}]},
            "DR-01: there is no stimulus 'sing'. Did you mean 'ring'?",
        ),
        (
            {"probes": [{"stimuli": ["ring"], "with": {**SCENE, "events": ["valid"]}}]},
            "DR-01: events are delivered as `deliveries` says, which the profile does not have",
        ),
        (
            {"probes": [{"stimuli": ["ring"], "with": {"scene": "bell", "ask": ["seen"]}}]},
            "DR-01: there is no question 'seen'",
        ),
        ({"probes": [{"stimuli": ["ring"], "with": SCENE}]}, "DR-01: stimuli are for a role that has a partner"),
        ({"needs": ["fixture:uprn"]}, "DR-01: needs 'fixture:uprn', and the profile has no fixture 'uprn'"),
        (
            {"needs": ["luck"]},
            "DR-01: 'luck' is no need; write inbound, write, identity:<name> or fixture:<name>",
        ),
    ],
)
def test_what_is_not(changes: dict[str, Any], message: str) -> None:
    assert _wrong({**RULED, **changes}) == [(message, "file:0")]


def test_all_of_them_are_said_and_of_each_its_first_reason() -> None:
    assert _wrong(RULED, {**RULED, "class": "crew"}, {**RULED, "id": "DR-02", "class": "crew", "role": "singer"}) == [
        ("the id DR-01 is used twice", "file:1"),
        ("DR-02: there is no class 'crew'. Did you mean 'core'?", "file:2"),
    ]


def test_deliveries_name_operations_that_are_there() -> None:
    members = ("webhook", "callback", "subscription", "key", "secret", "name", "kind", "time", "label")
    said = {member: f"/{member}" for member in members} | {"kinds": ["A"], "subscribe": "getThing", "retrieve": "gone"}
    told = msgspec.structs.replace(RAW, deliveries=msgspec.convert(said, Deliveries))
    assert list(undeliverable(told, {"getThing"})) == [("there is no operation 'gone'", "/deliveries/retrieve")]
    assert list(undeliverable(RAW, {"getThing"})) == []
