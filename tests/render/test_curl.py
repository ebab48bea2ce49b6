"""The line that repeats a request sends, run by a POSIX shell, the same octets again; nothing in it acts on its own."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from octets import Listener
from sample_report import TARGET, exchange

from harness.evidence import (
    PRODUCT,
    TOKEN_SERVER,
    WITHOUT_TLS,
    Exchange,
    Product,
    Redaction,
    Request,
    RunContext,
    Subject,
)
from harness.render.curl import BODY, LEFT_OUT, LONGEST, curl, fields, taken_out, variables, word

needs_curl = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("curl"), reason="needs curl and a POSIX shell"
)
JSON = ("Accept: application/json", "Content-Type: application/json")


def context(target: str = TARGET) -> RunContext:
    """Return a context whose product stands at `target`."""
    subject = Subject(profile="p@1", profile_digest="", contract_digest="", role="r", target=target, classes=())
    return RunContext(
        run="r",
        subjects=(subject,),
        product=Product(name="n", version="1", supplier="s"),
        seed=0,
        harness="",
        started=0,
    )


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


def repeated(one: Exchange, listener: Listener, folder: Path, shell: str = "sh") -> tuple[bytes, bytes]:
    """Run the line of an exchange, and return the head and the body that arrived."""
    line = curl(one, context(listener.url))
    listener.got.clear()
    done = subprocess.run(
        [shell, "-c", f"{line} --silent --show-error --max-time 10"],
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "OWN_AGENCY_TOKEN": "t0ken", "OWN_AGENCY_X_API_KEY": "k3y"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (line, done.stderr)
    ((head, body),) = listener.got
    return head, body


def compared(head: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return the request line and the fields that must be the same, credentials filled in."""
    kept = [(n, v) for n, v in fields(head) if n.lower() not in LEFT_OUT]
    filled = [(n, v.replace(b"********", b"t0ken" if n == "Authorization" else b"k3y")) for n, v in kept]
    return head.split(b"\r\n")[0], sorted(filled)


BODIES = [
    b'{"title":"one"}',
    '{"title":"Tŷ Gwyn 🚒 👩\u200d🚒 it\'s \\"so\\" $HOME `id` %s 100%"}'.encode(),
    b'{"narrative":"first\\r\\nsecond"}\r\n\r\n',
    b"line\r\nline\n\ttab",
    b"@/etc/hostname",
    bytes(range(256)),
    b"\xff\xfe\x00%d\\101'",
    "right-to-left \u202e override".encode(),
    b"!history $(touch made) `touch made`",
    b"-X",
]


@needs_curl
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_the_same_request_arrives(body: bytes, listener: Listener, tmp_path: Path) -> None:
    one = exchange(body=body, fields=JSON)
    head, got = repeated(one, listener, tmp_path)
    assert got == body
    assert compared(head) == compared(one.request.head)
    assert list(tmp_path.iterdir()) == []


@needs_curl
@pytest.mark.parametrize(
    "method, target, given_fields, body",
    [
        ("GET", "/notes/v1/notes?limit=2&cursor=a%20b", ("Accept: */*",), b""),
        ("GET", "/notes/v1/notes/../[a]{b}?x=$HOME;'`id`", ("Accept: application/json",), b""),
        ("GET", "/notes/v1/notes", (), b""),
        ("POST", "/notes/v1/notes", (), b"text without a type"),
        ("PUT", "/notes/v1/notes/1", (*JSON, 'If-Match: "a\'b"'), b"{}"),
        ("DELETE", "/notes/v1/notes/1", ("Accept: */*",), b""),
        ("QUERY", "/notes/v1/notes", JSON, b"{}"),
        ("GET", "/notes/v1/notes", ("Accept: */*", "X-Empty:", "X-Name: Tŷ $HOME"), b""),
        ("GET", "/notes/v1/notes#part", ("Accept: */*",), b""),
        ("GET", "/notes/v1/a\\b", ("Accept: */*",), b""),
        ("GET", "/notes/v1/notes", ("Accept: */*", "X-API-Key: ********"), b""),
    ],
)
def test_method_target_and_fields_arrive(
    method: str, target: str, given_fields: tuple[str, ...], body: bytes, listener: Listener, tmp_path: Path
) -> None:
    one = exchange(method=method, target=target, fields=given_fields, body=body)
    head, got = repeated(one, listener, tmp_path)
    assert (compared(head), got) == (compared(one.request.head), body)


@needs_curl
def test_head_asks_for_no_content(listener: Listener, tmp_path: Path) -> None:
    head, _ = repeated(exchange(method="HEAD", fields=("Accept: */*",), body=b""), listener, tmp_path)
    assert head.startswith(b"HEAD /notes/v1/notes HTTP/1.1")


@needs_curl
def test_a_field_that_is_no_utf_8_arrives(listener: Listener, tmp_path: Path) -> None:
    one = exchange(method="GET", fields=("Accept: */*", "X-Raw: caf\udce9"), body=b"")
    head, _ = repeated(one, listener, tmp_path)
    assert b"X-Raw: caf\xe9" in head


@needs_curl
def test_a_long_body_is_read_from_a_file(listener: Listener, tmp_path: Path) -> None:
    body = b"x" * (LONGEST + 1)
    (tmp_path / BODY).write_bytes(body)
    assert repeated(exchange(body=body), listener, tmp_path)[1] == body


@needs_curl
@settings(max_examples=25)
@given(body=st.binary(min_size=1, max_size=60) | st.text(min_size=1, max_size=40).map(lambda t: t.encode()))
def test_any_body_arrives(body: bytes, listener: Listener) -> None:
    assert repeated(exchange(body=body, fields=JSON), listener, Path("/"))[1] == body


