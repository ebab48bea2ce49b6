"""uk-api-base holds a product against its own description, and anybody can judge again from the sealed file alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from miniatures.suppliers import VICES, Keeper, serving

from harness import archive
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.description import COMPILED
from harness.errors import DeclarationError, EvidenceError
from harness.evidence import Document
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.loading import find, load_bundle
from harness.profile import NotTested
from harness.verdict import Outcome

BUNDLE = load_bundle(find("uk-api-base@1.0"))
NOTES = Path(__file__).parents[1] / "miniatures" / "notes" / "1.0" / "openapi.yaml"
HTTP = ("B03", "B04", "B15", "B19")
"""What the perfect keeper of notes is tried on here."""

RUN_FILE = """\
product: {{name: Notes, version: '1', supplier: The tests}}
profile: uk-api-base@1.0
target: {{base_url: '{url}', openapi: openapi.yaml, auth: {{kind: bearer, token: '${{OWN}}'}}}}
limits: {{requests_per_second: 10000}}
"""


def asked(keeper: type[Keeper], folder: Path, *only: str) -> Judgement:
    (folder / "openapi.yaml").write_bytes(keeper.description)
    with serving(keeper) as url:
        (folder / "hallmark.yaml").write_text(RUN_FILE.format(url=url))
        declared = declaration_of(folder / "hallmark.yaml", "", "", "", {})
        gathered = gather(
            orders(assemble(declared, 1, only, {"OWN": "own"}), folder / "run", "test", lambda event: None)
        )
    assert (gathered.stopped, gathered.faults) == ("finished", ())
    return judge(gathered.evidence)


def outcomes(judgement: Judgement) -> dict[str, Outcome]:
    return {f.requirement: f.outcome for f in judgement.judged[0].verdict.findings if f.requirement in HTTP}


def test_the_perfect_keeper_of_notes(tmp_path: Path) -> None:
    judgement = asked(Keeper, tmp_path, *HTTP)
    assert outcomes(judgement) == dict.fromkeys(HTTP, Outcome.CONFORMS)
    (subject,) = judgement.evidence.context.subjects
    assert subject.contract_digest == judgement.judged[0].bundle.contract.digest != ""


@pytest.mark.parametrize(
    "vice, requirement",
    [("version-as-text", "B03"), ("one-name-twice", "B04"), ("no-allow", "B15"), ("list-at-top", "B19")],
)
def test_a_vice_is_found(vice: str, requirement: str, tmp_path: Path) -> None:
    assert outcomes(asked(VICES[vice].keeper, tmp_path, requirement)) == {requirement: Outcome.VIOLATES}


def test_the_sealed_file_alone_is_enough_and_a_changed_contract_is_refused(tmp_path: Path) -> None:
    before = asked(Keeper, tmp_path, "B19")
    (tmp_path / "elsewhere").mkdir()
    alone = Path(shutil.copy(before.path, tmp_path / "elsewhere"))
    after = judge(alone)
    assert after.judged[0].verdict == before.judged[0].verdict
    context = msgspec.structs.replace(
        before.evidence.context,
        subjects=(msgspec.structs.replace(before.judged[0].subject, contract_digest="sha256:0"),),
    )
    other = archive.write(tmp_path / "o1", msgspec.structs.replace(after.evidence, context=context), b"k" * 32)
    with pytest.raises(EvidenceError, match="not the one that it was gathered by"):
        judge(other)
    without = [o for o in after.evidence.observations if not (isinstance(o, Document) and o.name == COMPILED)]
    other = archive.write(tmp_path / "o2", msgspec.structs.replace(after.evidence, observations=without), b"k" * 32)
    with pytest.raises(EvidenceError, match="the evidence brings none"):
        judge(other)


def test_a_run_that_goes_on_keeps_the_description_that_it_began_with(tmp_path: Path) -> None:
    before = asked(Keeper, tmp_path, "B19")
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: {title: Other, version: 1.0.0}\npaths: {}\n")
    declared = declaration_of(tmp_path / "hallmark.yaml", "", "", "", {})
    again = assemble(declared, 1, ("B19",), {"OWN": "own"}, begun=tmp_path / "run")
    assert again.bundles[0].contract.digest == before.judged[0].subject.contract_digest
    assert again.description == ()


def test_a_profile_and_its_description_fit_together(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="its own API description"):
        assemble(declaration_of(None, "uk-api-base@1.0", "", "http://127.0.0.1:9", {}), 1, (), {})
    own = declaration_of(None, "incident-transfer@1.0", "", "http://127.0.0.1:9", {}, str(NOTES))
    with pytest.raises(DeclarationError, match="brings its own API description"):
        assemble(own, 1, (), {})


def test_the_ids_are_those_of_the_list() -> None:
    ids = [r.id for r in BUNDLE.profile.requirements]
    assert set(ids) >= {f"B{number:02}" for number in range(1, 51)}
    assert BUNDLE.of_subject
    assert BUNDLE.contract.operations == ()


@pytest.mark.parametrize("requirement", BUNDLE.profile.requirements, ids=lambda r: r.id)
def test_statement_and_explanation_are_for_a_reader(requirement: object) -> None:
    r = BUNDLE.profile.requirement(requirement.id)  # type: ignore[attr-defined]
    assert r is not None
    assert r.statement.endswith(".")
    assert r.explain.endswith(".")
    assert len(r.explain) >= 80
    if not isinstance(r.rule, NotTested):
        assert r.probes
