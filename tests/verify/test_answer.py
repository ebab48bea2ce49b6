"""The worst step decides, and nothing checked confirms nothing."""

from __future__ import annotations

from harness.verify.answer import EXIT, Answer, Checked, Step, worst


def test_the_worst_decides() -> None:
    assert worst([Answer.CONFIRMED, Answer.NOT_ACCEPTED]) is Answer.NOT_ACCEPTED
    assert worst([Answer.NOT_ACCEPTED, Answer.REFUTED, Answer.CONFIRMED]) is Answer.REFUTED
    assert worst([]) is Answer.REFUTED


def test_no_step_confirms_nothing() -> None:
    assert Checked(steps=()).answer is Answer.REFUTED
    assert Checked(steps=(Step(number=1, name="archive", answer=Answer.CONFIRMED),)).answer is Answer.CONFIRMED


def test_each_answer_has_an_exit_code() -> None:
    assert EXIT == {Answer.CONFIRMED: 0, Answer.REFUTED: 1, Answer.NOT_ACCEPTED: 2, Answer.PART: 2}
