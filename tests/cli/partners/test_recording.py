"""Examples are recorded from real runs, are as small as they can be, and come out by themselves as they should."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

import harness.cli.partners.recording as module
from harness.cli.partners.recording import RECORDED, conforming, recordable, violating
from harness.errors import ProfileError
from harness.examples import judge_example, read_example
from harness.loading import Bundle, find, load_bundle
from harness.profile import NotTested
from harness.verdict import Because, Outcome

MOCK, REQUIREMENT, DEFECT = "receiving-control-room", "IT-011", "updates-after-closure"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Return the profile in a folder that may be written to."""
    folder = tmp_path_factory.mktemp("profile") / "1.0"
    shutil.copytree(find("incident-transfer"), folder, ignore=shutil.ignore_patterns("examples"))
    return load_bundle(folder)


def test_what_can_be_recorded_is_what_a_rule_judges(bundle: Bundle) -> None:
    every = recordable(bundle, "receiver", ())
    assert not any(isinstance(r.rule, NotTested) for r in every)
    assert [r.id for r in recordable(bundle, "receiver", (REQUIREMENT,))] == [REQUIREMENT]
    with pytest.raises(ProfileError, match="XX-1"):
        recordable(bundle, "receiver", ("XX-1",))


def test_both_ways_are_recorded_and_come_out_so_by_themselves(bundle: Bundle) -> None:
    (requirement,) = recordable(bundle, "receiver", (REQUIREMENT,))
    assert conforming(bundle, MOCK, [requirement], (REQUIREMENT,)) == []
    assert violating(bundle, MOCK, requirement, DEFECT) == []
    folder = bundle.folder / "examples" / REQUIREMENT
    for outcome, file in ((Outcome.CONFORMS, RECORDED), (Outcome.VIOLATES, f"{DEFECT}.json")):
        example = read_example(folder / outcome.value / file)
        assert judge_example(bundle, requirement, example).outcome is outcome
        for left_out in example.exchanges:
            fewer = tuple(x for x in example.exchanges if x.id != left_out.id)
            shorter = msgspec.structs.replace(example, exchanges=fewer)
            assert not fewer or judge_example(bundle, requirement, shorter).outcome is not outcome
        text = (folder / outcome.value / file).read_text(encoding="utf-8")
        assert "/incident-transfer/v1/incidents" not in text.replace("Location: /incident-transfer/v1", "")


def test_a_run_that_comes_out_otherwise_is_said_and_nothing_is_written(bundle: Bundle) -> None:
    (requirement,) = recordable(bundle, "receiver", ("IT-002",))
    (line,) = violating(bundle, MOCK, requirement, DEFECT)
    assert line.startswith(f"IT-002: violates/{DEFECT}.json: the run came out conforms (shown ")
    assert not (bundle.folder / "examples" / "IT-002").exists()


def test_an_example_that_shows_nothing_by_itself_is_said_and_not_kept(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    (requirement,) = recordable(bundle, "receiver", ("IT-002",))
    real = module.judge_example

    def unsure(*args: object) -> object:
        finding = real(*args)  # type: ignore[arg-type]
        return msgspec.structs.replace(finding, outcome=Outcome.INCONCLUSIVE, because=Because(code="nothing-seen"))

    monkeypatch.setattr(module, "judge_example", unsure)
    (line,) = conforming(bundle, MOCK, [requirement], ("IT-002",))
    assert "the run came out so, and the example by itself does not" in line
    assert list(Path(bundle.folder / "examples" / "IT-002" / "conforms").iterdir()) == []
