"""Shows what a run is said to be able to bring about."""

from __future__ import annotations

from typing import Any

import pytest
from tinyapi.bench import bundle, declared

from harness.gather.means import identity_of, lacking, means_of, workflow_needs


@pytest.mark.parametrize(
    "need, changes, met",
    [
        ("identity:own-agency", {}, True),
        ("identity:tampered", {}, True),
        ("identity:other-agency", {}, False),
        (
            "identity:other-agency",
            {"target": {"base_url": "http://127.0.0.1", "identities": {"other-agency": {"kind": "none"}}}},
            True,
        ),
        ("identity:expired", {}, False),
        (
            "identity:expired",
            {"target": {"base_url": "http://127.0.0.1", "auth": {"kind": "hook", "hook": "a:b"}}},
            True,
        ),
        ("fixture:own_agency", {}, True),
        ("fixture:uprn", {}, False),
        ("inbound", {}, True),
        ("inbound", {"target": {"base_url": "https://example.org"}}, False),
        (
            "inbound",
            {"target": {"base_url": "https://example.org"}, "partners": {"public_url": "https://us.example.org"}},
            True,
        ),
        ("write", {}, True),
        ("write", {"limits": {"read_only": True}}, False),
        ("input:x", {}, False),
    ],
)
def test_needs_are_met_or_have_a_reason(need: str, changes: dict[str, Any], met: bool) -> None:
    missing = lacking({need}, means_of(declared(**changes)))
    assert (missing == {}) is met
    assert met or missing[need]


def test_needs_of_workflows() -> None:
    found = {name: workflow_needs(flow, bundle().contract) for name, flow in bundle().workflows.items()}
    assert found["strangers"] == {"fixture:own_agency", "identity:other-agency", "write"}
    assert found["notified"] == {"fixture:own_agency", "inbound", "write"}
    assert found["patient"] == frozenset()
    assert "write" in found["cleanup"]


def test_a_step_that_names_nobody_is_our_own() -> None:
    assert identity_of("") == identity_of("own") == "own-agency"
    assert identity_of("absent") == "absent"
