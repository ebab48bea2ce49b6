"""Who has asked to be told of a change is told of it."""

from __future__ import annotations

from partner_acts import World, a_call, run


def test_those_who_asked_are_told() -> None:
    world = World()
    shelf = world.store.shelf("ears", "us")
    shelf.put("a", {"callbackUrl": "http://127.0.0.1:1/a", "eventTypes": ["x", "y"]})
    shelf.put("b", {"callbackUrl": "http://127.0.0.1:1/b", "eventTypes": ["y"]})
    world.store.shelf("ears", "them").put("c", {"callbackUrl": "http://127.0.0.1:1/c", "eventTypes": ["x"]})
    call = a_call(world, found={"kind": "x"})
    act = {"act": "publish", "in": "ears", "of": "us", "event": "$found.kind", "body": {"type": "$found.kind"}}
    assert run(call, act) is None
    assert world.sent == [("http://127.0.0.1:1/a", {"type": "x"})]
