"""Acts run in their order, until one answers."""

from __future__ import annotations

import pytest
from partner_acts import a_call, run, status

from harness.errors import MockError


def test_the_first_answer_ends_the_call() -> None:
    call = a_call()
    reply = run(
        call,
        {"act": "keep", "as": "a", "value": 1},
        {"act": "reply", "when": "$found.a == 2", "status": 299},
        {"act": "reply", "when": "$found.a == 1", "status": 204},
        {"act": "keep", "as": "a", "value": 3},
    )
    assert (status(reply), call.found["a"]) == (204, 1)


def test_acts_that_do_not_answer_leave_the_call_open() -> None:
    assert run(a_call(), {"act": "keep", "as": "a", "value": 1}) is None


@pytest.mark.parametrize("what", ["$nobody.knows", "$found.a ==", "==", "$request.nonsense"])
def test_an_expression_that_cannot_be_read_names_its_act(what: str) -> None:
    with pytest.raises(MockError) as caught:
        run(a_call(), {"id": "odd", "act": "reply", "when": what})
    assert caught.value.where == "odd"
