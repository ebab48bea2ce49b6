"""Events go to each subscription to their type; what could not be delivered is shown and replayed."""

from __future__ import annotations

from dataclasses import asdict

from partner_acts import REFUSAL, World, a_call, run, status

from harness.partner.dispatch.dispatcher import DEAD
from harness.partner.dispatch.letter import Letter

EVENT = {"eventType": "T", "documentId": "$fresh.uuid", "cases": [{"urn": "EX1"}]}
ANNOUNCE = {"act": "announce", "in": "subscriptions", "documents": "documents", "events": [EVENT, EVENT]}


def test_each_subscription_is_told_of_each_event_of_its_type() -> None:
    world = World()
    for name, type_ in (("a", "T"), ("b", "T"), ("c", "U")):
        world.store.shelf("subscriptions").put(name, {"clientSubscriptionId": name, "eventTypes": [type_]})
    run(a_call(world), ANNOUNCE)
    assert [(each.subscription, each.about) for each in world.letters] == [(n, "EX1") for n in "aabb"]
    assert len({each.event for each in world.letters}) == 2
    assert {each["documentId"] for each in world.store.look("documents", "a")} == {e.event for e in world.letters[:2]}


def test_a_dead_letter_is_shown_and_replayed_once() -> None:
    world = World()
    letter = Letter(subscription="a", event="e", body={})
    world.store.shelf(DEAD, "a").put("d", {"shown": {"deadLetterId": "d"}, "letter": asdict(letter)})
    call = a_call(world, path={"id": "a", "dead": "d"})
    run(call, {"act": "dead-letters", "of": "$request.path.id", "as": "letters"})
    assert call.found["letters"] == [{"deadLetterId": "d"}]
    replay = {"act": "replay", "of": "$request.path.id", "key": "$request.path.dead", "else": REFUSAL}
    assert run(call, replay) is None
    assert world.letters == [letter]
    assert status(run(call, replay)) == REFUSAL["status"]


def test_a_replay_may_have_another_name() -> None:
    world = World()
    letter = Letter(subscription="a", event="e", body={"documentId": "e"})
    world.store.shelf(DEAD, "a").put("d", {"shown": {"deadLetterId": "d"}, "letter": asdict(letter)})
    replay = {"act": "replay", "of": "$request.path.id", "key": "$request.path.dead", "renames": True, "else": REFUSAL}
    run(a_call(world, path={"id": "a", "dead": "d"}), replay)
    (sent,) = world.letters
    assert sent.event == sent.body["documentId"] != "e"
