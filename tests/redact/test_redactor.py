"""Nothing secret and nothing of other people gets past the redactor, and nothing else is lost."""

from __future__ import annotations

import base64
import gzip
import json
import urllib.parse
import zlib
from collections.abc import Callable, Container, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Exchange, ExchangeId, Partial, Redaction, Reply, Request, Response, Silence, Times
from harness.jsonspans import mend
from harness.redact import Redactor
from harness.redact.redactor import MOST_TOKENS

SECRET = b's3cr3t/with+"quotes" & \xc3\xb4'
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
Places = Callable[[Exchange], Sequence[str]]


def exchange(
    *, target: str = "/a", head: bytes = b"GET /a HTTP/1.1\r\nHost: x", body: bytes = b"", reply: Reply | None = None
) -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0),
        from_party="hallmark",
        to_party="product",
        request=Request(method="GET", target=target, head=head, body=body),
        reply=reply or Silence(why="timeout"),
        times=Times(anchor=0),
    )


def answer(body: bytes, head: bytes = JSON) -> Exchange:
    return exchange(reply=Response(status=200, head=head, body=body))


def always(*places: str) -> Places:
    return lambda _: places


def parts(one: Exchange) -> dict[str, bytes]:
    found = {
        "request.target": one.request.target.encode(),
        "request.head": one.request.head,
        "request.body": one.request.body,
    }
    if not isinstance(one.reply, Silence):
        found |= {"reply.head": one.reply.head, "reply.body": one.reply.body}
    return found


def taken(before: Exchange, after: Exchange) -> list[tuple[str, bytes]]:
    """Return (marker, bytes) of what was taken out, having checked that just that became asterisks."""
    was, now = parts(before), parts(after)
    for name in was:
        expected = bytearray(was[name])
        for it in after.redactions:
            if it.part == name:
                assert it.length > 0
                expected[it.offset : it.offset + it.length] = b"*" * it.length
        assert bytes(expected) == now[name]
    return [(it.marker, was[it.part][it.offset : it.offset + it.length]) for it in after.redactions]


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        urllib.parse.quote(SECRET).encode(),
        urllib.parse.quote_plus(SECRET, safe="").encode(),
        json.dumps(SECRET.decode())[1:-1].encode(),
        base64.b64encode(SECRET),
        base64.urlsafe_b64encode(SECRET).rstrip(b"="),
        base64.b64encode(b"client:" + SECRET),
        b"Basic " + base64.b64encode(b"some-client:" + SECRET),
    ],
)
def test_a_declared_secret_goes_from_every_part(written: bytes) -> None:
    one = exchange(
        target="/a?x=" + urllib.parse.quote(written.decode(), safe="%"),
        head=b"GET /a HTTP/1.1\r\nX-Api-Key: " + written,
        body=b'{"a":["' + json.dumps(written.decode())[1:-1].encode() + b'"]}',
        reply=Response(status=200, head=JSON + b"\r\nX-Echo: " + written, body=b"<p>" + written + b"</p>"),
    )
    kept = Redactor({"mine": SECRET}).redact(one)
    assert {it.part for it in kept.redactions} == set(parts(one))
    assert {marker for marker, _ in taken(one, kept)} == {"secret:mine"}
    assert next(it.pointer for it in kept.redactions if it.part == "request.body") == "/a/0"


@pytest.mark.parametrize(
    "line, marker",
    [
        (b"Authorization: Bearer abc.def", "secret:bearer"),
        (b"authorization:Basic YTpi", "secret:basic"),
        (b"AUTHORIZATION: abc", "secret:authorization"),
        (b"Authorization: abc def", "secret:authorization"),
        (b"Proxy-Authorization: Basic YTpi", "secret:basic"),
        (b"Cookie: a=b; c=d", "secret:cookie"),
        (b"Set-Cookie: a=b; HttpOnly", "secret:set-cookie"),
        (b"Cookie: a=b\r\n folded", "secret:cookie"),
        (b"Cookie : a=b", "secret:cookie"),
    ],
)
def test_credential_fields_lose_their_whole_value(line: bytes, marker: str) -> None:
    head = b"GET /a HTTP/1.1\r\nHost: x\r\n" + line + b"\r\nAccept: */*"
    one = exchange(head=head, reply=Partial(why="closed", status=200, head=head))
    kept = Redactor({}).redact(one)
    value = line.partition(b":")[2].strip()
    assert taken(one, kept) == [(marker, value), (marker, value)]


