"""Every code that a rule or the judge can give has a sentence, and no sentence stands for a code that nobody gives."""

from __future__ import annotations

import ast
import inspect
import re
import string
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sample_report import WORKFLOWS

import harness
from harness.evidence import ExchangeId, Partial, Silence
from harness.render.prose import REFINED, SENTENCES, WHY, because_of, cause_sentence, refined, sentence, stopped
from harness.verdict import Because, Cause, Decision

PACKAGE = Path(harness.__file__).parent
GIVING = ("broke", "unsure")
"""Functions whose second argument is a code."""


def sources() -> Iterator[Path]:
    """Yield the files that give reasons: the judge, its rules and what walks the workflows."""
    for name in ("rules", "variety", "breaches", "tally", "duty", "summary", "duty", "adjudicate", "walks"):
        place = PACKAGE / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def texts(node: ast.AST) -> set[str]:
    """Return every text constant that an expression may come to."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def codes(source: str) -> set[str]:
    """Return the codes of a source: by broke(), unsure(), Because(code=), StepResult(how=) or `code =`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "code" for t in node.targets):
            found |= texts(node.value)
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in (*GIVING, "_refused", "_because") and len(node.args) > 1:
            found |= texts(node.args[1])
        if name in ("Because", "StepResult", "replace"):
            found |= {t for k in node.keywords if k.arg in ("code", "how") for t in texts(k.value)}
        if name == "Gap" and node.args:
            found |= texts(node.args[0])
    return found


GIVEN = set().union(*(codes(path.read_text(encoding="utf-8")) for path in sources())) - {"held"}


def test_the_codes_are_found() -> None:
    assert {"schema", "lost", "changed", "accepted-wrong-request", "stale-write-accepted"} <= GIVEN
    assert {"nothing-seen", "no-call", "blocked", "condition-false", "no-footer", "not-tested"} <= GIVEN
    assert codes('base.broke(x, "a" if y else "b"); Because(code="c"); code = "d"; walk(how="e")') == {*"abcd"}


def test_every_code_has_a_sentence() -> None:
    assert sorted((GIVEN | {d.value for d in Decision}) - SENTENCES.keys()) == []


def test_no_sentence_is_for_nobody() -> None:
    assert sorted(SENTENCES.keys() - GIVEN - {d.value for d in Decision} - REFINED) == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_whole_without_any_parameter(code: str) -> None:
    text = sentence(Because(code=code))
    assert text[0].isupper() or text[0] == "?" or text.startswith("the whole")
    assert text.endswith(".")
    assert "{" not in text
    assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(SENTENCES[code]))


@pytest.mark.parametrize(
    "code, params, expected",
    [
        ("shown", {"cases": 1}, "Shown by 1 case."),
        ("shown", {"cases": 2}, "Shown by 2 cases."),
        ("no-answer", {"why": "timeout"}, "no whole answer (nothing came in time), so this"),
        ("no-answer", {}, "no whole answer, so this could not be told."),
        (
            "allow-incomplete",
            {"path": "/a", "missing": ["GET", "PUT"]},
            "does not name in Allow what the path takes: GET, PUT.",
        ),
        ("schema", {"pointer": "", "rule": "type"}, ": the whole content breaks the rule “type”."),
        ("violates", {"violates": 1}, "1 requirement that decides is not met."),
        ("violates", {"violates": 3}, "3 requirements that decide are not met."),
        ("total-differs", {"total": 0, "got": 2}, "The list says that it holds 0, but 2 came."),
    ],
)
def test_parameters_are_filled_in(code: str, params: dict[str, object], expected: str) -> None:
    assert expected in sentence(Because(code=code, params=params))


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert sentence(Because(code="new-code", params={"a": 1})) == "new-code {'a': 1}"
    assert sentence(Because(code="new-code")) == "new-code"


def test_a_parameter_is_text_and_never_a_form() -> None:
    assert sentence(Because(code="media-type", params={"got": "{status.__class__}", "status": 200})) == (
        "Content came as {status.__class__}, which is not documented for status 200."
    )


