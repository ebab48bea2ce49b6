"""A partner that is served by itself keeps what it was sent as a run of the other role."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
import requests

from harness import archive
from harness.cli.partners.registering import by_silence, context, opposite, part_of, registering
from harness.errors import MockError
from harness.evidence import Exchange
from harness.judgement import judge
from harness.loading import find, load_bundle
from harness.partner import register
from harness.partner.faults.file import chosen_of
from harness.partner.host import running
from harness.verdict import Outcome

MOCK = "receiving-control-room"


def test_the_run_is_begun_kept_and_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with registering(tmp_path / "run", [MOCK]) as kept:
        assert kept is not None
        with running(MOCK, keep=kept.desk(MOCK).keep) as partner:
            kept.begin([partner])
            assert requests.get(f"{partner.url}/agencies", timeout=5).status_code == 401
    evidence = archive.read(tmp_path / "run")
    (subject,) = evidence.context.subjects
    assert (subject.role, subject.target, subject.profile) == ("sender", partner.url, "incident-transfer@1.0")
    assert [str(o.id) for o in evidence.observations if isinstance(o, Exchange)] == [f"partner:{MOCK}#0"]
    assert "now: hallmark judge" in capsys.readouterr().err


def test_without_a_folder_nothing_is_kept() -> None:
    with registering(None, [MOCK]) as kept:
        assert kept is None


def test_who_calls_a_partner_takes_the_other_role() -> None:
    bundle = load_bundle(find("incident-transfer@1.0"))
    assert (opposite(bundle, "receiver"), opposite(bundle, "sender")) == ("sender", "receiver")
    with pytest.raises(MockError, match="no other role"):
        opposite(load_bundle(find("uk-api-base@1.0")), "provider")


def test_of_several_each_subject_names_the_partner_that_it_is_about(tmp_path: Path) -> None:
    names = [MOCK, "reference-records", "justice-publisher"]
    with registering(tmp_path / "run", names) as kept:
        assert kept is not None
        with (
            running(MOCK, keep=kept.desk(MOCK).keep) as room,
            running("reference-records", keep=kept.desk("reference-records").keep) as records,
            running("justice-publisher", keep=kept.desk("justice-publisher").keep) as publisher,
        ):
            kept.begin([room, records, publisher])
            for partner, path in ((records, "/persons"), (room, "/agencies"), (publisher, "/subscriptions")):
                assert requests.get(partner.url + path, timeout=5).status_code in (401, 404)
            secrets = {room.secret, records.secret, publisher.secret}
    evidence = archive.read(tmp_path / "run")
    assert [(s.role, s.calls, s.target) for s in evidence.context.subjects] == [
        ("sender", MOCK, room.url),
        ("subscriber", "justice-publisher", publisher.url),
    ]
    exchanges = [o for o in evidence.observations if isinstance(o, Exchange)]
    assert {o.to_party: str(o.id) for o in exchanges} == {name: f"partner:{name}#0" for name in names}
    assert evidence.footer is not None
    assert evidence.footer.stopped == "finished"
    whole = b"".join(path.read_bytes() for path in (tmp_path / "run" / "journal").iterdir())
    assert not [secret for secret in secrets if secret.encode() in whole]


def test_of_several_one_has_to_play_a_role_that_is_called(tmp_path: Path) -> None:
    with (
        pytest.raises(MockError, match="plays no role of a profile"),
        registering(tmp_path / "run", ["authority", "reference-records"]),
    ):
        pass


@pytest.mark.parametrize("left", ["header.jsonl", ".key"])
def test_a_folder_in_which_a_run_has_begun_is_refused_before_anything_starts(tmp_path: Path, left: str) -> None:
    (tmp_path / left).touch()
    with pytest.raises(MockError, match="a run has begun here already"), registering(tmp_path, [MOCK]):
        pass


def test_partners_that_know_different_things_by_one_name_are_not_judged_together(tmp_path: Path) -> None:
    with running(MOCK) as room, running(MOCK) as other:
        script = msgspec.structs.replace(other.script, name="other-room", fixtures={"known_agency": "GB-AMB-X09"})
        part = part_of(MOCK)[1]
        with pytest.raises(MockError, match="other-room has another known_agency"):
            context([room, replace(other, script=script)], {MOCK: part, "other-room": part}, 0.0)


@pytest.mark.parametrize("listened, outcome", [(False, Outcome.INCONCLUSIVE), (True, Outcome.CONFORMS)])
def test_what_does_not_come_is_shown_only_where_somebody_listened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listened: bool, outcome: Outcome
) -> None:
    with registering(tmp_path / "run", [MOCK]) as kept:
        assert kept is not None
        desk = kept.desk(MOCK)
        with running(MOCK, keep=desk.keep, begins=desk.begins, faults=chosen_of(MOCK, ["gone"])) as room:
            kept.begin([room])
            assert requests.post(f"{room.url}/incidents", json={}, timeout=5).status_code == 410
        if listened:
            later = SimpleNamespace(time=lambda: time.time() + register.LISTENED + 1)
            monkeypatch.setattr("harness.cli.partners.registering.time", later)
    judgement = judge(tmp_path / "run")
    (stops,) = (one for one in judgement.judged[0].verdict.findings if one.requirement == "IT-039")
    assert stops.outcome is outcome
    if not listened:
        assert (stops.because.code, stops.because.params) == ("not-all-tried", {"why": "hung-up"})


def test_the_requirements_that_are_shown_by_silence_are_those_of_who_calls() -> None:
    found = by_silence([part_of(MOCK)[1]])
    assert {"IT-039", "IT-146", "IT-147"} <= set(found)
    assert not {"IT-141", "IT-112"} & set(found)
