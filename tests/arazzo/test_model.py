"""The model is frozen, and finds its steps."""

import pytest

from harness.arazzo.model import OWN, Step, Workflow


def test_a_step_is_found_by_its_name() -> None:
    step = Step(id="a", operation="op")
    workflow = Workflow(id="w", steps=(step,))
    assert workflow.step("a") is step
    with pytest.raises(KeyError):
        workflow.step("b")


def test_it_is_frozen_and_names_the_products_own_credential() -> None:
    step = Step(id="a", operation="op")
    assert step.identity == OWN
    with pytest.raises(AttributeError):
        step.id = "b"  # type: ignore[misc]