@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t"])
@pytest.mark.parametrize("secret, at", [(b"canary-9f2b", 5), (b"two words of it", 3)])
def test_a_secret_goes_from_a_folded_field(secret: bytes, at: int, fold: bytes) -> None:
    folded = secret[:at].rstrip() + fold + secret[at:].lstrip()
    one = answer(b"{}", b"HTTP/1.1 200 OK\r\nX-Echo: " + folded + b"\r\nY: z")
    assert taken(one, Redactor({"it": secret}).redact(one)) == [("secret:it", folded)]


def test_other_fields_keep_theirs() -> None:
    head = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Bearer error="x"\r\nX-Cookie: a\r\nX-Authorization-Url: b'
    one = answer(b"{}", head)
    assert Redactor({"mine": SECRET}).redact(one) == one


def test_facts_stand_at_the_credential() -> None:
    head = b"GET /a?t=tok-tok HTTP/1.1\r\nCookie: a\r\nAuthorization: Bearer tok-tok"
    kept = Redactor({"t": b"tok-tok"}).redact(
        exchange(target="/a?t=tok-tok", head=head), {"credential": "expired", "scheme": "bearer"}
    )
    assert [(it.marker, it.facts) for it in kept.redactions if it.facts] == [
        ("secret:bearer", {"credential": "expired", "scheme": "bearer"})
    ]


def test_facts_about_an_api_key_stand_at_the_key() -> None:
    one = exchange(head=b"GET /a HTTP/1.1\r\nX-API-Key: key-key-1")
    (only,) = Redactor({"key": b"key-key-1"}).redact(one, {"credential": "genuine"}).redactions
    assert (only.marker, only.facts) == ("secret:key", {"credential": "genuine"})


@pytest.mark.parametrize(
    "body, marker, gone, pointer",
    [
        (b'{"access_token" : "abc","expires_in":3}', "secret:access_token", b"abc", "/access_token"),
        (b'{"a":{"refresh_token":"x\\"y"}}', "secret:refresh_token", b'x\\"y', "/a/refresh_token"),
        (b'{"access\\u005ftoken":"abc"}', "secret:access_token", b"abc", "/access_token"),
        (b'{"access_token":12345}', "secret:access_token", b"12345", "/access_token"),
        (b'{"access_token":{"v":"abc"}}', "secret:access_token", b"abc", "/access_token/v"),
        (b'{"access_token":"abc', "secret:access_token", b"abc", ""),
        (b'{"access_token":"abc", oops', "secret:access_token", b"abc", "/access_token"),
        (b"grant_type=x&client_secret=abc&scope=y", "secret:client_secret", b"abc", ""),
        (b"client_assertion=a.b.c", "secret:client_assertion", b"a.b.c", ""),
    ],
)
def test_tokens_go_from_bodies(body: bytes, marker: str, gone: bytes, pointer: str) -> None:
    for one in (exchange(body=body), answer(body)):
        kept = Redactor({}).redact(one)
        assert taken(one, kept) == [(marker, gone)]
        assert kept.redactions[0].pointer == pointer


def test_tokens_go_from_targets() -> None:
    one = exchange(target="/a?access_token=abc&b=c", head=b"GET /a?access_token=abc&b=c HTTP/1.1\r\nHost: x")
    assert taken(one, Redactor({}).redact(one)) == [("secret:access_token", b"abc")] * 2


