"""Each kind of request is told by what is in it, and a right and plain one is of none."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, reading
from rules.cases import new

from harness.render.prose import KINDS as WORDS
from harness.rules import base
from harness.rules.kinds import FAMILIES, KINDS, LONG, kinds
from harness.rules.weight import LEAST


def of(body: Any, target: str = "/notes", method: str = "POST", status: int = 500, **rest: Any) -> tuple[str, ...]:
    return kinds(reading(exchange(method, target, body, status, {}, **rest)))


@pytest.mark.parametrize(
    "body, kind",
    [
        (new("x" * LEAST["size"]), "large-content"),
        (b'{"a":' + b"[" * 600 + b"]" * 600 + b"}", "deep-content"),
        ({"a": [0] * LEAST["list"]}, "long-list"),
        (b'{"a":1e9999}', "huge-number"),
        (b'{"text":', "no-json"),
        (new("a\x00b"), "nul"),
        (new("x" * LONG), "long-text"),
        ({**new(), "stranger": 1}, "unknown-member"),
    ],
)
def test_content(body: Any, kind: str) -> None:
    assert of(body)[0] == kind


@pytest.mark.parametrize("body", [b'{"a":' + b"[" * 600 + b"]" * 600 + b"}", b'{"a":1e9999}'])
def test_what_is_heavy_is_json_all_the_same(body: bytes) -> None:
    assert "no-json" not in of(body)


@pytest.mark.parametrize(
    "target, kind",
    [
        ("/notes/n1?stranger=1", "unknown-parameter"),
        ("/notes/%C5%B5", "beyond-ascii"),
        ("/notes/%00", "nul"),
        ("/nowhere", "unknown-path"),
    ],
)
def test_targets(target: str, kind: str) -> None:
    assert kind in of(b"", target, "GET")


def test_credentials_methods_and_what_is_wrong() -> None:
    assert "credential-tampered" in of(b"", "/notes/n1", "GET", credential="tampered")
    assert "unknown-method" in of(b"", "/notes", "DELETE")
    assert any(kind.startswith("body-") for kind in of({}))


def test_a_plain_one_is_of_none() -> None:
    assert of(new()) == ()


def test_each_kind_has_words() -> None:
    assert set(WORDS) == {*(name for name, _ in KINDS), "unknown-method", "unknown-path"}


def test_only_causes_that_lie_in_what_is_sent_are_grouped() -> None:
    crash = base.broke(reading(exchange("POST", "/notes", b"{", 500, {})), "not-a-refusal")
    other = base.broke(reading(exchange("POST", "/notes", b"{", 201, {})), "created-nowhere")
    assert crash.kinds is not None
    assert other.kinds is None
    assert "server-error" in FAMILIES