@given(st.binary(max_size=80).map(lambda b: b.replace(b"\x00", b"")))
def test_a_word_is_one_word_of_a_line(data: bytes) -> None:
    assert "\n" not in word(data)
    assert len(shlex.split(word(data))) == 1


def test_the_product_is_not_asked_to_repeat_its_own_request() -> None:
    assert curl(exchange(from_party="product", to_party="hallmark"), context()) == ""


@pytest.mark.parametrize("target", ["", "file:///etc", "-o/tmp/x://host", "gopher://x/"])
def test_only_web_addresses_are_written(target: str) -> None:
    assert curl(exchange(), context(target)) == ""


def test_hostile_evidence_makes_no_hostile_line() -> None:
    head = b"POST /x HTTP/1.1\r\n@/etc/passwd: 1\r\nA: '; touch made #\r\nAuthorization: $(touch made) ********"
    hostile = msgspec.structs.replace(
        exchange(), request=Request(method="X; touch made", target="/x", head=head, body=b"@/etc/passwd")
    )
    line = curl(hostile, context())
    words = shlex.split(line)
    assert "@/etc/passwd: 1" not in words
    assert "X; touch made" in words
    assert "Authorization: $(touch made) $OWN_AGENCY_TOKEN" in words
    assert "'Authorization: $(touch made) '\"$OWN_AGENCY_TOKEN\"" in line
    assert line.startswith("printf '@/etc/passwd' | curl")


def test_credentials_are_named_by_their_identity() -> None:
    stranger = exchange(identity="other-agency")
    assert variables(stranger) == ("OTHER_AGENCY_TOKEN",)
    assert '"Authorization: Bearer $OTHER_AGENCY_TOKEN"' in curl(stranger, context())
    assert variables(exchange(identity="2nd!")) == ("_2ND_TOKEN",)
    nobody = exchange(method="GET", body=b"")
    open_ = msgspec.structs.replace(nobody, request=msgspec.structs.replace(nobody.request, head=b"GET / HTTP/1.1"))
    assert variables(open_) == ()


def in_query(marker: str = "secret:access_token", target: str = "/notes?access_token=****&limit=2") -> Exchange:
    """Return an exchange whose target had a credential in it."""
    hole = Redaction(part="request.target", offset=target.index("****"), length=4, marker=marker)
    head = f"GET {target} HTTP/1.1\r\nAccept: */*".encode()
    return exchange(redactions=(hole,), request=Request(method="GET", target=target, head=head))


def test_a_credential_in_the_query_is_taken_from_the_environment() -> None:
    line = curl(in_query(), context("https://a.example.org"))
    assert line.endswith(""" 'https://a.example.org/notes?access_token='"$OWN_AGENCY_ACCESS_TOKEN"'&limit=2'""")
    assert variables(in_query()) == ("OWN_AGENCY_ACCESS_TOKEN",)
    assert not taken_out(in_query())


@pytest.mark.parametrize("one", [in_query("person:phone"), in_query(target="/notes/é?access_token=****")])
def test_what_cannot_be_taken_from_the_environment_is_said_to_be_asterisks(one: Exchange) -> None:
    assert "****" in curl(one, context())
    assert taken_out(one)
    assert variables(one) == ()


def test_a_credential_that_was_taken_out_with_its_scheme_gets_it_back() -> None:
    redaction = Redaction(part="request.head", offset=0, length=8, marker="secret:basic")
    head = b"GET / HTTP/1.1\r\nAuthorization: ********"
    one = exchange(redactions=(redaction,))
    basic = msgspec.structs.replace(one, request=msgspec.structs.replace(one.request, head=head))
    assert '"Authorization: Basic $OWN_AGENCY_TOKEN"' in curl(basic, context())
    assert not taken_out(basic)
    assert taken_out(exchange(redactions=(msgspec.structs.replace(redaction, part="request.body"),)))


def test_what_a_hook_signed_has_a_variable_for_the_whole_field() -> None:
    facts = {"credential": "genuine", "scheme": "hook"}
    one = exchange(
        redactions=(Redaction(part="request.head", offset=0, length=8, marker="secret:authorization", facts=facts),)
    )
    head = b"GET / HTTP/1.1\r\nAuthorization: ********"
    signed = msgspec.structs.replace(one, request=msgspec.structs.replace(one.request, head=head))
    assert '"Authorization: $OWN_AGENCY_AUTHORIZATION"' in curl(signed, context()).replace(
        "'Authorization: '\"", '"Authorization: '
    )
    assert variables(signed) == ("OWN_AGENCY_AUTHORIZATION",)


@pytest.mark.parametrize(
    "to, host, origin",
    [
        (PRODUCT, "product.example.org", "https://product.example.org"),
        (WITHOUT_TLS, "product.example.org:8080", "http://product.example.org:8080"),
        (TOKEN_SERVER, "id.example.org", "https://id.example.org"),
        (TOKEN_SERVER, "product.example.org", "https://product.example.org"),
    ],
)
def test_it_goes_where_the_request_went(to: str, host: str, origin: str) -> None:
    request = Request(method="GET", target="/a", head=f"GET /a HTTP/1.1\r\nHost: {host}\r\nAccept: */*".encode())
    sent = msgspec.structs.replace(exchange(), to_party=to, request=request)
    assert curl(sent, context("https://product.example.org/v1")).endswith(f" {origin}/a")
