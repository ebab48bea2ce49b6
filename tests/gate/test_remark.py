"""A remark has its weight, and everything that stops comes before what is only said."""

from __future__ import annotations

from histories import HISTORIES, TODAY

from harness.gate.remark import Remark, Weight
from harness.gate.standing import stand


def test_weights_go_from_heavy_to_light() -> None:
    assert [weight.value for weight in Weight] == ["stops", "leaves open", "ours", "is said"]
    one = HISTORIES["class unclaimed"]
    remarks = stand(one.after, one.before, one.policy, TODAY).remarks
    order = [list(Weight).index(remark.weight) for remark in remarks]
    assert order == sorted(order)
    assert len(set(order)) > 1


def test_a_remark_can_be_about_the_run_alone() -> None:
    assert Remark(weight=Weight.SAY, code="first-run").subject == ""
