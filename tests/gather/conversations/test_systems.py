"""What is asked for in which system, and that a server without Part 2 is not asked at all."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from featured import BUNDLE, TARGET, _asked
from features_server import Features

from harness.contract import EMPTY
from harness.evidence import Exchange
from harness.formats.systems import CRS84
from harness.gather.conversations import CONVERSATIONS
from harness.gather.conversations.systems import MOST_SYSTEMS, UNLISTED
from harness.gather.inputs import Inputs
from harness.gather.memory.knowledge import Knowledge, Names
from harness.gather.message import Message
from harness.reading import Reading
from harness.resources import resources_of

RESOURCES = resources_of(BUNDLE.contract)
LIST = next(r for r in RESOURCES if r.list == "getFeatures")
NOBODY: Any = SimpleNamespace()


class Tools:
    """What a conversation is held with, in front of a server that is asked without sockets."""

    contract = BUNDLE.contract
    base = TARGET

    def __init__(self, features: Features) -> None:
        self.features = features
        self.sent: list[str] = []
        names = {LIST.parent: Names(seen=tuple((name,) for name in features.held))}
        self.inputs = Inputs(run="1", seed=1, partition="p", fixtures={}, now=lambda: 0)
        self.inputs.random = random.Random(1)
        self.inputs.knowledge = Knowledge(names=names, resources=RESOURCES)

    def operation(self, name: str) -> Any:
        return self.contract.operation(name)

    def send(self, message: Message, intent: str) -> Exchange:
        self.sent.append(unquote(message.target))
        return _asked(self.features, message.target)

    def read(self, exchange: Exchange) -> Reading:
        return Reading(exchange, self.contract, self.base)


def sent(features: Features) -> list[str]:
    tools: Any = Tools(features)
    CONVERSATIONS["systems"].go(tools, LIST)
    return list(tools.sent)


def test_each_system_is_asked_for_and_one_that_is_not_listed() -> None:
    found = sent(Features())
    for name, uris in (("incidents", 3), ("posts", 2)):
        items = f"/collections/{name}/items"
        assert sum(t.startswith(f"{items}?limit=10&crs=") for t in found) == uris + 1
        assert sum(t.startswith(f"{items}/f0?crs=") for t in found) == uris + 1
        assert sum(t.startswith(f"{items}?limit=100&bbox=") for t in found) == uris + 1
        assert [t for t in found if t.startswith(items) and f"bbox-crs={UNLISTED}" in t]
    assert f"/collections/posts/items?limit=10&crs={CRS84}" in found


def test_without_part_2_only_great_britain_is_asked_for() -> None:
    found = sent(Features("part-2-not-declared"))
    assert not any("crs=" in target for target in found)
    assert sum("bbox=-5.5" in target for target in found) == 2


class Many(Features):
    """A server with more systems than are asked for."""

    def answer(self, path: str, query: dict[str, str]) -> Any:
        status, content, *rest = super().answer(path, query)
        if path == "/collections/incidents":
            content = {**content, "crs": [f"https://example.org/{number}" for number in range(40)] + content["crs"]}
        return status, content, *rest


def test_of_many_systems_those_that_are_known_here_come_first() -> None:
    found = sent(Many())
    asked = [t.partition("crs=")[2] for t in found if t.startswith("/collections/incidents/items?limit=10&crs=")]
    assert len(asked) == MOST_SYSTEMS + 1
    assert asked[0] == CRS84
    assert sum("example.org" in uri for uri in asked) == MOST_SYSTEMS - 3


@pytest.mark.parametrize("defect", ["collections-gone", "conformance-gone", "items-gone", "feature-gone"])
def test_a_server_that_lacks_something_is_asked_for_the_rest(defect: str) -> None:
    assert sent(Features(defect))


def test_it_is_held_where_boxes_are_taken_beneath_something() -> None:
    assert [r.list for r in RESOURCES if CONVERSATIONS["systems"].fits(r)] == ["getFeatures"]
    assert resources_of(EMPTY) == ()
