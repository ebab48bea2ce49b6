"""The file of tests fails against the product with its defects, passes against one without, and holds hostile text."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from content.campaign import campaign
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_hostile import TEXTS, hostile
from sample_report import exchange, exchange_id, findings, report, violated

from harness.cli.terminal.showing import report_of
from harness.evidence import Request
from harness.judgement import Judgement
from harness.partner.host import running
from harness.render.pytest import MOST, render
from harness.verdict import Cites, Violation

MOCK = "reference-records"
DEFECTS = {
    "version-as-text": "B03",
    "no-allow": "B15",
    "malformed-is-422": "B29",
    "ignores-if-match": "B25",
    "forgets-put": "B59",
    "says-latin-1": "B71",
}
"""Of several kinds: schema, header, malformed content, a refusal, what was written before, character set."""
LETTERS = "{}\\'\"\n\r\x00\t#%$\u2028\x85\x0c\u202e\ud800é🚒a1 N"
CALLED = frozenset(
    {
        "send",
        "done",
        "credential",
        "quote",
        "located",
        "value",
        "is_one_of",
        "repr",
        "places",
        "content",
        "all",
        "any",
        "keeps",
    }
    | {"keeps", "alike", "media_type", "plain", "set", "sorted"}
)
"""All that a test may call by its name."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file about a product with all of the defects."""
    file = tmp_path_factory.mktemp("findings") / "test_findings.py"

    def see(judgement: Judgement) -> None:
        file.write_bytes(render(report_of(judgement)))

    campaign(DEFECTS, tuple(sorted(set(DEFECTS.values()))), mock=MOCK, see=see)
    return file


def outcomes(file: Path, defects: tuple[str, ...]) -> dict[str, str]:
    """Run the file by pytest against a new partner; return the outcome of each test by its name."""
    with running(MOCK, defects) as partner:
        form = {"grant_type": "client_credentials", "client_id": "own-agency", "client_secret": partner.secret}
        token = requests.post(partner.token_url, data=form, timeout=10).json()["access_token"]
        env = {**os.environ, "HALLMARK_BASE_URL": partner.url, "OWN_AGENCY_TOKEN": token}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-rA",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hallmark",
            file.name,
        ]
        ran = subprocess.run(command, cwd=file.parent, env=env, capture_output=True, text=True, check=False)
    lines = [line.split(" ") for line in ran.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))]
    found = {line[1].rpartition("::")[2]: line[0] for line in lines}
    assert found, ran.stdout + ran.stderr
    return found


def test_each_finding_fails_against_the_defects(written: Path) -> None:
    found = outcomes(written, tuple(DEFECTS))
    assert {name for name, outcome in found.items() if outcome != "FAILED"} == set()
    assert {name.split("_")[1] for name in found} == set(DEFECTS.values())


def test_each_passes_against_the_perfect_one(written: Path) -> None:
    found = outcomes(written, ())
    assert {name for name, outcome in found.items() if outcome != "PASSED"} == set()


def functions(data: bytes) -> list[ast.FunctionDef]:
    """Return the tests of a file; what else is in it must be what is in every file."""
    tree = ast.parse(data)
    empty = ast.parse(render(report(())))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    rest = [ast.dump(node) for node in tree.body if node not in found and not isinstance(node, ast.Assign)]
    assert rest == [ast.dump(node) for node in empty.body if not isinstance(node, ast.Assign)]
    for function in found:
        assert all(isinstance(node, ast.Assign | ast.Assert | ast.Expr) for node in function.body)
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        assert {node.func.id for node in calls if isinstance(node.func, ast.Name)} <= CALLED
    return found


def request_of(function: ast.FunctionDef) -> tuple[str, dict[str, str | bytes], bytes]:
    """Return target, fields and content of the last request, where they are literals."""
    call = [
        node for node in ast.walk(function) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "send"
    ]
    _, _, target, fields, *body = call[-1].args
    assert isinstance(fields, ast.Dict)
    plain = {
        ast.literal_eval(key): ast.literal_eval(field)
        for key, field in zip(fields.keys, fields.values, strict=True)
        if key is not None and isinstance(field, ast.Constant)
    }
    return ast.literal_eval(target), plain, ast.literal_eval(body[0]) if body else b""


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=200) | st.text(LETTERS, min_size=1).map(lambda t: t.encode("utf-8", "replace")))
def test_any_content_stands_there_octet_for_octet(body: bytes) -> None:
    told = report((violated("N-002", "server-error", {"status": 500}),), (exchange(1, body=body),))
    (function,) = functions(render(told))
    assert request_of(function)[2] == body


