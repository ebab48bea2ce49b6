"""Refusals are problem details with the status that they are sent with."""

from __future__ import annotations

import orjson
import pytest

from harness.partner.problem import Wrong, problem, title_of


@pytest.mark.parametrize(
    "status, title",
    [(404, "Not Found"), (413, "Content Too Large"), (422, "Unprocessable Content"), (599, "Error")],
)
def test_titles(status: int, title: str) -> None:
    assert title_of(status) == title


def test_a_problem_says_its_status_twice() -> None:
    reply = problem(404, "No.", headers=(("Allow", "GET"),))
    assert reply.status == orjson.loads(reply.body)["status"] == 404
    assert reply.headers == (("Content-Type", "application/problem+json"), ("Allow", "GET"))
    assert "errors" not in orjson.loads(reply.body)


def test_what_is_wrong_is_placed_in_the_body_or_in_a_parameter() -> None:
    reply = problem(422, "No.", errors=[Wrong("is required", "/a"), Wrong("is odd", parameter="b")])
    assert orjson.loads(reply.body)["errors"] == [
        {"pointer": "/a", "detail": "is required"},
        {"parameter": "b", "detail": "is odd"},
    ]