@pytest.mark.parametrize("body", [b'{"token_type":"a","client_id":"x","access_token":null}', b'{"access_token":""}'])
def test_what_is_no_token_stays(body: bytes) -> None:
    assert Redactor({}).redact(answer(body)) == answer(body)


def test_a_number_that_holds_a_secret_goes_whole() -> None:
    one = answer(b'{"pin": 51234, "text": "51234"}')
    kept = Redactor({"pin": b"1234"}).redact(one)
    assert taken(one, kept) == [("secret:pin", b"51234"), ("secret:pin", b"1234")]
    assert [it.pointer for it in kept.redactions] == ["/pin", "/text"]


def test_a_pointer_does_not_tell_a_secret() -> None:
    one = answer(b'{"hush-hush":{"a":"hush-hush"}}')
    kept = Redactor({"mine": b"hush-hush"}, always("/**/a")).redact(one)
    assert b"hush" not in msgspec.json.encode(kept)
    assert len(taken(one, kept)) == 2


PERSONS = {
    "persons": [
        {"name": "Sian Test", "age": 41, "alive": True, "nick": None, "id": 7},
        {"name": "Made Up", "age": 22, "alive": False, "tags": ["x", ["y"]], "id": 8},
    ],
    "name": "incident",
}
BODY = json.dumps(PERSONS).encode()


def redacted(places: Places, created: Container[str] = frozenset(), body: bytes = BODY) -> Exchange:
    return Redactor({}, places, created).redact(answer(body))


def test_personal_values_of_others_go() -> None:
    kept = redacted(always("/persons/*/name", "/persons/*/age"), {"Made Up", "22"})
    assert [(it.marker, it.pointer) for it in kept.redactions] == [
        ("personal:/persons/0/name", "/persons/0/name"),
        ("personal:/persons/0/age", "/persons/0/age"),
    ]
    assert taken(answer(BODY), kept)[0][1] == b"Sian Test"
    assert isinstance(kept.reply, Response)
    value = json.loads(mend(kept.reply.body, [(it.offset, it.offset + it.length) for it in kept.redactions]))
    assert value["persons"][0] == {"name": "*********", "age": 0, "alive": True, "nick": None, "id": 7}
    assert value["persons"][1] == PERSONS["persons"][1]  # type: ignore[index]


@pytest.mark.parametrize(
    "place, pointers",
    [
        ("/persons/0", ["/persons/0/name", "/persons/0/age", "/persons/0/alive", "/persons/0/id"]),
        ("/**/name", ["/persons/0/name", "/persons/1/name", "/name"]),
        ("/*/*/tags", ["/persons/1/tags/0", "/persons/1/tags/1/0"]),
        ("/name", ["/name"]),
        ("/nam", []),
        ("/persons/*/nick", []),
    ],
)
def test_places_are_patterns(place: str, pointers: list[str]) -> None:
    assert [it.pointer for it in redacted(always(place)).redactions] == pointers


def test_the_root_may_be_personal() -> None:
    assert [it.pointer for it in redacted(always(""), body=b'["a",1]').redactions] == ["/0", "/1"]


def test_places_depend_on_the_exchange() -> None:
    def places(one: Exchange) -> Sequence[str]:
        return ["/a"] if one.request.target == "/people" else []

    redactor = Redactor({}, places)
    body = Response(status=200, head=JSON, body=b'{"a":"b"}')
    assert redactor.redact(exchange(reply=body)).redactions == ()
    assert len(redactor.redact(exchange(target="/people", reply=body)).redactions) == 1


def test_an_escaped_name_does_not_hide_a_value() -> None:
    (only,) = redacted(always("/name"), body=b'{"n\\u0061me":"Sian"}').redactions
    assert only.pointer == "/name"


def test_of_a_body_that_breaks_off_the_rest_goes() -> None:
    body = b'{"name":"Sian","more":[1,2],"name2":"Test", "address":"1 Hig'
    kept = redacted(always("/name", "/address"), body=body)
    assert [(it.marker, it.offset + it.length) for it in kept.redactions] == [
        ("personal:/name", 13),
        ("personal:unreadable", len(body)),
    ]
    assert isinstance(kept.reply, Response)
    assert b"Hig" not in kept.reply.body
    assert b'"name2":"Test"' in kept.reply.body


