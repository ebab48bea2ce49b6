"""The verb records every requirement both ways, and says which did not come out as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from cli.conftest import Said

import harness.cli.partners.recording as recording
import harness.cli.partners.sender_recording as sender_recording
from harness.loading import Bundle
from harness.profile import Requirement

Call = Callable[..., Said]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Stand in for the runs: keep what was asked for."""
    asked: list[tuple[str, str]] = []

    def conforming(bundle: Bundle, mock: str, wanted: Iterable[Requirement], only: tuple[str, ...]) -> list[str]:
        asked.extend((r.id, "perfect") for r in wanted)
        return []

    def violating(bundle: Bundle, mock: str, requirement: Requirement, defect: str) -> list[str]:
        asked.append((requirement.id, defect))
        return [f"{requirement.id}: it did not"] if requirement.id == "IT-012" else []

    def sending(bundle: Bundle, name: str, wanted: list[Requirement]) -> list[str]:
        asked.extend((r.id, name) for r in wanted)
        return []

    monkeypatch.setattr(recording, "conforming", conforming)
    monkeypatch.setattr(sender_recording, "sender_examples", sending)
    monkeypatch.setattr(recording, "violating", violating)
    return asked


def test_each_is_recorded_perfect_and_with_its_killer(recorded: list[tuple[str, str]], hallmark: Call) -> None:
    said = hallmark("examples", "incident-transfer", "--only", "IT-011")
    assert (said.code, said.out) == (0, "")
    assert recorded == [("IT-011", "perfect"), ("IT-011", "updates-after-closure")]
    assert "requirements recorded: 1; examples that are not as they should be: 0" in said.err


def test_what_did_not_come_out_is_said(recorded: list[tuple[str, str]], hallmark: Call) -> None:
    said = hallmark("examples", "incident-transfer", "--only", "IT-011", "--only", "IT-012")
    assert (said.code, said.out) == (2, "IT-012: it did not\n")


def test_without_only_all_are_recorded(recorded: list[tuple[str, str]], hallmark: Call) -> None:
    hallmark("examples", "incident-transfer")
    assert len({requirement for requirement, _ in recorded}) > 100
    assert ("IT-038", "reference-sender") in recorded


def test_what_is_asked_of_a_sender_is_recorded_from_one(recorded: list[tuple[str, str]], hallmark: Call) -> None:
    assert hallmark("examples", "incident-transfer", "--only", "IT-038").code == 0
    assert recorded == [("IT-038", "reference-sender")]


def test_a_profile_without_a_partner_is_said(hallmark: Call, tiny: object) -> None:
    said = hallmark("examples", str(tiny))
    assert said.code == 3
    assert "no partner plays a role of notes@1.0" in said.err
