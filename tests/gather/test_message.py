"""Shows that requests are written as the description and the RFCs have them."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinyapi.bench import bundle, operation

from harness.gather.message import Message, Unaddressable, accept, media_type, simplest, target, to_json, write

NOTE = ("path", "noteId")


def test_path_query_and_fields() -> None:
    message = write(
        operation("changeNote"),
        {NOTE: "a/b", ("query", "q"): "x&y", ("header", "If-Match"): '"1"'},
        json_body={"text": "Llŷn"},
    )
    assert message.method == "PATCH"
    assert message.target == "/notes/a%2Fb?q=x%26y"
    assert dict(message.headers) == {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "If-Match": '"1"',
    }
    assert message.body == '{"text":"Llŷn"}'.encode()


@given(st.text(min_size=1), st.text())
def test_any_text_survives_path_and_query(path: str, query: str) -> None:
    try:
        (path + query).encode()
    except UnicodeEncodeError:
        return  # lone surrogates are no text that could be sent
    written = target("/notes/{noteId}", {NOTE: path, ("query", "q"): query})
    at, _, asked = written.partition("?")
    assert unquote(at.removeprefix("/notes/")) == path
    assert parse_qsl(asked, keep_blank_values=True) == [("q", query)]
    assert at.count("/") == 2
    assert written.isascii()


def test_a_path_parameter_without_a_value() -> None:
    with pytest.raises(Unaddressable, match="noteId"):
        write(operation("getNote"), {})


def test_a_value_with_braces_is_not_taken_for_a_parameter() -> None:
    assert target("/a/{b}/c", {("path", "b"): "{d}"}) == "/a/%7Bd%7D/c"


def test_no_body_says_no_media_type_and_null_is_a_body() -> None:
    assert [name for name, _ in write(operation("getNote"), {NOTE: "1"}).headers] == ["Accept"]
    assert write(operation("createNote"), {}, json_body=None).body == b"null"


def test_everything_documented_is_acceptable() -> None:
    assert accept(operation("createNote")) == "application/json, application/problem+json"
    assert accept(operation("closeNote")) == "*/*"
    assert media_type(operation("createNote")) == "application/json"


def test_cookies_and_fields_beyond_ascii() -> None:
    message = write(operation("listNotes"), {("cookie", "a"): "1;2", ("header", "X"): "ŷ"})
    assert dict(message.headers)["Cookie"] == "a=1%3B2"
    assert dict(message.headers)["X"] == "ŷ".encode()


def test_a_field_is_replaced_whatever_its_case() -> None:
    message = Message(method="GET", target="/", headers=(("ACCEPT", "a"), ("B", "b")))
    assert message.with_header("accept", "c").headers == (("B", "b"), ("accept", "c"))
    assert message.with_header("Accept", None).headers == (("B", "b"),)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_is_utf8_whatever_the_text(value: object) -> None:
    assert json.loads(to_json(value).decode()) == value


def test_the_simplest_request_needs_nothing() -> None:
    plain = simplest(bundle().contract)
    assert plain is not None
    assert (plain.method, plain.target) == ("GET", "/notes")