@settings(max_examples=60)
@given(st.text(LETTERS, max_size=30), st.text(LETTERS, max_size=30), st.text(LETTERS, max_size=30))
def test_no_text_breaks_out_of_its_literal(place: str, words: str, field: str) -> None:
    head = f"POST /notes/v1/{place} HTTP/1.1\r\nX-Text: {field}\r\nX{field}: 1".encode("utf-8", "replace")
    pointer = "/" + words.replace("~", "").replace("/", "")
    found = (
        violated("N-002", "schema", {"pointer": pointer, "rule": "required", "status": 201}, cause=f"schema/{words}"),
        violated("N-003", "header", {"header": words, "rule": "type"}),
        violated("N-004", "field-not-named", {"member": words}),
        violated("N-005", "allow-incomplete", {"missing": [words, place]}),
        violated("N-001", "media-type", {"got": words, "status": 201}),
    )
    sent = Request(method="POST", target=f"/notes/v1/{place}", head=head, body=words.encode("utf-8", "replace"))
    functions(render(report(found, (exchange(1, request=sent),))))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_reports_are_files_of_python(text: str) -> None:
    functions(render(hostile(text)))


def test_a_path_with_braces_is_sent_as_it_is() -> None:
    told = report(
        (violated("N-002", "server-error", {"status": 500}),), (exchange(1, target="/notes/v1/{a}[b]'?c={d}"),)
    )
    (function,) = functions(render(told))
    assert request_of(function)[0] == "/{a}[b]'?c={d}"


def test_the_credential_is_taken_from_the_environment() -> None:
    data = render(report((violated("N-002", "server-error", {"status": 500}),)))
    assert b"'Authorization': 'Bearer ' + credential('OWN_AGENCY_TOKEN')" in data
    assert b"****" not in data


def test_a_missing_credential_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, Any] = {"__name__": "findings"}
    exec(compile(render(report(())), "findings", "exec"), found)  # noqa: S102
    monkeypatch.delenv("IN_QUERY_ACCESS_TOKEN", raising=False)
    with pytest.raises(pytest.fail.Exception, match="Set the environment variable IN_QUERY_ACCESS_TOKEN"):
        found["credential"]("IN_QUERY_ACCESS_TOKEN")
    monkeypatch.setenv("IN_QUERY_ACCESS_TOKEN", "t0ken")
    assert found["credential"]("IN_QUERY_ACCESS_TOKEN") == "t0ken"


def test_what_cannot_be_repeated_is_named_at_the_head() -> None:
    found = (
        violated("N-002", "too-slow", {"percentile": 95}),
        violated("N-003", "server-error", {"status": 500}, ordinal=7),
    )
    data = render(report(found))
    assert functions(data) == []
    assert b"#   N-002 addNote [workflow:closed#1]: what is wrong does not show in the reply to one request" in data
    assert b"#   N-003 addNote [workflow:closed#7]: it is about no request that is at hand" in data


def test_what_finds_no_room_is_named_at_the_head() -> None:
    (one,) = violated("N-002", "server-error", {"status": 500}).violations
    many = msgspec.structs.replace(violated("N-002", "server-error", {"status": 500}), violations=(one,) * (MOST + 2))
    data = render(report((many,)))
    assert len(functions(data)) == MOST
    assert len({function.name for function in functions(data)}) == MOST
    assert data.count(f"the file holds {MOST} tests already".encode()) == 2


def test_without_findings_there_is_no_test() -> None:
    assert functions(render(report(()))) == []


def test_what_came_before_is_sent_before() -> None:
    made = exchange(0)
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    broken = Violation(
        cause="lost/getNote", operation="getNote", because=violated("N-002", "lost", {"pointer": "/title"}).because,
        minimal=exchange_id(1), cites=Cites(first=(exchange_id(1),), count=1, digest="d"), beside=(exchange_id(0),),
    )  # fmt: skip
    finding = msgspec.structs.replace(findings()[1], violations=(broken,))
    data = render(report((finding,), (made, read)))
    (function,) = functions(data)
    assert ast.unparse(function.body[0]).startswith("step_1 = done(send('POST', BASE, '/notes',")
    assert "'/notes/' + quote(value(step_1, 'id'), safe='')" in ast.unparse(function.body[1])
    assert "alike(one, 'one')" in ast.unparse(function.body[-1])