def test_a_page_in_place_of_json_is_kept() -> None:
    page = b"<html>Traceback: name 'x' is not defined</html>"
    assert redacted(always("/name"), body=page) == answer(page)
    assert redacted(always("/name"), body=b'{"title": oops') == answer(b'{"title": oops')


def squeezed(body: bytes, coding: str) -> bytes:
    if coding == "gzip":
        return gzip.compress(body[:5], mtime=0) + gzip.compress(body[5:], mtime=0)
    if coding == "deflate":
        return zlib.compress(body)
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate"])
def test_a_compressed_body_goes_if_it_holds_a_secret(coding: str) -> None:
    head = JSON + b"\r\nContent-Encoding: " + coding.removeprefix("raw-").encode()
    hidden = answer(squeezed(b'{"a":"hush-hush","name":"Sian"}', coding), head)
    body = parts(hidden)["reply.body"]
    assert taken(hidden, Redactor({"mine": b"hush-hush"}).redact(hidden)) == [("secret:mine", body)]
    assert taken(hidden, Redactor({}, always("/name")).redact(hidden)) == [("personal:", body)]
    assert Redactor({"mine": b"other-secret"}, always("/b")).redact(hidden) == hidden


def test_so_does_one_of_which_nobody_says_that_it_is_compressed() -> None:
    hidden = answer(squeezed(b'{"a":"hush-hush"}', "gzip"), JSON)
    assert taken(hidden, Redactor({"mine": b"hush-hush"}).redact(hidden)) == [
        ("secret:mine", parts(hidden)["reply.body"])
    ]


def sent(method: str, target: str, head: bytes, body: bytes = b"", **more: str) -> Exchange:
    request = Request(method=method, target=target, head=head, body=body, **more)
    return msgspec.structs.replace(exchange(), request=request)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", ""])
