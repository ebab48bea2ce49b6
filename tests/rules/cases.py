"""Shows each kind of rule a conversation that conforms and one that does not; the laws are tried on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from building import exchange, with_reply

from harness.evidence import Exchange, Response

MESSAGE = "00000001-5a0c-4e1d-8b7a-3c9d2e4f0001"
OTHER_MESSAGE = "00000002-5a0c-4e1d-8b7a-3c9d2e4f0002"
TEXT = "EXERCISE - HALLMARK 1. To be closed."
PROBLEM = {"status": 404, "detail": "no such note"}
HUGE: Any = int("9" * 400)
TRACE = 'Traceback (most recent call last):\n  File "notes.py", line 7'


THREAD = {"Correlation-Id": "5a0c4e1d-8b7a-4c9d-9e4f-000000000001"}
KEY = {"Idempotency-Key": "5a0c4e1d-8b7a-4c9d-9e4f-000000000002"}
PLACE = {"Location": "/v1/notes/n1", "ETag": '"1"'}


def marks(sunset: str, deprecation: str = "@1785542400") -> Exchange:
    """Return a list that will end."""
    say = {"Deprecation": deprecation, "Sunset": sunset}
    return exchange("GET", "/marks", b"", 200, {"marks": []}, say=say)


def called_back(address: str, status: int) -> Exchange:
    """Return a comment that names an address to call back."""
    got = {"commentId": "c1", "text": "One."} if status < 300 else {"status": status}
    return exchange("POST", "/notes/n1/comments", {"text": "One.", "callbackUrl": address}, status, got)


def forged(version: int) -> Exchange:
    """Return a change that tries to set the version."""
    sent = {"text": "Forged.", "version": 99}
    return exchange("PATCH", "/notes/n1", sent, 200, note("Forged.", version), say={"ETag": '"2"'})


def new(text: str = TEXT, message: str = MESSAGE, **rest: Any) -> dict[str, Any]:
    """Return a note to send."""
    return {"messageId": message, "agency": "GB-POL-X01", "text": text, **rest}


def note(text: str = TEXT, version: Any = 1, **rest: Any) -> dict[str, Any]:
    """Return a note as it comes back."""
    return {"noteId": "n1", "text": text, "version": version, **rest}


def created(text: str = TEXT, *, tag: str = '"1"', sent: Any = None, got: Any = None, **rest: Any) -> Exchange:
    """Return the creation of note n1."""
    say = rest.pop("say", {"Location": "/v1/notes/n1", "ETag": tag})
    return exchange("POST", "/notes", sent or new(text), rest.pop("status", 201), got or note(text), say=say, **rest)


def read(text: str = TEXT, *, tag: str = '"1"', **rest: Any) -> Exchange:
    """Return the reading of note n1."""
    say = {"ETag": tag} | rest.pop("say", {})
    return exchange("GET", "/notes/n1", b"", rest.pop("status", 200), rest.pop("got", note(text)), say=say, **rest)


def word_page(count: int) -> Exchange:
    """Return a page of so many words, of which more than any page may hold were asked for."""
    return exchange("GET", "/words?limit=1000", b"", 200, {"items": [{"word": str(n)} for n in range(count)]})


def older(x: Exchange) -> Exchange:
    """Return an exchange that was answered by HTTP/1.0."""
    reply = x.reply
    assert isinstance(reply, Response)
    head = reply.head.replace(b"HTTP/1.1 ", b"HTTP/1.0 ", 1)
    return with_reply(x, msgspec.structs.replace(reply, head=head))


def changed(tag: str | None, status: int = 200, **rest: Any) -> Exchange:
    """Return a change of note n1 on condition of a tag; a success has the tag "2"."""
    say = {"ETag": '"2"'} if status < 300 else {}
    got = note("Changed.", 2) if status < 300 else {"status": status}
    ask = {} if tag is None else {"If-Match": tag}
    return exchange("PATCH", "/notes/n1", {"text": "Changed."}, status, got, ask=ask, say=say, **rest)


def commented(name: str = "c1", text: str = "One.", **rest: Any) -> Exchange:
    """Return a comment that was added."""
    return exchange("POST", "/notes/n1/comments", {"text": text}, 201, {"commentId": name, "text": text}, **rest)


def comments(*texts: str, more: str = "", **rest: Any) -> Exchange:
    """Return the list of comments c1, c2 ..."""
    items = [{"commentId": f"c{number}", "text": text} for number, text in enumerate(texts, 1)]
    page = {"items": items} | ({"nextCursor": more} if more else {})
    return exchange("GET", "/notes/n1/comments", b"", 200, page, **rest)


def words(*found: str, limit: int | str = 2, cursor: str = "", more: str = "", total: int = 3, **rest: Any) -> Exchange:
    """Return one page of words."""
    page = {"items": [{"word": word} for word in found], "total": total} | ({"nextCursor": more} if more else {})
    query = f"?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
    return exchange("GET", f"/words{query}", b"", rest.pop("status", 200), rest.pop("got", page), **rest)


def place(name: str = "p1", label: str = "Green", **rest: Any) -> dict[str, Any]:
    """Return a place as it comes back."""
    return {"placeId": name, "label": label, "kind": "road", "lat": 51.5, "lon": -0.12} | rest


def placed(name: str = "p1", label: str = "Green", **rest: Any) -> Exchange:
    """Return the making of a place."""
    sent = rest.pop("sent", {"label": label, "kind": "road"})
    return exchange("POST", "/places", sent, rest.pop("status", 201), rest.pop("got", place(name, label)), **rest)


def seen(name: str = "p1", label: str = "Green", **rest: Any) -> Exchange:
    """Return the reading of a place."""
    return exchange("GET", f"/places/{name}", b"", rest.pop("status", 200), rest.pop("got", place(name, label)), **rest)


def replaced(label: str = "Blue", status: int = 200, **rest: Any) -> Exchange:
    """Return the replacement of place p1."""
    sent = rest.pop("sent", {"label": label, "kind": "road"})
    got = rest.pop("got", place("p1", label) if status < 300 else {"status": status})
    return exchange("PUT", "/places/p1", sent, status, got, **rest)


def removed(name: str = "p1", status: int = 204, **rest: Any) -> Exchange:
    """Return the removal of a place."""
    return exchange("DELETE", f"/places/{name}", b"", status, b"", **rest)


def listed(*found: Any, query: str = "", total: int = 3, **rest: Any) -> Exchange:
    """Return a page of places, given by their names or whole."""
    items = [place(one) if isinstance(one, str) else one for one in found]
    got = rest.pop("got", {"items": items, "total": total})
    return exchange("GET", f"/places{query}", b"", rest.pop("status", 200), got, **rest)


def counted(*found: str, here: Any, query: str = "?limit=2", **rest: Any) -> Exchange:
    """Return a page of places that says how many it holds."""
    return listed(query=query, got={"items": [place(one) for one in found], "total": 3, "here": here}, **rest)


def closed(status: int = 204, **rest: Any) -> Exchange:
    """Return the closure of note n1."""
    return exchange("POST", "/notes/n1/closure", b"", status, b"" if status < 300 else {"status": status}, **rest)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One kind at work; the last exchange of each conversation is the one that decides."""

    with_: dict[str, Any]
    conforms: Callable[[], tuple[Exchange, ...]]
    violates: Callable[[], tuple[Exchange, ...]]
    by_content: bool = False
    """Whether what breaks it stands in the content of the reply."""
    shown: int = -1
    """Which exchange of `violates` shows it, where the last one only confirms that."""


