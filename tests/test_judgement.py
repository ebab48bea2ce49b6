"""Evidence on disk is judged by the profile that it was gathered for, and by no other."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from building import FINISHED, NOTES, context, notes, numbered, subject
from rules.cases import closed, created, read

from harness import archive
from harness.errors import EvidenceError, ProfileError
from harness.evidence import Evidence, Exchange, ExchangeId, Footer, Observation, Response
from harness.judgement import COPIES, _held, check, cited, judge
from harness.leading import weight
from harness.loading import load_bundle
from harness.verdict import Decision


def secure(x: Exchange) -> Exchange:
    """Return the exchange with what answers over TLS say."""
    assert isinstance(x.reply, Response)
    head = x.reply.head + b"\r\nStrict-Transport-Security: max-age=1"
    return msgspec.structs.replace(x, reply=msgspec.structs.replace(x.reply, head=head))


def gathered(folder: Path, *, footer: Footer | None = FINISHED, broken: bool = False, **rest: Any) -> Path:
    """Write evidence of one run of a workflow; broken, the note is closed twice."""
    folder.mkdir(exist_ok=True)
    whom = subject(**({"profile_digest": notes().profile.digest} | rest))
    facts = {"bound": "certificate"}
    asked = [created(facts=facts), closed(facts=facts), closed(204 if broken else 409, facts=facts)]
    exchanges = tuple(map(secure, numbered([*asked, read(status=404, got={}, facts=facts)])))
    evidence = Evidence(context=context(subjects=(whom,)), observations=exchanges, footer=footer)
    return archive.write(folder, evidence, b"k" * 32)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a run's folder that carries its profile along."""
    gathered(tmp_path)
    shutil.copytree(NOTES, tmp_path / COPIES / "notes" / "1.0")
    return tmp_path


def test_a_run_carries_its_profile_along(run: Path) -> None:
    for path in (run, run / "evidence.jsonl.gz"):
        judgement = judge(path)
        assert judgement.judged[0].bundle.folder == run / COPIES / "notes" / "1.0"
        assert judgement.decision is Decision.INCONCLUSIVE
        assert judgement.exit_code == 2


def test_a_profile_that_is_given_comes_first(run: Path) -> None:
    assert judge(run, str(NOTES)).judged[0].bundle.folder == NOTES


def test_a_profile_that_was_changed_since_is_not_the_one(run: Path) -> None:
    file = run / COPIES / "notes" / "1.0" / "profile.yaml"
    file.write_text(file.read_text().replace("title: Notes", "title: Notices"))
    with pytest.raises(EvidenceError, match="is not the one that the evidence was gathered for") as caught:
        judge(run)
    assert str(run) in caught.value.where
    assert notes().profile.digest in caught.value.hint
    judge(run, str(file.parent))


def test_another_profile_does_not_judge_it(tmp_path: Path) -> None:
    path = gathered(tmp_path, profile="diaries@1.0")
    with pytest.raises(ProfileError, match="the evidence is of diaries@1.0, and this is notes@1.0"):
        judge(path, str(NOTES))
    with pytest.raises(ProfileError, match="there is no profile 'diaries@1.0'"):
        judge(path)


def test_damaged_evidence_is_not_judged(run: Path) -> None:
    path = run / "evidence.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(EvidenceError):
        judge(run)


@pytest.mark.parametrize(
    "stopped, broken, code",
    [("finished", True, 1), ("finished", False, 2), ("preflight: reachable refused", False, 3), ("limit: x", True, 1)],
)
def test_exit_codes(tmp_path: Path, stopped: str, broken: bool, code: int) -> None:
    path = gathered(tmp_path, footer=Footer(ended=0, stopped=stopped, counts={}), broken=broken)
    assert judge(path, str(NOTES)).exit_code == code


def test_several_profiles_are_judged_from_one_piece_of_evidence(tmp_path: Path) -> None:
    whom = subject(profile_digest=notes().profile.digest)
    evidence = Evidence(context=context(subjects=(whom, whom)), observations=(read(),), footer=FINISHED)
    judgement = judge(archive.write(tmp_path, evidence, b"k" * 32), str(NOTES))
    assert len(judgement.judged) == 2
    nobody = msgspec.structs.replace(evidence, context=context(subjects=()))
    (tmp_path / "2").mkdir()
    assert judge(archive.write(tmp_path / "2", nobody, b"k" * 32), str(NOTES)).decision is Decision.INCONCLUSIVE


def test_what_is_cited_can_be_shown(tmp_path: Path) -> None:
    judgement = judge(gathered(tmp_path, broken=True), str(NOTES))
    shown = cited(judgement)
    assert set(shown) >= {ExchangeId("p", n) for n in range(3)}
    assert shown[ExchangeId("p", 2)].id == ExchangeId("p", 2)


def test_of_what_is_cited_no_more_is_held_than_there_is_room_for(tmp_path: Path) -> None:
    judgement = judge(gathered(tmp_path, broken=True), str(NOTES))
    sizes = {i: weight(x) for i, x in cited(judgement).items() if isinstance(x, Exchange)}
    for room in (0, min(sizes.values()), sum(sizes.values()) - 1):
        held = cited(judgement, room)
        assert sum(sizes[i] for i in held) <= room
        assert set(held) < set(sizes)


def test_large_exchanges_leave_room_for_small_ones(tmp_path: Path) -> None:
    judgement = judge(gathered(tmp_path, broken=True), str(NOTES))
    one = next(x for x in cited(judgement).values() if isinstance(x, Exchange))
    large = msgspec.structs.replace(one, request=msgspec.structs.replace(one.request, body=b"x" * 100_000))
    found: dict[ExchangeId, Observation] = {}
    room = 1_000_000
    for number in range(40):
        room = _held(msgspec.structs.replace(large, id=ExchangeId("a", number)), found, room)
    assert 1 < len(found) < 10
    assert _held(one, found, room) < room


@pytest.mark.parametrize(
    "before, after, message",
    [
        ("rule: status/1", "rule: state/1", "unknown rule 'state/1'"),
        ("{header: Location, ", "{field: Location, ", "parameters of header/1"),
        ("steps: [close, again]", "steps: [close, agian]", "has no step agian"),
        ("operations: [changeNote]", "operations: [alterNote]", "operations names 'alterNote'"),
        ("{is: invalid, pointer: /text}", "{is: wrong, pointer: /text}", "unknown condition 'wrong'"),
    ],
)
def test_a_rule_that_cannot_be_put_to_work_is_found_with_file_and_line(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    folder = shutil.copytree(NOTES, tmp_path / "notes")
    file = folder / "requirements" / "all.yaml"
    text = file.read_text()
    assert text.count(before) == 1
    file.write_text(text.replace(before, after))
    bundle = load_bundle(folder)
    with pytest.raises(ProfileError, match=message) as caught:
        check(bundle)
    where, _, requirement = caught.value.where.partition(" ")
    name, _, line = where.rpartition(":")
    assert Path(name) == file
    assert file.read_text().splitlines()[int(line) - 1] == f"- id: {requirement}"


def test_the_tiny_profile_is_sound() -> None:
    check(notes())