def test_so_does_one_that_a_product_compressed(coding: str) -> None:
    head = b"POST /a HTTP/1.1" + (b"\r\nContent-Encoding: " + coding.removeprefix("raw-").encode() if coding else b"")
    one = sent("POST", "/a", head, squeezed(b'{"a":"hush-hush"}', coding or "gzip"))
    assert taken(one, Redactor({"mine": b"hush-hush"}).redact(one)) == [("secret:mine", one.request.body)]
    assert Redactor({"mine": b"other-secret"}).redact(one) == one
    unreadable = sent("POST", "/a", b"POST /a HTTP/1.1\r\nContent-Encoding: br", b"abc")
    assert taken(unreadable, Redactor({}).redact(unreadable)) == [("secret:unreadable", b"abc")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", ['{"a": "hush-hush"}', '{"access_token": "opaque"}', "access_token=opaque"])
def test_a_body_goes_whole_that_holds_a_secret_in_wide_letters(encoding: str, text: str) -> None:
    body, redactor = text.encode(encoding), Redactor({"mine": b"hush-hush"})
    for _ in range(2):
        one = redactor.redact(answer(body))
        assert [what for _, what in taken(answer(body), one)] == [body]
        asked = sent("POST", "/a", b"POST /a HTTP/1.1", body)
        assert [what for _, what in taken(asked, redactor.redact(asked))] == [body]
    other = answer('{"a": "nothing"}'.encode(encoding))
    assert redactor.redact(other) == other


COMPACT = b"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
PACKED = gzip.compress(COMPACT, mtime=0)


@pytest.mark.parametrize(
    "target, fields, body, gone",
    [
        ("/a", b"X-Api-Key: " + COMPACT, b"", COMPACT),
        ("/a", b"Authorization: Bearer x\r\nX-Auth: Bearer " + COMPACT, b"", COMPACT),
        ("/a", b"Host: x", b'{"n": [1, "' + COMPACT + b'"]}', COMPACT),
        ("/a", b"Host: x", b"<a>" + COMPACT + b"</a>", COMPACT),
        ("/a", b"Host: x", b'{"a":"' + COMPACT.replace(b".", b"\\u002e") + b'"}', COMPACT.replace(b".", b"\\u002e")),
        ("/a", b"Content-Encoding: gzip", PACKED, PACKED),
    ],
    ids=["in a field", "in two fields", "in a list", "in markup", "written in escapes", "packed"],
)
def test_a_token_of_somebody_else_goes_wherever_it_stands(target: str, fields: bytes, body: bytes, gone: bytes) -> None:
    head = b"POST /a HTTP/1.1\r\n" + fields
    one, redactor = sent("POST", target, head, body), Redactor({"mine": b"hush-hush"}).of_others()
    for each in (redactor, redactor, redactor.also("t", b"other")):
        assert ("secret:token", gone) in taken(one, each.redact(one))
    nested = redactor.redact(sent("POST", "/a", head, b'{"n": [1, "' + COMPACT + b'"]}')).redactions[-1]
    assert nested.pointer == "/n/1"
    reply = answer(b'"' + COMPACT + b'"')
    assert redactor.redact(reply) == reply


def test_a_token_in_a_target_goes_from_both_its_places() -> None:
    target = "/a?t=" + COMPACT.decode()
    one = sent("GET", target, b"GET " + target.encode() + b" HTTP/1.1")
    kept = Redactor({}, tokens=True).redact(one)
    assert [what for _, what in taken(one, kept)] == [COMPACT, COMPACT]
    assert kept.request.target == "/a?t=" + "*" * len(COMPACT)


def test_of_a_request_that_broke_off_it_stays_said_when_something_is_taken_out() -> None:
    head = b"POST /a HTTP/1.1\r\nAuthorization: Bearer tok-tok"
    assert Redactor({}).redact(sent("POST", "/a", head, b"{", broken_off="half")).request.broken_off == "half"


def test_any_word_may_be_a_method_and_a_field_may_stand_in_place_of_a_request_line() -> None:
    redactor = Redactor({"mine": b"hush-hush"})
    named = redactor.redact(sent("hush-hush", "/a", b"hush-hush /a HTTP/1.1")).request
    assert (named.method, named.head) == ("*********", b"********* /a HTTP/1.1")
    field = sent("Authorization:Basic", "tok-tok", b"Authorization:Basic tok-tok\r\nHost: x")
    kept = redactor.redact(field)
    assert (kept.request.method, kept.request.target) == ("Authorization:*****", "*******")
    assert "tok" not in str(kept)
    taken(field, kept)


def test_a_body_in_a_coding_that_cannot_be_undone_goes() -> None:
    head = JSON + b"\r\nContent-Encoding: br"
    assert taken(answer(b"abc", head), Redactor({}).redact(answer(b"abc", head))) == [("secret:unreadable", b"abc")]


def test_a_body_that_only_says_it_is_compressed_is_kept() -> None:
    one = answer(b'{"a":1}', JSON + b"\r\nContent-Encoding: gzip")
    assert Redactor({"mine": SECRET}).redact(one) == one


def test_an_answer_that_is_given_again_is_looked_into_wherever_it_could_hold_something() -> None:
    redactor = Redactor({"mine": b"hush-hush"})
    for _ in range(2):
        clean, coded = answer(b'{"a":1}'), answer(b'{"a":1}', JSON + b"\r\nContent-Encoding: br")
        assert redactor.redact(clean) == clean
        assert taken(coded, redactor.redact(coded)) == [("secret:unreadable", b'{"a":1}')]
        assert taken(answer(b'"hush-hush"'), redactor.redact(answer(b'"hush-hush"'))) == [("secret:mine", b"hush-hush")]
    assert redactor.also("t", b'"a"').redact(clean).redactions[0].marker == "secret:t"
    stranger = answer(b'{"name":"Sian"}')
    assert Redactor({}).redact(stranger) == stranger
    places: list[str] = []
    personal = Redactor({}, lambda _: places)
    assert personal.redact(stranger) == stranger
    places.append("/name")
    assert taken(stranger, personal.redact(stranger)) == [("personal:/name", b"Sian")]


def test_a_head_that_comes_again_with_other_facts_or_a_secret_in_the_body_says_so() -> None:
    redactor, head = Redactor({"mine": b"hush-hush"}), b"GET /a HTTP/1.1\r\nAuthorization: Bearer tok-tok"
    for credential in ("genuine", "refused", "genuine"):
        kept = redactor.redact(exchange(head=head), {"credential": credential})
        assert [it.facts for it in kept.redactions] == [{"credential": credential}]
    both = exchange(head=head, body=b'"hush-hush"')
    assert [one for one, _ in taken(both, redactor.redact(both))] == ["secret:bearer", "secret:mine"]


def test_many_contents_that_differ_are_not_all_remembered() -> None:
    redactor = Redactor({"mine": b"hush-hush"})
    for number in range(200):
        one = answer(b"[%d]" % number)
        assert redactor.redact(one) == one
    assert taken(answer(b'"hush-hush"'), redactor.redact(answer(b'"hush-hush"'))) == [("secret:mine", b"hush-hush")]


def test_a_secret_may_be_learned_on_the_way() -> None:
    redactor = Redactor({})
    one = answer(b'{"a":"tok-tok"}')
    assert redactor.also("t", b"tok-tok").redact(one).redactions[0].marker == "secret:t"
    assert redactor.redact(one) == one
    assert redactor.also("t", b"") is redactor


def test_the_reply_can_be_added_to_what_was_sent() -> None:
    redactor = Redactor({"t": b"tok-tok"})
    head = b"GET /a HTTP/1.1\r\nAuthorization: Bearer tok-tok"
    whole = exchange(head=head, reply=Response(status=200, head=JSON, body=b'"tok-tok"'))
    sent = redactor.redact(msgspec.structs.replace(whole, reply=Silence(why="interrupted")), {"credential": "genuine"})
    assert redactor.answered(sent, whole) == redactor.redact(whole, {"credential": "genuine"})


def test_many_hits_in_a_hostile_body_are_no_burden() -> None:
    body = b"[" + b'"hush-hush",' * 20_000 + b"1]"
    kept = Redactor({"mine": b"hush-hush"}).redact(answer(body))
    assert len(kept.redactions) == 20_000


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["hush-hush", "a", "access_token", "\u00e9\n"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "access_token", "hush-hush"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(value=VALUES, cut=st.integers(0, 40), ascii_only=st.booleans())
def test_lengths_hold_and_a_second_time_changes_nothing(value: Any, cut: int, ascii_only: bool) -> None:
    redactor = Redactor({"mine": b"hush-hush"}, always("/**/a"), {"made"})
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    for one in (answer(body), answer(body[:cut]), exchange(body=body)):
        kept = redactor.redact(one)
        taken(one, kept)
        assert not any(b"hush-hush" in part for part in parts(kept).values())
        assert redactor.redact(kept) == kept


@given(head=st.binary(max_size=80), body=st.binary(max_size=80))
def test_no_bytes_upset_it(head: bytes, body: bytes) -> None:
    one = exchange(head=head, body=body, reply=Response(status=200, head=head, body=body))
    kept = Redactor({"mine": SECRET}, always("/**/a")).redact(one)
    taken(one, kept)
    assert all(isinstance(it, Redaction) for it in kept.redactions)


def test_of_more_tokens_than_anybody_sends_all_goes() -> None:
    for count, redactions in ((MOST_TOKENS, MOST_TOKENS), (MOST_TOKENS + 1, 1)):
        body = b" ".join([COMPACT] * count)
        kept = Redactor({}, tokens=True).redact(exchange(body=body))
        assert b"eyJ" not in kept.request.body
        assert (len(kept.request.body), len(kept.redactions)) == (len(body), redactions)
