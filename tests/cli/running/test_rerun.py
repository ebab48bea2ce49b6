"""A run can be limited to what failed or to what changed, and then never ends as a success."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import TOKENS, Said, run_file
from tinyapi.product import Product, serving

from harness.cli.running.assembling import Assembled, assemble, declaration_of
from harness.cli.running.rerun import FAILED, changed, failed, limited, newest, touched
from harness.contract import compile_contract
from harness.errors import DeclarationError, EvidenceError
from harness.judgement import judge

Call = Callable[..., Said]


@pytest.fixture
def assembled(tiny: Path, tmp_path: Path) -> Assembled:
    """Return what a run on the tiny profile would do."""
    declared = declaration_of(run_file(tmp_path, "http://127.0.0.1:9"), str(tiny), "", "", TOKENS)
    return assemble(declared, 7, (), TOKENS)


def test_what_failed_is_what_was_not_met_or_not_told(a_run: Path, assembled: Assembled) -> None:
    found = failed(str(a_run), Path("out"), assembled)
    told = {f.requirement: f.outcome for j in judge(a_run).judged for f in j.verdict.findings}
    assert found
    assert set(found) == {name for name, outcome in told.items() if outcome in FAILED}
    assert set(limited(assembled, found).plan.only) == set(found)
    assert len(limited(assembled, found).plan.partitions) < len(assembled.plan.partitions)


def test_the_newest_run_is_the_one_begun_last(a_run: Path, tmp_path: Path) -> None:
    assert newest(a_run.parent) == a_run
    with pytest.raises(EvidenceError, match="there is no run here"):
        newest(tmp_path / "none")


def test_the_limits_are_taken_together(a_run: Path, tiny: Path, tmp_path: Path) -> None:
    declared = declaration_of(run_file(tmp_path, "http://127.0.0.1:9"), str(tiny), "", "", TOKENS)
    only = assemble(declared, 7, ("N-001",), TOKENS)
    assert limited(only, ("N-001", "N-002")).plan.only == ("N-001",)
    with pytest.raises(DeclarationError, match="nothing is left"):
        limited(only, ("N-002",))


def test_nothing_changed_since_a_run_of_the_same_profile(a_run: Path, assembled: Assembled) -> None:
    with pytest.raises(DeclarationError, match="no operation has changed"):
        changed(a_run, assembled)


def older(tiny: Path, folder: Path) -> Path:
    """Write the tiny API's description as if one operation had said something else."""
    named, path = "operationId: changeNote", folder / "old.yaml"
    text = (tiny / "openapi.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace(named, f"deprecated: true\n      {named}"), encoding="utf-8")
    return path


def test_a_changed_operation_chooses_what_is_tried_on_it(assembled: Assembled, tiny: Path, tmp_path: Path) -> None:
    (aim,) = assembled.plan.aims
    found = set(touched(aim, compile_contract(older(tiny, tmp_path))))
    assert found
    assert found < {r.id for r in aim.profile.requirements if r.probes}


def test_a_profile_that_the_earlier_run_did_not_have_is_run_whole(assembled: Assembled) -> None:
    (aim,) = assembled.plan.aims
    testable = {r.id for r in aim.profile.of_role(aim.role) if r.probes and r.class_ in aim.classes}
    assert set(touched(aim, None)) == testable


def test_a_products_own_description_is_compared_with_its_older_version(tiny: Path, tmp_path: Path) -> None:
    config = run_file(tmp_path, "http://127.0.0.1:9")
    declared = declaration_of(config, "uk-api-base@1.0", "", "", TOKENS, str(tiny / "openapi.yaml"))
    own = assemble(declared, 7, (), TOKENS)
    assert changed(older(tiny, tmp_path), own)
    with pytest.raises(DeclarationError, match="no operation has changed"):
        changed(tiny / "openapi.yaml", own)


def test_a_description_is_no_version_of_a_profile_that_brings_its_own(assembled: Assembled, tiny: Path) -> None:
    with pytest.raises(DeclarationError, match="brings its own API description"):
        changed(tiny / "openapi.yaml", assembled)


def test_what_failed_is_run_again_and_shows_no_whole_class(
    a_run: Path, hallmark: Call, tiny: Path, tmp_path: Path
) -> None:
    with serving(Product()) as product:
        said = hallmark(
            *("run", "-c", run_file(tmp_path, product.url), "--profile", tiny, "--seed", "7", "--plain", "--json"),
            *("--out", tmp_path / "out", "--last-failed", a_run),
        )
    value = json.loads(said.out)
    assert said.code in (1, 2)
    assert set(value["verdicts"][0]["limited_to"]) == set(failed_names(a_run))


def failed_names(run: Path) -> list[str]:
    return [f.requirement for j in judge(run).judged for f in j.verdict.findings if f.outcome in FAILED]


def test_without_a_name_it_is_the_newest_in_the_folder(a_run: Path, hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    said = hallmark(
        *("run", "-c", run_file(tmp_path, "http://127.0.0.1:9"), "--profile", tiny, "--dry-run", "--json"),
        *("--out", a_run.parent, "--last-failed"),
    )
    named = {name for part in json.loads(said.out)["partitions"] for name in part["requirements"]}
    assert said.code == 0
    assert named <= set(failed_names(a_run))


def test_a_run_that_goes_on_is_limited_as_it_was_begun(a_run: Path, hallmark: Call) -> None:
    said = hallmark("run", "--resume", a_run, "--last-failed")
    assert said.code == 3
    assert "limited as it was begun" in said.err
