"""Every requirement of geospatial-ogc is met by a perfect server of features, and has a defect that it catches."""

from __future__ import annotations

from pathlib import Path

import pytest
from content import laws
from features_server import DEFECTS, TOKEN, serving

from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.coverage import coverage, examples
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.loading import find, load_bundle
from harness.profile import NotTested
from harness.verdict import Finding, Outcome

BUNDLE = load_bundle(find("geospatial-ogc@1.0.1"))
TESTED = [r.id for r in BUNDLE.profile.requirements if not isinstance(r.rule, NotTested)]
KILLERS = {r: tuple(d for d, killed in DEFECTS.items() if r in killed) for r in TESTED}
RUN_FILE = """\
product: {{name: Features, version: "1", supplier: The tests}}
profile: geospatial-ogc@1.0.1
target: {{base_url: "{url}", environment: sandbox, auth: {{kind: bearer, token: '${{TOKEN}}'}}}}
limits: {{requests_per_second: 100000}}
"""


def tried(folder: Path, defect: str = "", only: tuple[str, ...] = (), seed: int = 1) -> Judgement:
    with serving(defect) as url:
        config = folder / "hallmark.yaml"
        config.write_text(RUN_FILE.format(url=url), encoding="utf-8")
        assembled = assemble(declaration_of(config, "", "", "", {}, ""), seed, only, {"TOKEN": TOKEN})
        gathered = gather(orders(assembled, folder / "run", "test", lambda event: None))
    assert not gathered.faults, gathered.faults
    return judge(gathered.evidence)


def findings(judgement: Judgement) -> dict[str, Finding]:
    return {f.requirement: f for f in judgement.judged[0].verdict.findings}


def test_it_is_whole() -> None:
    assert BUNDLE.profile.status != "draft"
    assert len(TESTED) == len(BUNDLE.profile.requirements)


def test_every_requirement_that_is_built_has_a_killer() -> None:
    assert {r for killed in DEFECTS.values() for r in killed} == set(TESTED)


@pytest.mark.parametrize("requirement", TESTED)
def test_there_is_an_example_of_each(requirement: str) -> None:
    assert examples(BUNDLE.folder, requirement, "conforms")
    assert examples(BUNDLE.folder, requirement, "violates")


def test_the_table_is_fresh() -> None:
    held = (BUNDLE.folder / "COVERAGE.md").read_text(encoding="utf-8")
    assert held == coverage(BUNDLE.profile, BUNDLE.folder, KILLERS), "run `python -m content.record_features` in tests/"


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_perfect_one_conforms_to_all_that_is_built(tmp_path: Path, seed: int) -> None:
    judgement = tried(tmp_path, seed=seed)
    found = findings(judgement)
    assert {r: found[r].because for r in TESTED if found[r].outcome is not Outcome.CONFORMS} == {}
    if seed == 1:
        laws.hold(judgement)


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_kills(tmp_path: Path, defect: str) -> None:
    found = findings(tried(tmp_path, defect, only=DEFECTS[defect]))
    for requirement in DEFECTS[defect]:
        assert found[requirement].outcome is Outcome.VIOLATES, found[requirement].because


def test_a_server_that_does_not_declare_geojson_is_not_asked_for_it(tmp_path: Path) -> None:
    found = findings(tried(tmp_path, "geojson-not-declared"))
    assert found["geojson/definition"].outcome is Outcome.NOT_APPLICABLE
    assert found["geojson/content"].outcome is Outcome.NOT_APPLICABLE


def test_a_server_without_part_2_conforms_by_the_rest(tmp_path: Path) -> None:
    verdict = tried(tmp_path, "part-2-not-declared").judged[0].verdict
    assert verdict.verdict.value == "conforms", verdict.because
    assert [c.id.rpartition("/")[2] for c in verdict.classes if not c.claimed] == ["crs"]


def test_a_server_that_takes_any_parameter_may_answer_200_to_an_unknown_one(tmp_path: Path) -> None:
    found = findings(tried(tmp_path, "free-form"))
    assert found["core/query-param-unknown"].outcome is Outcome.NOT_APPLICABLE
    assert {r for r in TESTED if found[r].outcome is Outcome.VIOLATES} == set()


def test_a_server_that_asks_for_no_credential_need_not_say_how_to_sign_in(tmp_path: Path) -> None:
    found = findings(tried(tmp_path, "serves-everybody"))
    assert found["oas30/security"].outcome is Outcome.NOT_APPLICABLE
    assert {r for r in TESTED if found[r].outcome is Outcome.VIOLATES} == set()


def test_a_collection_without_an_extent_in_time_may_ignore_times(tmp_path: Path) -> None:
    found = findings(tried(tmp_path, "no-extent-in-time", only=("core/fc-time-response",)))
    assert found["core/fc-time-response"].outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("defect", ["plain-json", "time-ignored", "limit-ignored"])
def test_a_defect_is_counted_once(tmp_path: Path, defect: str) -> None:
    found = findings(tried(tmp_path, defect))
    assert {r for r in TESTED if found[r].outcome is Outcome.VIOLATES} == set(DEFECTS[defect])
