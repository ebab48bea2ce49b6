"""A sender is data, and each of its defects changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MockError
from harness.partner.sender.terms import Policy, list_sender_defects, sender, senders

NAME = "reference-sender"


def test_the_perfect_one_has_no_vice() -> None:
    assert NAME in senders()
    assert sender(NAME).policy == Policy()


@pytest.mark.parametrize("defect", list_sender_defects(NAME), ids=lambda one: one.name)
def test_each_defect_changes_something(defect: object) -> None:
    assert sender(NAME, [defect.name]) != sender(NAME)  # type: ignore[attr-defined]


def test_names_are_given_once() -> None:
    names = [one.name for one in list_sender_defects(NAME)]
    assert len(set(names)) == len(names)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MockError, match="no sender"):
        sender("nobody")
    with pytest.raises(MockError, match="no defect 'x'"):
        sender(NAME, ["x"])
    (tmp_path / "sender.yaml").write_text(
        "{name: n, title: t, says: s, profile: p, role: r, messages: {}, stimuli: {}}", encoding="utf-8"
    )
    (tmp_path / "defects.yaml").write_text(
        "defects:\n - {name: a, says: s, kills: [X], change: [{at: /messages/none/path, to: x}]}\n"
        " - {name: b, says: s, kills: [X], change: [{at: /policy, to: {retries: many}}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(MockError, match="not there"):
        sender(str(tmp_path), ["a"])
    with pytest.raises(MockError, match="does not hold together"):
        sender(str(tmp_path), ["b"])
    assert list_sender_defects(str(tmp_path))[0].name == "a"


def test_several_defects_of_one_policy_are_all_there() -> None:
    policy = sender("reference-sender", ["renames-repeats", "comes-back-at-once"]).policy
    assert (policy.keeps_name, policy.heeds_retry_after, policy.in_order) == (False, False, True)
