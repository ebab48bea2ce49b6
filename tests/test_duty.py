"""A rule at work is ours: what it raises is a fault, and what it cannot be given is the profile's mistake."""

from __future__ import annotations

from typing import Any

import pytest
from building import judge_all, numbered, requirement
from rules.cases import read

from harness.errors import ProfileError
from harness.profile import RuleCall
from harness.reading import Reading
from harness.rules import RULES, base
from harness.rules.base import RuleKind
from harness.verdict import Outcome


class Crashing(base.Single):
    def __init__(self, params: Any, world: base.World) -> None:
        super().__init__()

    def look(self, x: Reading) -> base.Sign | None:
        raise KeyError("ours")


class CrashingLate(base.Following):
    operations = None

    def __init__(self, params: Any, world: base.World) -> None:
        """Follow everything."""

    def select(self, x: Reading) -> str:
        return "key"

    def step(self, state: Any, x: Reading) -> Any:
        return True, ()

    def conclude(self, key: Any, state: Any) -> Any:
        raise ZeroDivisionError


@pytest.mark.parametrize("watch, error", [(Crashing, "KeyError"), (CrashingLate, "ZeroDivisionError")])
def test_a_rule_that_crashes_is_our_fault_and_blocks_its_class(
    watch: Any, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "crash/1", RuleKind("crash/1", base.Params, watch))
    sound = requirement("status/1", id="N-01")
    verdict = judge_all([sound, requirement("crash/1", id="N-02")], numbered([read(), read()]))
    outcomes = {f.requirement: f.outcome.value for f in verdict.findings}
    assert outcomes == {"N-01": "conforms", "N-02": "fault"}
    assert verdict.findings[1].because.params == {"error": error}
    assert verdict.verdict.value == "inconclusive"
    crashing = requirement(id="N-03", applies=RuleCall(rule="crash/1"))
    assert judge_all([crashing], [read()]).findings[0].outcome is Outcome.FAULT


@pytest.mark.parametrize(
    "with_, message",
    [
        ({"rule": "nonsense/1"}, "unknown rule 'nonsense/1'"),
        ({"rule": "shema/1"}, "unknown rule 'shema/1'\n.*Did you mean 'schema/1'"),
        ({"rule": "schema/1", "with_": {"no": 1}}, "parameters of schema/1: .*unknown field `no`"),
        ({"rule": "header/1"}, "missing required field `header`"),
        ({"rule": "schema/1", "with_": {"operations": ["readNote"]}}, "operations names 'readNote'"),
        ({"rule": "append-only/1", "with_": {"append": "x", "list": "y", "id": "/a"}}, "append names 'x'"),
        ({"rule": "acceptance/1", "with_": {"when": [{"is": "odd"}]}}, "unknown condition 'odd'"),
    ],
)
def test_a_rule_that_cannot_be_put_to_work_is_the_profile_s_mistake(with_: dict[str, Any], message: str) -> None:
    with pytest.raises(ProfileError, match=message) as caught:
        judge_all([requirement(rule=RuleCall(**with_))], [read()])
    assert caught.value.where.endswith(" N-99")
