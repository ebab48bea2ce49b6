"""The definition is looked for where the landing page says, and what it has is asked for, some of many."""

from __future__ import annotations

import json
from typing import Any

import pytest
from featured import BUNDLE, TARGET, asked
from features_server import Features

from harness.evidence import Exchange
from harness.gather.message import Message
from harness.gather.probing import definition
from harness.gather.probing.definition import MOST_LISTS, MOST_PATHS
from harness.reading import Reading
from harness.served import UNKNOWN


class Tools:
    """What a probe works with, in front of a server that is asked without sockets."""

    base = TARGET

    def __init__(self, features: Features, seed: int = 1) -> None:
        import random

        self.features = features
        self.sent: list[str] = []
        self.identities: list[str] = []
        self.accepted: list[str] = []
        self.inputs = type("Inputs", (), {"random": random.Random(seed)})()

    def send(self, message: Message, intent: str, *, identity: str = "own-agency") -> Exchange:
        from featured import _asked

        self.sent.append(message.target)
        self.identities.append(identity)
        self.accepted.append(dict(message.headers)["Accept"])
        return _asked(self.features, message.target)

    def read(self, exchange: Exchange) -> Reading:
        return Reading(exchange, BUNDLE.contract, self.base)


def sent(features: Features, seed: int = 1) -> Tools:
    tools: Any = Tools(features, seed)
    definition.go(tools)
    return tools  # type: ignore[no-any-return]


def test_links_are_followed_and_paths_filled() -> None:
    tools = sent(Features())
    assert tools.sent[:4] == ["/", "/api", "/api.html", "/collections"]
    assert tools.accepted[1:3] == ["application/vnd.oai.openapi+json;version=3.0", "text/html"]
    assert "/collections/posts/items/f0" in tools.sent
    assert [t for t in tools.sent if UNKNOWN in t] == [
        f"/collections/{name}/items?limit=1&{UNKNOWN}=1" for name in ("incidents", "posts")
    ]
    assert (tools.sent[-1], tools.identities[-1]) == ("/collections/incidents/items?limit=1", "none")


def test_without_a_definition_the_rest_is_asked_all_the_same() -> None:
    tools = sent(Features("definition-gone"))
    assert any(UNKNOWN in target for target in tools.sent)


class Thousands(Features):
    """A server with thousands of collections, each with paths of its own in the definition."""

    def __init__(self) -> None:
        super().__init__()
        self.held = {f"c{number:04}": self.held["posts"] for number in range(3000)}

    def answer(self, path: str, query: dict[str, str]) -> Any:
        status, content, media_type = super().answer(path, query)[:3]
        if path == "/api":
            content = json.loads(json.dumps(content))
            one = content["paths"].pop("/collections/{collectionId}/items")["get"]
            one["parameters"] = [p for p in one["parameters"] if p["in"] != "path"]
            content["paths"] |= {f"/collections/{name}/items": {"get": one} for name in self.held}
        return status, content, media_type


@pytest.mark.parametrize("seed", [1, 2])
def test_of_thousands_of_collections_some_are_looked_at_and_the_seed_says_which(seed: int) -> None:
    tools = sent(Thousands(), seed)
    assert len(tools.sent) <= MOST_PATHS * MOST_LISTS + MOST_LISTS + 5
    odd = [target for target in tools.sent if UNKNOWN in target]
    assert len(odd) == MOST_LISTS
    assert sent(Thousands(), seed).sent == tools.sent
    assert sent(Thousands(), seed + 2).sent != tools.sent


def test_the_server_of_these_tests_is_the_one_of_the_others() -> None:
    assert [x.request.target for x in asked("/")] == ["/"]
