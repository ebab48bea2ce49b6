"""What servers of features may do, and what ten years of threads on the official suite say was held against them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from content.test_geospatial_ogc import RUN_FILE, TESTED, findings, tried
from features_definition import definition
from features_server import MOST, TOKEN, serving

from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.evidence import Exchange
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.verdict import Outcome

SOME = ("core/fc-limit-definition", "core/fc-limit-response-1", "core/fc-timeStamp")


def outcomes(judgement: Judgement, outcome: Outcome) -> set[str]:
    found = findings(judgement)
    return {r for r in TESTED if found[r].outcome is outcome}


def asked(judgement: Judgement) -> list[Exchange]:
    return [x for x in judgement.evidence.observations if isinstance(x, Exchange)]


def test_a_limit_above_the_maximum_is_no_error_and_a_time_stamp_may_be_of_any_time(tmp_path: Path) -> None:
    """The server cuts to its maximum, and says that each page was made on 29 February 2020."""
    judgement = tried(tmp_path, only=SOME)
    (large,) = (x for x in asked(judgement) if "limit=999999" in x.request.target)
    assert b'"numberReturned": 12' in large.reply.body  # type: ignore[union-attr]
    assert MOST < 999_999
    assert b'"timeStamp": "2020-02-29T12:00:00Z"' in large.reply.body  # type: ignore[union-attr]
    assert {r: findings(judgement)[r].outcome for r in SOME} == dict.fromkeys(SOME, Outcome.CONFORMS)


def test_collections_whose_names_hold_a_slash(tmp_path: Path) -> None:
    judgement = tried(tmp_path, "nested-names")
    assert any("/collections/north%2Fincidents/items" in x.request.target for x in asked(judgement))
    assert outcomes(judgement, Outcome.CONFORMS) == set(TESTED)


def test_a_server_that_divides_such_a_name_is_not_said_to_be_wrong(tmp_path: Path) -> None:
    """An encoded slash is a slash to many a server: whether its collections are there is not told."""
    judgement = tried(tmp_path, "nested-paths")
    assert outcomes(judgement, Outcome.VIOLATES) == set()
    assert "core/sfc-md-op" in outcomes(judgement, Outcome.INCONCLUSIVE)


def test_collections_that_are_listed_twice(tmp_path: Path) -> None:
    assert outcomes(tried(tmp_path, "repeated-collections"), Outcome.CONFORMS) == set(TESTED)


def test_collections_of_something_else_than_features_are_left_alone(tmp_path: Path) -> None:
    judgement = tried(tmp_path, "coverages-first")
    assert outcomes(judgement, Outcome.VIOLATES) == set()
    assert {"core/fc-md-items-links", "core/fc-op", "core/f-op", "overlay/limits"} <= outcomes(
        judgement, Outcome.CONFORMS
    )


def test_a_first_collection_that_is_empty_is_passed_by_for_what_needs_features(tmp_path: Path) -> None:
    only = ("core/f-op", "core/fc-bbox-definition/antimeridian")
    judgement = tried(tmp_path, "first-is-empty", only)
    assert {name: findings(judgement)[name].outcome for name in only} == dict.fromkeys(only, Outcome.CONFORMS)
    assert any(x.request.target == "/collections/incidents/items/f0" for x in asked(judgement))


def test_of_a_server_without_any_feature_nothing_is_said_of_features(tmp_path: Path) -> None:
    judgement = tried(tmp_path, "nothing-held")
    assert outcomes(judgement, Outcome.VIOLATES) == set()
    assert {"core/f-op", "core/f-success", "core/fc-bbox-response"} <= outcomes(judgement, Outcome.INCONCLUSIVE)
    assert "core/fc-bbox-definition/antimeridian" not in outcomes(judgement, Outcome.CONFORMS)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_thousands_of_collections_of_which_some_are_looked_at(tmp_path: Path) -> None:
    runs = ((tmp_path / str(number), seed) for number, seed in enumerate((1, 1, 2)))
    only = ("core/fc-bbox-response",)
    first, again, other = (tried(made(folder), "thousands-of-collections", only, seed) for folder, seed in runs)
    chosen = [
        {x.request.target.split("/")[2] for x in asked(j) if x.id.partition.startswith("conversation:beneath")}
        for j in (first, again, other)
    ]
    assert chosen[0] == chosen[1] != chosen[2]
    assert {len(names) for names in chosen} == {4}
    assert findings(first)["core/fc-bbox-response"].outcome is Outcome.CONFORMS
    assert any("four are looked at" in line for line in first.judged[0].bundle.profile.notice)


def test_what_may_be_left_out_is_not_asked_for(tmp_path: Path) -> None:
    judgement = tried(tmp_path, "few-members")
    assert outcomes(judgement, Outcome.VIOLATES) == set()
    assert outcomes(judgement, Outcome.NOT_APPLICABLE) >= {
        *("core/fc-timeStamp", "core/fc-numberMatched", "core/fc-numberReturned"),
        *("crs/fc-md-storageCrs", "crs/fc-md-storageCrs-valid-value"),
    }


def test_a_server_that_does_not_declare_part_2_is_not_asked_for_it(tmp_path: Path) -> None:
    judgement = tried(tmp_path, "part-2-not-declared")
    assert outcomes(judgement, Outcome.VIOLATES) == set()
    assert {r for r in TESTED if r.startswith("crs/")} <= outcomes(judgement, Outcome.NOT_APPLICABLE)
    assert not any("crs=" in x.request.target for x in asked(judgement))


def test_a_wrong_credential_is_ours_and_not_the_server_s(tmp_path: Path) -> None:
    with serving() as url:
        config = tmp_path / "hallmark.yaml"
        config.write_text(RUN_FILE.format(url=url), encoding="utf-8")
        assembled = assemble(declaration_of(config, "", "", "", {}, ""), 1, (), {"TOKEN": f"{TOKEN}-not"})
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None))
    assert outcomes(judge(gathered.evidence), Outcome.VIOLATES) == set()


@pytest.mark.parametrize("defect", ["time-ignored", "unlisted-crs-taken"])
def test_two_profiles_are_combined_and_the_evidence_is_gathered_once(tmp_path: Path, defect: str) -> None:
    """What both ask for is asked once: the partitions that they share have one name, and both judge them."""
    with serving(defect) as url:
        config = tmp_path / "hallmark.yaml"
        text = RUN_FILE.format(url=url).replace("geospatial-ogc@1.0.1", "[uk-api-base@1.0, geospatial-ogc@1.0.1]")
        described = tmp_path / "openapi.json"
        described.write_text(json.dumps(definition(("incidents", "posts"), defect)), encoding="utf-8")
        config.write_text(text.replace("environment: sandbox", "environment: sandbox, openapi: openapi.json"))
        only = ("B01", "B03", "core/fc-time-response", "crs/fc-crs-valid-value", "oas30/oas-definition-2")
        assembled = assemble(declaration_of(config, "", "", "", {}, ""), 1, only, {"TOKEN": TOKEN})
        gathered = gather(orders(assembled, tmp_path / "run", "test", lambda event: None))
    assert (gathered.stopped, gathered.faults) == ("finished", ())
    judgement = judge(gathered.evidence)
    assert [one.bundle.profile.name for one in judgement.judged] == ["uk-api-base@1.0", "geospatial-ogc@1.0.1"]
    base, features = ({f.requirement: f.outcome for f in one.verdict.findings} for one in judgement.judged)
    assert base["B01"] is Outcome.CONFORMS
    assert features["oas30/oas-definition-2"] is Outcome.CONFORMS
    broken = {"time-ignored": "core/fc-time-response", "unlisted-crs-taken": "crs/fc-crs-valid-value"}[defect]
    assert features[broken] is Outcome.VIOLATES
    names = {x.id.partition for x in asked(judgement)}
    assert {"protocol:definition", "explore:/collections"} <= names
    assert not any("+2" in name for name in names)
    assert len(list((tmp_path / "run").glob("evidence*"))) == 1
