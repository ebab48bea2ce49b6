"""Versions of numbers are ordered, and others are not; what else is different is said."""

from __future__ import annotations

import pytest
from histories import part, snapshot

from harness.declaration import Gate
from harness.gate.about_run import of_changes, of_the_run
from harness.gate.snapshot import Snapshot


def codes(after: Snapshot, before: Snapshot | None = None) -> set[str]:
    return {r.code for r in of_changes(after, before or snapshot(run="main"))}


@pytest.mark.parametrize(
    "version, older",
    [("4.1", True), ("4.1.9", True), ("v3", True), ("4.2", False), ("4.2.0", False), ("4.10", False), ("dev", False)],
)
def test_an_older_version_is_found(version: str, older: bool) -> None:
    product = type(snapshot().product)(name="Notekeeper", version=version, supplier="Acme Ltd")
    assert ("product-older" in codes(snapshot(product=product))) == older


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"profile": "notes@1.1"}, "profile-version"),
        ({"profile_digest": "sha256:x"}, "profile-changed"),
        ({"contract_digest": "sha256:x"}, "contract-changed"),
        ({"rulebook": "rules 2"}, "rulebook-changed"),
    ],
)
def test_what_else_is_different_is_said(changes: dict[str, str], code: str) -> None:
    assert codes(snapshot(part(**changes))) == {code}


def test_a_profile_that_the_baseline_does_not_have_is_said() -> None:
    assert codes(snapshot(part(), part(role="writer"))) == {"profile-new"}


def test_a_run_without_footer_leaves_it_open() -> None:
    (remark,) = of_the_run(snapshot(stopped="no footer"), snapshot(run="main"), Gate())
    assert (remark.code, remark.weight.value) == ("not-finished", "leaves open")
