"""`leak/1`: insides are told from what the request itself said."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import PROBLEM, new, read

from harness.rules.security.leak import FOLDERS, SIGNATURES

RULE = "leak/1"
LEAKS = {
    "stack-trace": [
        "Traceback (most recent call last):",
        'File "app.py", line 3, in f',
        "boom\n\tat com.example.Notes.read(Notes.java:42)",
        "System.NullReferenceException: nothing here",
        "java.lang.IllegalStateException",
        "goroutine 17 [running]:",
        "panic: runtime error",
    ],
    "sql": [
        "SQLSTATE[42P01]",
        "ORA-00942: table or view does not exist",
        'syntax error at or near "WHERE"',
        "SELECT id, name FROM notes",
        "sqlite3.OperationalError",
        "psycopg2.errors",
    ],
    "path": [f"/{FOLDERS[1].decode()}/lib/notes/main.py", "/srv/notes/app.rb:7", "C:\\inetpub\\notes\\web.config"],
}


@pytest.mark.parametrize("what, text", [(what, text) for what, texts in LEAKS.items() for text in texts])
@pytest.mark.parametrize("as_json", [True, False])
def test_insides_are_found_in_json_and_in_plain_text(what: str, text: str, as_json: bool) -> None:
    got = PROBLEM | {"detail": text} if as_json else text.encode()
    finding = judge(RULE, {}, read(status=400, got=got))
    assert gist(finding) == "violates: leak"
    assert finding.violations[0].because.params["what"] == what


@pytest.mark.parametrize(
    "text",
    [
        "The note was not found at this address.",
        "See https://docs.example.org/errors/404.html",
        "text is required",
        "Select a note from the list",
        "at least one letter",
        "Panic button pressed",
    ],
)
def test_what_a_refusal_may_say(text: str) -> None:
    assert gist(judge(RULE, {}, read(status=404, got=PROBLEM | {"detail": text}))) == "conforms"


def test_an_echo_is_no_leak_but_does_not_hide_one() -> None:
    sent = new("SELECT a FROM b")
    echo = PROBLEM | {"detail": "SELECT a FROM b is no text"}
    assert gist(judge(RULE, {}, exchange("POST", "/notes", sent, 422, echo))) == "conforms"
    worse = PROBLEM | {"detail": "SELECT a FROM b became SELECT * FROM notes"}
    assert gist(judge(RULE, {}, exchange("POST", "/notes", sent, 422, worse))) == "violates: leak"


def test_successes_are_not_looked_at() -> None:
    text = {"detail": LEAKS["sql"][0]}
    assert gist(judge(RULE, {}, read(got=text))) == "inconclusive: nothing-seen"


@given(st.binary(max_size=300))
def test_any_content_is_taken(body: bytes) -> None:
    judge(RULE, {}, read(status=400, got=body))


@pytest.mark.parametrize(
    "text", [b"\n" * 50_000, b" " * 50_000, b"A:\\" * 20_000, b"SELECT a" * 9_000, b"/srv/" * 20_000]
)
def test_hostile_text_is_read_in_one_go(text: bytes) -> None:
    """Quadratic time on these would take minutes; the test would hang, not fail."""
    for signature, _ in SIGNATURES.values():
        assert signature.search(text) is None


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize(
    "field, value", [("Server", "nginx/1.25.3"), ("X-Powered-By", "pygeoapi 0.21.0"), ("X-AspNet-Version", "4.0.30319")]
)
def test_a_version_of_a_part_is_found_where_it_is_looked_for(status: int, field: str, value: str) -> None:
    answered = read(status=status, say={field: value})
    finding = judge(RULE, {"versions": True}, answered)
    assert gist(finding) == "violates: version-shown"
    assert finding.violations[0].because.params == {"header": field.lower()}
    assert gist(judge(RULE, {}, answered)) != "violates: version-shown"


@pytest.mark.parametrize("value", ["gunicorn", "control-room", "Apache", "v2"])
def test_the_name_of_a_part_alone_is_no_version(value: str) -> None:
    assert gist(judge(RULE, {"versions": True}, read(status=404, say={"Server": value}))) == "conforms"
