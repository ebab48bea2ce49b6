"""A secret that was issued to the tester may lie in evidence once it counts for nothing, and not before."""

from __future__ import annotations

from typing import Any

from building import numbered
from eventing import NEW, OLD, courts, ended, ours, rotated, subscribed, told

from harness.evidence import Evidence, Footer, Product, RunContext
from harness.leaks.issued import standing
from harness.loading import find, load_bundle

TARGET = "https://product.example.org"
CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="0", started=0
)


def found(*exchanges: Any) -> list[str]:
    evidence = Evidence(
        context=CONTEXT, observations=numbered(exchanges), footer=Footer(ended=0, stopped="", counts={})
    )
    return [text.decode() for text in standing(evidence, courts(), TARGET).values()]


def test_what_was_ended_counts_for_nothing() -> None:
    assert found(subscribed(), told(), rotated(), ended()) == []


def test_what_was_not_ended_counts_with_all_its_secrets() -> None:
    assert found(subscribed(), told(), rotated()) == [OLD, NEW]
    path = "/client-subscriptions/0c8f7b54-2f0d-4c39-9a51-6f0a5b1c7d01"
    refused = ours("DELETE", path, b"", 500, {"error": "e", "message": "m"})
    assert found(subscribed(), refused) == [OLD]


def test_a_profile_in_which_nothing_is_issued_has_none() -> None:
    evidence = Evidence(context=CONTEXT, observations=numbered((subscribed(),)), footer=None)
    assert standing(evidence, load_bundle(find("incident-transfer@1.0")), TARGET) == {}
