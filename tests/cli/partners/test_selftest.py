"""The two reference products talk through the relay, and what the verb says of it is what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cli.conftest import Said

import harness.cli.partners.selftest as selftest

Call = Callable[..., Said]
ACT = selftest._act


def test_the_self_test_ends_well_where_neither_is_blamed_and_both_are_shown(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("relay", "--self-test", "--out", str(tmp_path), "--json")
    assert said.code == 0, said.err
    value = json.loads(said.out)
    assert [part["role"] for part in value["verdicts"]] == ["sender", "receiver"]
    assert all(part["counts"]["violates"] == 0 and part["counts"]["conforms"] for part in value["verdicts"])
    assert value["verdict"] == "inconclusive"
    shown = [part["counts"]["conforms"] for part in value["verdicts"]]
    assert f"passed: {shown[0]} requirements of the sender and {shown[1]} requirements of the receiver" in said.err
    assert "Exit 0 says that the relay works." in said.err
    assert [part["product"]["name"] for part in value["verdicts"]] == ["Sending control room", "Receiving control room"]


def test_a_self_test_that_shows_nothing_or_blames_somebody_fails_in_words(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "LONGEST", 4.0)
    for what, act, words in (
        ("nothing", lambda *_: None, "sender: nothing is shown to conform"),
        ("little", _one_only, "sender is not shown what it did: IT-1"),
    ):
        monkeypatch.setattr(selftest, "_act", act)
        said = hallmark("relay", "--self-test", "--out", str(tmp_path / what))
        assert said.code == 4, said.err
        assert words in said.err
        assert "the self-test failed: exit 4" in said.err


def test_a_defect_of_either_is_blamed_and_is_no_success(tmp_path: Path) -> None:
    judgement = selftest.talked(tmp_path / "run", calling=("wrong-media-type",), serving=("no-location-header",))
    wrong = list(selftest.shortcomings(judgement))
    assert "sender is blamed, though it is perfect: IT-141" in wrong
    assert "receiver is blamed, though it is perfect: IT-044" in wrong


def _one_only(sender: Any, receiver: Any, side: Any) -> None:
    """Make the sender do the first thing alone that it can do."""
    first = next(iter(sender.terms.stimuli))
    terms = SimpleNamespace(stimuli=(first,))
    ACT(SimpleNamespace(terms=terms, url=sender.url), receiver, side)
