"""What a reason rests on is found: fields, places, the status, and what the criterion of a step speaks of."""

from __future__ import annotations

from typing import Any

import pytest
from sample_report import WORKFLOWS

from harness.render.deciding import NOTHING, Deciding, criterion_of, deciding
from harness.verdict import Because


def of(code: str, **params: Any) -> Deciding:
    return deciding(Because(code=code, params=params), WORKFLOWS)


@pytest.mark.parametrize(
    "code, params, expected",
    [
        ("schema", {"pointer": "/a/0"}, Deciding(pointers=("/a/0",))),
        ("schema", {"pointer": ""}, Deciding(pointers=("",))),
        ("header", {"header": "ETag"}, Deciding(headers=frozenset({"etag"}))),
        ("media-type", {"got": "text/html"}, Deciding(headers=frozenset({"content-type"}))),
        ("server-error", {"status": 500}, Deciding(status=True)),
        ("leak", {"what": "path", "offset": 7}, Deciding(status=True, offset=7)),
        ("problem-status", {"got": 500}, Deciding(status=True, pointers=("/status",))),
        ("credential-accepted", {"status": 200}, Deciding(status=True, request_headers=frozenset({"authorization"}))),
        ("method-not-refused", {"method": "PUT"}, Deciding(status=True, request_line=True)),
        ("never-heard-of", {}, Deciding(status=True)),
    ],
)
def test_the_reason_names_the_part(code: str, params: dict[str, Any], expected: Deciding) -> None:
    assert of(code, **params) == expected


def test_a_failed_step_is_marked_by_its_criterion() -> None:
    assert of("step-failed", workflow="closed", step="again", criterion=0) == Deciding(status=True)
    assert of("step-failed", workflow="closed", step="again", criterion=1) == Deciding(pointers=("/title",))


@pytest.mark.parametrize(
    "params",
    [
        {"workflow": "gone", "step": "again", "criterion": 0},
        {"workflow": "closed", "step": "gone", "criterion": 0},
        {"workflow": "closed", "step": "again", "criterion": 9},
        {"workflow": "closed", "step": "again", "criterion": -1},
        {},
    ],
)
def test_an_unknown_criterion_is_none(params: dict[str, Any]) -> None:
    assert criterion_of(Because(code="step-failed", params=params), WORKFLOWS) is None


def test_nothing_marks_nothing() -> None:
    assert Deciding() == NOTHING
    assert not NOTHING.status