def test_what_is_no_json_is_said_to_be_none() -> None:
    because = Because(code="schema", params={"pointer": "", "rule": "not_json", "status": 200})
    assert sentence(because) == "A reply that should be JSON cannot be read as JSON without doubt (the whole content)."
    other = Because(code="schema", params={"pointer": "/a", "rule": "type", "status": 200})
    assert refined(other, {}) is other


def test_a_failed_step_says_what_was_asked_for() -> None:
    params = {"workflow": "closed", "step": "again", "status": 201}
    status = Because(code="step-failed", params={**params, "criterion": 0})
    assert sentence(status, WORKFLOWS) == "The product answered 201 where 409 or 422 is asked for (step “again”)."
    content = Because(code="step-failed", params={**params, "criterion": 1})
    assert "$response.body#/title == 'kept'" in sentence(content, WORKFLOWS)
    assert sentence(status) == "At the step “again” the product's answer (201) was not the one that is asked for."
    assert refined(status, {}) is status


def test_a_step_that_says_what_it_asks_for_is_told_in_its_own_words() -> None:
    closed = WORKFLOWS["closed"]
    steps = tuple(msgspec.structs.replace(step, description="Its title is kept as it was.") for step in closed.steps)
    workflows = {"closed": msgspec.structs.replace(closed, steps=steps)}
    params = {"workflow": "closed", "step": "again", "status": 200, "criterion": 1}
    assert sentence(Because(code="step-failed", params=params), workflows) == (
        "The product's answer 200 does not hold what is asked for at the step “again”: Its title is kept as it was."
    )
    of_status = Because(code="step-failed", params={**params, "status": 201, "criterion": 0})
    assert "409 or 422 is asked for" in sentence(of_status, workflows)


def test_a_shared_cause_is_named_by_what_is_common() -> None:
    because = Because(code="not-a-refusal", params={"status": 500})
    cause = Cause(
        id="server-error/addNote", because=because, requirements=("A",), operations=(), example=ExchangeId("p", 0)
    )
    assert cause_sentence(cause) == "The product failed with 500."
    page = Cause(
        id="html-instead-of-api/x", because=because, requirements=(), operations=(), example=ExchangeId("p", 0)
    )
    assert "web page" in cause_sentence(page)
    gone = msgspec.structs.replace(page, id="not-there/getNote")
    assert cause_sentence(gone) == "The operation getNote is not there: whatever is asked of it is answered so."
    assert "base URL may be wrong" in cause_sentence(msgspec.structs.replace(page, id="not-there/*"))
    other = Cause(id="refusal/x", because=because, requirements=(), operations=(), example=ExchangeId("p", 0))
    assert cause_sentence(other) == sentence(because)


@pytest.mark.parametrize(
    "why, part",
    [
        ("finished", "went to its end"),
        ("limit: max_requests 5", "limit of the run file (max_requests 5)"),
        ("breaker: something in between (20 times)", "answered in its place"),
        ("preflight: credentials refused", "configuration"),
        ("interrupted", "interrupted"),
        ("fault: KeyError in run", "fault of Hallmark"),
        ("something new", "something new"),
    ],
)
def test_how_a_run_ended_is_said_in_words(why: str, part: str) -> None:
    assert part in stopped(why)


def test_why_nothing_came_is_said_in_words() -> None:
    told = {word for kind in (Silence, Partial) for word in re.findall(r"`(\w+)`", described(kind))}
    assert len(told) > 10
    assert told == WHY.keys()


def described(kind: type) -> str:
    """Return what stands under the field `why` of a reply's type."""
    source = inspect.getsource(kind)
    return source[source.index("why: str") :].partition('"""')[2].partition('"""')[0]


def test_an_address_that_may_not_be_called_is_said_with_where_it_is_allowed() -> None:
    said = because_of("callback:product.example.org")
    assert said.startswith("the product takes events at product.example.org, which partners.allow_callbacks_to")