CONDITIONS = frozenset({"offers/1", "shows/1"})
"""Kinds that say whether a requirement applies; nothing breaks them."""
OF_DESCRIPTION = frozenset({"description/1", "offers/1"})
"""Kinds that judge the description itself, and look at no exchange."""
OF_CALLERS = frozenset(
    {
        "answered/1",
        "asks-after/1",
        "callback-address/1",
        "called-back/1",
        "calls/1",
        "carries/1",
        "deliveries/1",
        "cloudevent/1",
        "retries/1",
        "kept-secret/1",
        "messages/1",
        "reaches/1",
        "redirects/1",
        "refuses-partner/1",
        "sent-value/1",
        "signed/1",
        "uses/1",
    }
)
"""Kinds that look at what a product sends to a partner, or at what is said of it: reference ones break them."""
OF_ISSUERS = frozenset({"key-rotation/1"})
"""Kinds about products that trust an authority of ours: one of these breaks them (tests/miniatures/trusting.py)."""
OF_FEATURES = frozenset({"crs/1", "definition/1"})
"""Kinds about servers of features alone: a server with defects breaks them (tests/features_server.py)."""
BESIDE = frozenset({"https/1", "tls/1", "token-response/1"})
"""Kinds that are shown what no other is: handshakes, requests without TLS, calls for tokens."""

