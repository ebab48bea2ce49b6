"""What was asked for and what came are told apart by the reason and the bytes, and nothing else."""

from __future__ import annotations

import pytest
from sample_report import WORKFLOWS, exchange

from harness.evidence import Response, Silence
from harness.render.difference import ASKED, CAME, difference
from harness.render.prose import SENTENCES
from harness.verdict import Because


def answered(body: bytes, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(status=status, head=f"HTTP/1.1 {status} Fine\r\nContent-Type: application/json".encode(), body=body)


@pytest.mark.parametrize(
    "code, params, asked, came",
    [
        ("undocumented-status", {"status": 200}, "a status that is documented for the operation", "200 Fine"),
        ("schema", {"pointer": "/n", "rule": "type"}, "/n that keeps the rule “type”", "/n is [1,2]"),
        (
            "schema",
            {"pointer": "", "rule": "type"},
            "the whole content that keeps the rule “type”",
            'the whole is {"n":[1,2]}',
        ),
        ("schema", {"pointer": "/m", "rule": "required"}, "/m that keeps the rule “required”", "/m is missing"),
        (
            "media-type",
            {"got": "text/plain", "status": 200},
            "a media type that is documented for status 200",
            "text/plain",
        ),
        ("page-too-long", {"limit": 5, "got": 7}, "at most 5", "7"),
        ("allow-incomplete", {"missing": ["GET", "PUT"]}, "Allow with GET, PUT", "200 Fine"),
        ("too-slow", {"ms": 2300, "limit_ms": 2000}, "2000 ms", "2300 ms"),
    ],
)
def test_both_sides(code: str, params: dict[str, object], asked: str, came: str) -> None:
    found = difference(Because(code=code, params=params), exchange(reply=answered(b'{"n": [1, 2]}')), {})
    assert found is not None
    assert (found.asked, found.came) == (asked, came)


def test_a_failed_step_says_what_its_criterion_asks() -> None:
    params = {"workflow": "closed", "step": "again", "criterion": 0, "status": 201}
    found = difference(Because(code="step-failed", params=params), exchange(), WORKFLOWS)
    assert found is not None
    assert (found.asked, found.came) == ("409 or 422", "201 Created")
    found = difference(Because(code="step-failed", params={**params, "criterion": 1}), exchange(), WORKFLOWS)
    assert found is not None
    assert (found.asked, found.came) == ("$response.body#/title == 'kept'", '/title is "other"')


@pytest.mark.parametrize("place", ["", "/items/0"])
def test_what_was_written_stands_beside_what_was_read(place: str) -> None:
    write = exchange(0, body=b'{"title": "one"}')
    body = b'{"items": [{"title": "two"}], "title": "two"}'
    because = Because(code="changed", params={"pointer": f"{place}/title"})
    found = difference(because, exchange(1, reply=answered(body)), {}, write)
    assert found is not None
    assert (found.asked, found.came) == ('"one"', '"two"')


def test_nothing_is_made_up_where_there_are_no_two_sides() -> None:
    assert difference(Because(code="entry-gone"), exchange(), {}) is None
    assert difference(Because(code="changed", params={"pointer": "/title"}), exchange(), {}) is None
    assert difference(Because(code="unheard-of"), exchange(), {}) is None


@pytest.mark.parametrize("reply", [Silence(why="timeout"), answered(b"{"), answered(b"\xff")])
def test_what_cannot_be_read_is_said_to_be_no_json(reply: Response | Silence) -> None:
    found = difference(Because(code="schema", params={"pointer": "/n", "rule": "type"}), exchange(reply=reply), {})
    assert found is not None
    assert found.came == "/n is not JSON"


def test_a_value_of_the_product_cannot_write_to_the_terminal() -> None:
    body = b'{"n": "\\u001b[2Jgone\\n' + b"x" * 1000 + b'"}'
    found = difference(
        Because(code="schema", params={"pointer": "/n", "rule": "type"}), exchange(reply=answered(body)), {}
    )
    assert found is not None
    assert found.came.isprintable()
    assert len(found.came) < 250


def test_every_code_of_the_tables_is_one_that_has_a_sentence() -> None:
    assert set(ASKED) <= set(SENTENCES)
    assert set(CAME) <= set(ASKED)
