"""A login is walked as a browser would, and nothing that it brings is ever kept."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from miniatures import hostile
from wire_client import MemoryJournal, wire_to

from harness.auth import Login, LoginStep
from harness.evidence import Response
from harness.gather.identity.forge import Unavailable
from harness.gather.signin.login import LoginSource
from harness.gather.signin.loginscript import script_of
from harness.gather.strand import Strand
from harness.redact import Redactor
from harness.sealed import Secret


class Product:
    """Signs in by a form with a cookie against forgery, or by JSON; its sessions are numbered."""

    def __init__(self, password: str = "hush-hush") -> None:
        self.password = password
        self.sessions = 0

    def __call__(self, sock: socket.socket, request: bytes) -> bool:
        sock.sendall(self.answer(*request.partition(b"\r\n\r\n")[::2]))
        return True

    def answer(self, head: bytes, body: bytes) -> bytes:
        line = head.partition(b"\r\n")[0]
        if line.startswith(b"GET /login"):
            fields = b"Set-Cookie: csrf=csrf-cookie-1; Path=/; HttpOnly\r\nX-CSRF: csrf-field-1\r\n"
            return hostile.reply(b"", fields=fields)
        if line.startswith(b"POST /login"):
            form = parse_qs(body.decode())
            right = form == {"user": ["we & co"], "password": [self.password], "csrf": ["csrf-field-1"]}
            if not right or b"Cookie: csrf=csrf-cookie-1" not in head:
                return hostile.reply(b"{}", status=b"403 Forbidden")
            self.sessions += 1
            cookie = b"Set-Cookie: SESSION=session-%d-abcdef; Path=/\r\n" % self.sessions
            return hostile.reply(b"", status=b"303 See Other", fields=cookie + b"Location: /\r\n")
        if json.loads(body) != {"user": "we & co", "password": self.password}:
            return hostile.reply(b"{}", status=b"401 Unauthorized")
        self.sessions += 1
        return hostile.reply(json.dumps({"session": {"id": f"token-{self.sessions}-abcdef"}}).encode())


FORM = (
    LoginStep(id="form", path="/login", method="GET", outputs={"csrf": "$response.header.X-CSRF"}),
    LoginStep(
        id="in",
        path="/login",
        form={"user": "{$inputs.user}", "password": "{$inputs.password}", "csrf": "$steps.form.outputs.csrf"},
        status=303,
    ),
)
BY_JSON = (
    LoginStep(
        id="in",
        path="/sessions",
        json={"user": "$inputs.user", "password": "$inputs.password"},
        outputs={"token": "$response.body#/session/id"},
    ),
)
GIVEN = {"inputs": {"user": "we & co"}, "secrets": {"password": Secret("hush-hush")}}
COOKIE = Login(steps=FORM, send="cookie", name="SESSION", **GIVEN)  # type: ignore[arg-type]
TOKEN = Login(steps=BY_JSON, **GIVEN)  # type: ignore[arg-type]


@contextmanager
def signing_in(login: Login, vice: hostile.Vice | None = None) -> Iterator[tuple[LoginSource, MemoryJournal]]:
    with hostile.serving(vice or Product()) as server:
        redactor = Redactor({"secret/password": b"hush-hush"})
        with wire_to(server.base_url, redactor=redactor) as (wire, journal):
            script = script_of(login, server.base_url, "target.auth")
            yield LoginSource("own-agency", login, script, wire, lambda: Strand("token:own", wire.clock), ""), journal


def told(journal: MemoryJournal) -> list[tuple[str, str, int]]:
    replies = [(str(x.id), x.to_party, x.reply) for x in journal.kept]
    return [(id, party, reply.status) for id, party, reply in replies if isinstance(reply, Response)]


def test_a_form_with_a_cookie() -> None:
    with signing_in(COOKIE) as (source, journal):
        assert source.current() == "session-1-abcdef"
        assert source.current() == "session-1-abcdef", "once is enough"
    party = "authorization-server"
    assert told(journal) == [("token:own#0", party, 200), ("token:own#1", party, 303)]
    kept = repr(journal.calls)
    assert not re.search("session-1|csrf-cookie|csrf-field|hush", kept)


def test_a_token_in_json_is_never_kept_though_no_standard_names_its_member() -> None:
    with signing_in(TOKEN) as (source, journal):
        assert source.current() == "token-1-abcdef"
    assert "token-1" not in repr(journal.calls)
    assert journal.kept[0].redactions[-1].pointer == "/session/id"


def test_it_is_done_anew_when_the_outcome_was_refused() -> None:
    with signing_in(TOKEN) as (source, journal):
        assert source.current() == "token-1-abcdef"
        assert source.renewed("token-1-abcdef") == "token-2-abcdef"
        assert source.renewed("token-1-abcdef") == "token-2-abcdef", "another had done it"
        assert source.current() == "token-2-abcdef"
    assert len(journal.kept) == 2


@pytest.mark.parametrize(
    "login, vice, words",
    [
        (TOKEN, Product("another"), "ended at its step in (failed)"),
        (COOKIE, Product("another"), "ended at its step in (failed)"),
        (TOKEN, hostile.says(hostile.reply(b"{}")), "no usable token"),
        (COOKIE, hostile.says(b""), "ended at its step form (no-answer)"),
        (Login(steps=BY_JSON, output="nothing", **GIVEN), None, "no usable nothing"),  # type: ignore[arg-type]
    ],
)
def test_a_login_that_fails_says_where(login: Login, vice: hostile.Vice | None, words: str) -> None:
    with signing_in(login, vice) as (source, journal):
        made = source.current()
    assert isinstance(made, Unavailable)
    assert words in made.why
    assert "hush" not in repr(journal.calls)
