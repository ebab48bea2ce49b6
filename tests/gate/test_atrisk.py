"""A change puts at risk what is tried on its operation, or was shown by it; a product's paths may begin with more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from building import NOTES, notes
from described import contract_of
from test_judgement import gathered

from harness.contract import Contract
from harness.contract.changes import Change, changes
from harness.gate.atrisk import Certified, Risk, at_risk, certified, operations_of
from harness.judgement import COPIES, judge
from harness.yamlfile import load

BUNDLE = notes()
ROLE = BUNDLE.profile.roles[0].id


def product(prefix: str = "", without: str = "") -> Contract:
    """Return the tiny API as a product describes it itself, with ids of its own."""
    value = load(NOTES / "openapi.yaml").value
    paths = {f"{prefix}{path}": dict(item) for path, item in value["paths"].items() if path != without}
    for item in paths.values():
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                item[method] = {**operation, "operationId": f"own-{operation['operationId']}"}
    return contract_of({**value, "paths": paths})


def risks(found: tuple[Change, ...], old: Contract, shown: Certified | None = None) -> tuple[Risk, ...]:
    return at_risk(found, old, BUNDLE.profile, ROLE, BUNDLE.workflows, BUNDLE.contract, shown)


@pytest.mark.parametrize("prefix", ["", "/api/v2"])
def test_operations_are_matched_by_method_and_path_whatever_their_names(prefix: str) -> None:
    found = operations_of(product(prefix), BUNDLE.contract)
    assert {f"own-{o.id}": (o.id,) for o in BUNDLE.contract.operations} == {
        name: theirs for name, theirs in found.items() if name.startswith("own-")
    }


def test_an_operation_that_the_profile_does_not_have_serves_none_of_it() -> None:
    other = contract_of({**load(NOTES / "openapi.yaml").value, "paths": {"/else": {"get": {"responses": {}}}}})
    assert operations_of(other, BUNDLE.contract)["GET /else"] == ()


def test_what_is_tried_on_an_operation_that_is_gone_is_at_risk() -> None:
    path = "/notes/{noteId}" if any("noteId" in o.path for o in BUNDLE.contract.operations) else "/notes/{id}"
    old = product("/v9")
    found = changes(old, product("/v9", without=path))
    assert {c.code for c in found} == {"operation-removed"}
    told = risks(found, old)
    assert told
    gone = {name.removeprefix("own-") for name in (c.operation for c in found)}
    assert all(risk.breaking and set(risk.operations) <= gone for risk in told)


def test_nothing_changed_puts_nothing_at_risk() -> None:
    assert risks((), product()) == ()


def test_of_a_run_only_what_it_showed_as_met_is_at_risk(tmp_path: Path) -> None:
    gathered(tmp_path)
    shutil.copytree(NOTES, tmp_path / COPIES / "notes" / "1.0")
    judgement = judge(tmp_path)
    (one,) = judgement.judged
    shown = certified(one.verdict, judgement.evidence.observations, one.bundle.contract, one.subject)
    assert shown.met
    assert set().union(*shown.cited.values()) <= {o.id for o in BUNDLE.contract.operations}
    removed = tuple(
        Change(operation=f"own-{o.id}", code="operation-removed", breaking=True) for o in BUNDLE.contract.operations
    )
    told = risks(removed, product(), shown)
    assert {risk.requirement for risk in told} <= shown.met
    assert any(risk.cited for risk in told)


def test_a_change_that_breaks_nobody_is_told_apart() -> None:
    name = BUNDLE.contract.operations[0].id
    (*_, last) = risks((Change(operation=f"own-{name}", code="deprecated", breaking=False),), product())
    assert not last.breaking
