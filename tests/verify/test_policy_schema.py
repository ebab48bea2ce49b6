"""Shows that the published schema of a buyer's policy is fresh, and takes what is read."""

from __future__ import annotations

import jsonschema_rs
import pytest

from harness import content
from harness.verify.policy_schema import FILE, policy_schema, text


def test_the_published_schema_is_fresh() -> None:
    held = (content.root("reports") / FILE).read_text(encoding="utf-8")
    assert held == text(), "write harness.verify.policy_schema.text() to reports/formats/policy.schema.json"


def test_every_field_is_described() -> None:
    assert all(part["description"] for part in policy_schema()["properties"].values())


@pytest.mark.parametrize(
    "policy, right",
    [({"witness": ["force"], "fresh_days": 30}, True), ({"fresh_days": 10**9}, False), ({"witnesses": []}, False)],
)
def test_it_takes_what_is_read(policy: object, right: bool) -> None:
    assert jsonschema_rs.validator_for(policy_schema()).is_valid(policy) is right