CASES: dict[str, Case] = {
    "acceptance/1": Case(
        with_={"operations": ["createNote"]},
        conforms=lambda: (created(),),
        violates=lambda: (exchange("POST", "/notes", new(), 422, {"status": 422}),),
    ),
    "agrees/1": Case(
        with_={"members": ["/label"]},
        conforms=lambda: (listed("p1"), seen(), listed("p1")),
        violates=lambda: (listed("p1"), seen(label="Blue"), listed("p1")),
        shown=1,
    ),
    "append-only/1": Case(
        with_={"append": "addComment", "list": "listComments", "id": "/commentId"},
        conforms=lambda: (commented(), comments("One.")),
        violates=lambda: (commented(), comments("One."), comments("Two.")),
        by_content=True,
    ),
    "asked/1": Case(
        with_={"of": "bound-token"},
        conforms=lambda: (read(facts={"bound": "certificate"}),),
        violates=lambda: (read(),),
    ),
    "bad-credentials/1": Case(
        with_={},
        conforms=lambda: (
            read(facts={"scheme": "basic"}),
            read(credential="malformed", status=401, got={"status": 401}),
            read(credential="tampered", status=401, got={"status": 401}),
        ),
        violates=lambda: (
            read(facts={"scheme": "basic"}),
            read(credential="tampered", status=401, got={"status": 401}),
            read(credential="malformed"),
        ),
    ),
    "client-certificate/1": Case(
        with_={},
        conforms=lambda: (
            read(facts={"certificate": "shown"}),
            read(credential="without-certificate", status=403, got={"status": 403}),
        ),
        violates=lambda: (read(facts={"certificate": "shown"}), read(credential="without-certificate")),
    ),
    "declares/1": Case(
        with_={"operation": "listMarks", "pointer": "/marks", "value": "?"},
        conforms=lambda: (exchange("GET", "/marks", b"", 200, {"marks": ["!", "?"]}),),
        violates=lambda: (exchange("GET", "/marks", b"", 200, {"marks": ["!"]}),),
        by_content=True,
    ),
    "hsts/1": Case(
        with_={},
        conforms=lambda: (read(say={"Strict-Transport-Security": "max-age=1"}),),
        violates=lambda: (read(),),
    ),
    "scope/1": Case(
        with_={},
        conforms=lambda: (closed(), closed(403, identity="read-only")),
        violates=lambda: (closed(identity="read-only"),),
    ),
    "tenancy/1": Case(
        with_={},
        conforms=lambda: (created(), read(identity="other-agency", status=404, got=PROBLEM)),
        violates=lambda: (created(), read(identity="other-agency")),
    ),
    "authentication/1": Case(
        with_={"credentials": ["absent"], "operations": ["getNote"]},
        conforms=lambda: (read(), read(credential="absent", status=401, got={"status": 401})),
        violates=lambda: (read(credential="absent"),),
    ),
    "conditional/1": Case(
        with_={"write": "changeNote", "read": ["getNote", "createNote"], "parameter": "noteId"},
        conforms=lambda: (created(), changed('"1"'), changed('"1"', 412)),
        violates=lambda: (created(), changed('"1"'), changed('"1"')),
    ),
    "coordinates/1": Case(
        with_={},
        conforms=lambda: (seen(),),
        violates=lambda: (seen(got=place(lat=-0.12, lon=51.5)),),
        by_content=True,
    ),
    "created/1": Case(
        with_={},
        conforms=lambda: (placed(),),
        violates=lambda: (placed(got={"label": "Green", "kind": "road"}),),
        by_content=True,
    ),
    "deleted/1": Case(
        with_={},
        conforms=lambda: (removed(), seen(status=404, got=PROBLEM)),
        violates=lambda: (removed(), seen()),
    ),
    "pages/1": Case(
        with_={"check": "walk"},
        conforms=lambda: (listed("a", "b", query="?limit=2"), listed("c", query="?limit=2&offset=2")),
        violates=lambda: (listed("a", "b", query="?limit=2"), listed("b", query="?limit=2&offset=2")),
    ),
    "persists/1": Case(
        with_={"check": "replace"},
        conforms=lambda: (placed(), replaced(), seen(label="Blue")),
        violates=lambda: (placed(), replaced(), seen()),
        by_content=True,
    ),
    "resolves/1": Case(
        with_={},
        conforms=lambda: (listed("p1"), seen()),
        violates=lambda: (listed("p1"), seen(status=404, got=PROBLEM)),
    ),
    "selection/1": Case(
        with_={"check": "filter"},
        conforms=lambda: (listed("a", place("b", kind="house")), listed(place("b", kind="house"), query="?kind=house")),
        violates=lambda: (listed("a", place("b", kind="house")), listed("a", query="?kind=house")),
    ),
    "times/1": Case(
        with_={},
        conforms=lambda: (seen(got=place(madeAt="2026-03-01T10:00:00Z")),),
        violates=lambda: (seen(got=place(madeAt="2026-03-01T10:00:00")),),
        by_content=True,
    ),
    "no-nulls/1": Case(
        with_={},
        conforms=lambda: (exchange("GET", "/marks", b"", 200, {"marks": []}),),
        violates=lambda: (exchange("GET", "/marks", b"", 200, {"marks": None}),),
        by_content=True,
    ),
    "top-level/1": Case(
        with_={},
        conforms=lambda: (exchange("GET", "/marks", b"", 200, {"marks": []}),),
        violates=lambda: (exchange("GET", "/marks", b"", 200, ["!"]),),
    ),
    "head/1": Case(
        with_={"operations": ["getNote"]},
        conforms=lambda: (exchange("HEAD", "/notes/n1"),),
        violates=lambda: (exchange("HEAD", "/notes/n1", b"", 405),),
    ),
    "header/1": Case(
        with_={"header": "Location", "statuses": [201]},
        conforms=lambda: (created(),),
        violates=lambda: (created(say={"ETag": '"1"'}),),
    ),
    "http/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (older(read()),),
    ),
    "idempotency/1": Case(
        with_={"operations": ["createNote"], "key": "/messageId", "same": ["/noteId"]},
        conforms=lambda: (created(), created()),
        violates=lambda: (created(), created(got=note() | {"noteId": "n2"})),
        by_content=True,
    ),
    "heavy/1": Case(
        with_={"by": ["number"], "operations": ["createNote"]},
        conforms=lambda: (exchange("POST", "/notes", new(HUGE), 422, {"status": 422}),),
        violates=lambda: (exchange("POST", "/notes", new(HUGE), 302, b""),),
    ),
    "identifiers/1": Case(
        with_={"fields": {"uprn": "uprn"}},
        conforms=lambda: (read(got=note(uprn="999900000001")),),
        violates=lambda: (read(got=note(uprn="9999000000012")),),
        by_content=True,
    ),
    "isolation/1": Case(
        with_={"create": "createNote", "id": "/noteId", "parameter": "noteId", "operations": ["getNote"]},
        conforms=lambda: (created(), read(identity="other-agency", status=404, got=PROBLEM)),
        violates=lambda: (created(), read(identity="other-agency")),
    ),
    "latency/1": Case(
        with_={"limit_ms": 100, "samples": 1, "operations": ["listMarks"]},
        conforms=lambda: (exchange("GET", "/marks", b"", 200, {"marks": []}, took=90_000),),
        violates=lambda: (exchange("GET", "/marks", b"", 200, {"marks": []}, took=110_000),),
    ),
    "leak/1": Case(
        with_={},
        conforms=lambda: (read(status=404, got=PROBLEM),),
        violates=lambda: (read(status=404, got={"status": 404, "detail": TRACE}),),
    ),
    "media-type/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(say={"Content-Type": "text/plain"}),),
    ),
    "methods/1": Case(
        with_={},
        conforms=lambda: (exchange("DELETE", "/notes", b"", 405, {"status": 405}, say={"Allow": "POST"}),),
        violates=lambda: (exchange("DELETE", "/notes", b"", 204),),
    ),
    "negotiation/1": Case(
        with_={"field": "accept"},
        conforms=lambda: (read(ask={"Accept": "image/png"}, status=406, got={"status": 406}),),
        violates=lambda: (read(ask={"Accept": "image/png"}),),
    ),
    "no-server-error/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(status=500, got={"status": 500}),),
    ),
    "page-cap/1": Case(
        with_={},
        conforms=lambda: (word_page(4),),
        violates=lambda: (word_page(5),),
        by_content=True,
    ),
    "page-says/1": Case(
        with_={"check": "size", "member": "/here"},
        conforms=lambda: (counted("a", "b", here=2),),
        violates=lambda: (counted("a", "b", here=3),),
        by_content=True,
    ),
    "pagination/1": Case(
        with_={"operations": ["listWords"], "id": "/word"},
        conforms=lambda: (words("a", "b", more="2"), words("c", cursor="2")),
        violates=lambda: (words("a", "b", more="2"), words("b", cursor="2")),
    ),
    "problem/1": Case(
        with_={},
        conforms=lambda: (read(status=404, got=PROBLEM),),
        violates=lambda: (read(status=404, got=PROBLEM, say={"Content-Type": "application/json"}),),
    ),
    "rate-limit/1": Case(
        with_={},
        conforms=lambda: (read(status=429, got={"status": 429}, say={"Retry-After": "5"}),),
        violates=lambda: (read(status=429, got={"status": 429}),),
    ),
    "refusal/1": Case(
        with_={"operations": ["createNote"], "when": [{"is": "invalid", "pointer": "/text"}]},
        conforms=lambda: (exchange("POST", "/notes", new(""), 422, {"status": 422}),),
        violates=lambda: (created(""),),
    ),
    "round-trip/1": Case(
        with_={
            "write": ["createNote"],
            "read": ["getNote"],
            "id": "/noteId",
            "parameter": "noteId",
            "fields": ["/text"],
        },
        conforms=lambda: (created("Tŷ gwyn"), read("Tŷ gwyn")),
        violates=lambda: (created("Tŷ gwyn"), read("T? gwyn")),
        by_content=True,
    ),
    "schema/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(got=note(version="1")),),
        by_content=True,
    ),
    "sequence/1": Case(
        with_={"workflow": "close-twice", "steps": ["again"]},
        conforms=lambda: (created(), closed(), closed(409)),
        violates=lambda: (created(), closed(), closed()),
    ),
    "status/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(status=202),),
    ),
    "strict-json/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(got=b'{"noteId":"n1","noteId":"n2"}'),),
    ),
    "dated/1": Case(
        with_={},
        conforms=lambda: (marks("Sun, 01 Aug 2027 00:00:00 GMT"),),
        violates=lambda: (marks("Sat, 01 Aug 2020 00:00:00 GMT"),),
    ),
    "echo/1": Case(
        with_={},
        conforms=lambda: (created(ask=THREAD, say=PLACE | THREAD),),
        violates=lambda: (created(ask=THREAD),),
    ),
    "inward-callback/1": Case(
        with_={},
        conforms=lambda: (called_back("https://10.0.0.1/here", 422),),
        violates=lambda: (called_back("https://10.0.0.1/here", 201),),
    ),
    "names-field/1": Case(
        with_={},
        conforms=lambda: (exchange("POST", "/notes", new(""), 422, {"status": 422, "detail": "Text is empty."}),),
        violates=lambda: (exchange("POST", "/notes", new(""), 422, {"status": 422, "detail": "no"}),),
    ),
    "no-store/1": Case(
        with_={},
        conforms=lambda: (comments("One.", say={"Cache-Control": "no-store"}),),
        violates=lambda: (comments("One."),),
    ),
    "read-only/1": Case(
        with_={},
        conforms=lambda: (forged(2),),
        violates=lambda: (forged(99),),
        by_content=True,
    ),
    "repeated/1": Case(
        with_={"check": "key"},
        conforms=lambda: (created(ask=KEY), created(sent=new("Other."), ask=KEY, status=409, got={"status": 409})),
        violates=lambda: (created(ask=KEY), created(sent=new("Other."), ask=KEY)),
    ),
    "withstands/1": Case(
        with_={},
        conforms=lambda: (read(),),
        violates=lambda: (read(status=500, got={"status": 500}),),
    ),
}
