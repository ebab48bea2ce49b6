"""What a product did of its own accord is brought about again by its scene, and nobody is named wrongly for it."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange

from harness.evidence import HALLMARK, PRODUCT, RELAY, Exchange, Subject
from harness.loading import find, load_bundle
from harness.render.exchange import lay_out
from harness.render.report import Part
from harness.render.restaging import noted, restaged


def part(profile: str, role: str, **of: Any) -> Part:
    known = {"profile_digest": "", "contract_digest": "", "target": "", "classes": ()}
    subject = Subject(profile=profile, role=role, **known, **of)  # type: ignore[arg-type]
    nothing: Any = None
    return Part(profile=load_bundle(find(profile)).profile, subject=subject, verdict=nothing)


def called(partition: str, from_party: str = PRODUCT, to_party: str = "room") -> Exchange:
    return exchange("POST", "/incidents", partition=partition, from_party=from_party, to_party=to_party)


def test_a_scene_is_told_with_what_the_partner_plays_and_the_command_comes_last() -> None:
    sender = part("incident-transfer@1.0", "sender")
    lines = restaged(sender, called("stimulus:redirect"), ("IT-146",))
    assert "In the scene redirect the product is made to act again" in lines[0]
    assert "Create an incident" in lines[0]
    assert lines[1].startswith("The partner plays redirect-other-host:createIncident:1, redirect-other-host:list")
    assert lines[2:] == ("hallmark run --only IT-146",)
    assert noted(lines)[0].startswith("# In the scene")
    hub = restaged(sender, called("stimulus:hub"), ("IT-149",))
    assert "The partner police (GB-POL-X04) plays reset-before:createIncident:1-3." in hub


def test_what_came_up_in_another_scene_is_brought_about_by_its_own() -> None:
    lines = restaged(part("incident-transfer@1.0", "sender"), called("stimulus:hub"), ("IT-113",))
    assert "In the scene lost" in lines[0]
    assert lines[-1] == "hallmark run --only IT-113"


def test_events_and_workflows_are_named() -> None:
    subscriber = restaged(part("justice-events@1.0", "subscriber"), called("stimulus:other-type"), ("J27",))
    assert subscriber[-2:] == ("It is told of events: unknown-type, valid.", "hallmark run --only J27")
    publisher = restaged(part("justice-events@1.0", "publisher"), called("workflow:busy"), ("J11",))
    assert publisher == (
        "The product is made to act in the workflow told again, beside the run file.",
        "hallmark run --only J11",
    )


def test_what_a_request_of_ours_shows_and_what_was_relayed_is_not_staged() -> None:
    sender = part("incident-transfer@1.0", "sender")
    assert restaged(sender, called("workflow:x", HALLMARK, PRODUCT), ("IT-146",)) == ()
    relayed = part("incident-transfer@1.0", "sender", party="A")
    assert restaged(relayed, called("stimulus:redirect"), ("IT-146",)) == ()


@pytest.mark.parametrize(
    "from_party, to_party, ours",
    [
        (HALLMARK, PRODUCT, True),
        ("justice-publisher", PRODUCT, True),
        (PRODUCT, "justice-publisher", False),
        (RELAY, "B", True),
        ("A", RELAY, False),
    ],
)
def test_who_sent_and_who_answered_is_said_as_it_was(from_party: str, to_party: str, ours: bool) -> None:
    assert lay_out(called("p", from_party, to_party)).ours is ours
