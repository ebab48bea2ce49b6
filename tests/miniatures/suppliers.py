"""Keepers of notes on loopback: one that is perfect, and one for each kind of rule that breaks it and nothing else.

    with serving(VICES["forgets-messages"].keeper) as base_url:
        ...

The API is that of notes/1.0. Each vice is one small change of `Keeper`.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import tls_server
from threads import served
from tls_files import TlsFiles

PREFIX = "/v1"
WORDS = ("alpha", "bravo", "charlie", "delta", "echo")
TOKENS = {"Bearer own": "own", "Bearer other": "other", "Bearer reader": "own"}
METHODS = {
    "words": ("GET",),
    "marks": ("GET",),
    "places": ("GET", "POST"),
    "place": ("GET", "PUT", "DELETE"),
    "notes": ("POST",),
    "note": ("GET", "PATCH"),
    "closure": ("POST",),
    "comments": ("GET", "POST"),
}
PROBLEM = "application/problem+json"
TRACE = 'Traceback (most recent call last):\n  File "notes.py", line 7, in read'


@dataclass
class Answer:
    """What is answered."""

    status: int
    """0 is no answer: the connection is closed."""
    value: Any = None
    """JSON, or bytes as they are."""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """What was asked."""

    method: str
    parts: list[str]
    query: dict[str, str]
    fields: Any
    body: bytes
    secure: bool = False
    """Whether it came by TLS."""
    certificate: bytes | None = None
    """What the client showed."""
    agency: str = ""

    @property
    def value(self) -> Any:
        """The JSON of the body, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Keeper:
    """Keeps notes as notes/1.0 has it."""

    description = (Path(__file__).parent / "notes" / "1.0" / "openapi.yaml").read_bytes()
    """What it says of itself."""
    http = "HTTP/1.1"
    oldest = ssl.TLSVersion.TLSv1_2
    plain_too = False
    """Whether the port that speaks TLS also serves without."""
    asks_certificate = True
    hsts = "max-age=31536000"
    tokens_kept = "no-store"
    bound = True
    """Whether its tokens are bound to certificates; who asks for them attests it."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.owners: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.places: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        with self.lock:
            if call.secure and self.asks_certificate and not call.certificate:
                return self.problem(403)
            if call.parts == ["token"]:
                return Answer(200, {"access_token": "issued"}, {"Cache-Control": self.tokens_kept})
            call.agency = self.agency(call)
            if not call.agency:
                return self.problem(401, {"WWW-Authenticate": "Bearer"})
            place = self.place(call.parts)
            if not place:
                return self.problem(404)
            if call.method == "HEAD":
                return self.head(call)
            if call.method not in METHODS[place]:
                return self.not_allowed(place)
            if not self.acceptable(call):
                return self.problem(406)
            if len(call.parts) > 1 and not self.visible(call):
                return self.unknown()
            if not self.may(call, place):
                return self.problem(403)
            handler: Callable[[Call], Answer] = getattr(self, f"{call.method.lower()}_{place}")
            return self.echoed(call, handler(call))

    def echoed(self, call: Call, answer: Answer) -> Answer:
        sent = call.fields.get("Correlation-Id")
        return Answer(answer.status, answer.value, answer.fields | ({"Correlation-Id": sent} if sent else {}))

    def agency(self, call: Call) -> str:
        return TOKENS.get(call.fields.get("Authorization", ""), "")

    def place(self, parts: list[str]) -> str:
        match parts:
            case ["words"] | ["marks"] | ["notes"] | ["places"]:
                return parts[0]
            case ["notes", _]:
                return "note"
            case ["places", _]:
                return "place"
            case ["notes", _, "closure" | "comments"]:
                return parts[2]
        return ""

    def may(self, call: Call, place: str) -> bool:
        return place != "closure" or call.fields.get("Authorization") != "Bearer reader"

    def acceptable(self, call: Call) -> bool:
        accept = call.fields.get("Accept", "*/*")
        return any(kind in accept for kind in ("*/*", "application/json", "application/*"))

    def visible(self, call: Call) -> bool:
        if call.parts[0] == "places":
            return call.parts[1] in self.places
        return self.owners.get(call.parts[1]) == call.agency

    def problem(self, status: int, fields: dict[str, str] | None = None, detail: str = "no") -> Answer:
        return Answer(status, {"status": status, "detail": detail}, {"Content-Type": PROBLEM} | (fields or {}))

    def unknown(self) -> Answer:
        return self.problem(404)

    def not_allowed(self, place: str) -> Answer:
        return self.problem(405, {"Allow": ", ".join(METHODS[place])})

    def head(self, call: Call) -> Answer:
        return Answer(200 if len(call.parts) < 2 or self.visible(call) else 404)

    def shown(self, name: str) -> dict[str, Any]:
        """Return a note as it is shown."""
        return dict(self.notes[name])

    def tag(self, name: str) -> str:
        return f'"{self.notes[name]["version"]}"'

    def right(self, text: Any) -> bool:
        return isinstance(text, str) and 0 < len(text) <= 2000

    def get_words(self, call: Call) -> Answer:
        limit, start = self.page_size(int(call.query.get("limit", "4"))), int(call.query.get("cursor", "0"))
        page: dict[str, Any] = {"items": [{"word": w} for w in WORDS[start : start + limit]], "total": len(WORDS)}
        if start + limit < len(WORDS):
            page["nextCursor"] = str(self.after(start + limit))
        return Answer(200, page)

    def after(self, position: int) -> int:
        return position

    def page_size(self, asked: int) -> int:
        return min(asked, 4)

    def too_often(self) -> dict[str, str]:
        return {"Retry-After": "1"}

    def get_marks(self, call: Call) -> Answer:
        if "hurry" in call.query:
            return self.problem(429, self.too_often())
        return Answer(200, {"marks": ["!", "?"]}, self.dates())

    def dates(self) -> dict[str, str]:
        return {"Deprecation": "@1785542400", "Sunset": "Sun, 01 Aug 2027 00:00:00 GMT"}

    def get_places(self, call: Call) -> Answer:
        found = [place for place in self.places.values() if self.chosen(place, call.query)]
        start, limit = int(call.query.get("offset", "0")), int(call.query.get("limit", "100"))
        items = [self.drawn(one) for one in found[start:][:limit]]
        return Answer(200, {"items": items, "total": len(found), "here": self.counted(items, found)})

    def counted(self, items: list[Any], found: list[Any]) -> int:
        """Return what a page says of its own size."""
        return len(items)

    def chosen(self, place: dict[str, Any], query: dict[str, str]) -> bool:
        return query.get("kind", place["kind"]) == place["kind"]

    def drawn(self, place: dict[str, Any]) -> dict[str, Any]:
        """Return a place as it is shown."""
        return dict(place)

    def post_places(self, call: Call) -> Answer:
        name = f"p{len(self.places) + 1}"
        self.places[name] = {**call.value, "placeId": name, "madeAt": "2026-03-01T10:00:00Z"}
        return self.made(name)

    def made(self, name: str) -> Answer:
        return Answer(201, self.drawn(self.places[name]))

    def get_place(self, call: Call) -> Answer:
        return Answer(200, self.drawn(self.places[call.parts[1]]))

    def put_place(self, call: Call) -> Answer:
        name = call.parts[1]
        replaced = {**call.value, "placeId": name, "madeAt": self.places[name]["madeAt"]}
        self.places[name] = self.replaced(self.places[name], replaced)
        return Answer(200, self.drawn(replaced))

    def replaced(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        return after

    def delete_place(self, call: Call) -> Answer:
        self.remove(call.parts[1])
        return Answer(204)

    def remove(self, name: str) -> None:
        del self.places[name]

    def post_notes(self, call: Call) -> Answer:
        sent = call.value
        if not isinstance(sent, dict) or not self.right(sent.get("text")):
            return self.problem(422, detail=self.about("text"))
        if self.is_used(call.fields.get("Idempotency-Key"), call.body):
            return self.problem(409, detail="the key was used for another note")
        name = self.known(sent["messageId"])
        if name is None:
            name = f"n{len(self.notes) + 1}"
            self.messages[sent["messageId"]] = name
            self.owners[name] = call.agency
            self.comments[name] = []
            kept = {key: sent[key] for key in ("text", "uprn") if key in sent}
            self.notes[name] = {"noteId": name, "version": 1, "status": "open", **kept}
        return Answer(201, self.notes[name], self.created(name))

    def about(self, member: str) -> str:
        return f"{member} is wrong"

    def is_used(self, key: str | None, body: bytes) -> bool:
        return key is not None and self.keys.setdefault(key, body) != body

    def known(self, message: str) -> str | None:
        return self.messages.get(message)

    def created(self, name: str) -> dict[str, str]:
        return {"Location": f"{PREFIX}/notes/{name}", "ETag": self.tag(name)}

    def get_note(self, call: Call) -> Answer:
        return Answer(200, self.shown(call.parts[1]), {"ETag": self.tag(call.parts[1])})

    def patch_note(self, call: Call) -> Answer:
        name = call.parts[1]
        if not self.current(call.fields.get("If-Match", "*"), name):
            return self.problem(412)
        self.notes[name] |= {"text": call.value["text"], "version": self.next_version(name, call.value)}
        return Answer(self.changed(), self.notes[name], {"ETag": self.tag(name)})

    def next_version(self, name: str, sent: dict[str, Any]) -> int:
        return int(self.notes[name]["version"]) + 1

    def current(self, condition: str, name: str) -> bool:
        return condition in ("*", self.tag(name))

    def changed(self) -> int:
        return 200

    def post_closure(self, call: Call) -> Answer:
        note = self.notes[call.parts[1]]
        if note["status"] == "closed" and not self.closes_again():
            return self.problem(409)
        note["status"] = "closed"
        return Answer(204)

    def closes_again(self) -> bool:
        return False

    def post_comments(self, call: Call) -> Answer:
        if self.leads_inward(call.value.get("callbackUrl", "")):
            return self.problem(422)
        comments = self.comments[call.parts[1]]
        comments.append({"commentId": f"c{len(comments) + 1}", "text": call.value["text"]})
        return Answer(201, comments[-1])

    def leads_inward(self, address: str) -> bool:
        return "//10." in address

    def get_comments(self, call: Call) -> Answer:
        comments = self.comments[call.parts[1]]
        if not call.query.get("cursor", "").isascii():
            return self.problem(400)
        page = {"items": [dict(comment) for comment in comments], "total": len(comments)}
        return Answer(200, page, self.caching())

    def caching(self) -> dict[str, str]:
        return {"Cache-Control": "no-store"}


class RefusesLongNotes(Keeper):
    def right(self, text: Any) -> bool:
        return super().right(text) and len(text) < 200


class EditsComments(Keeper):
    def get_comments(self, call: Call) -> Answer:
        found = super().get_comments(call)
        for comment in self.comments[call.parts[1]]:
            comment["text"] += "."
        return found


class OpenDoor(Keeper):
    def agency(self, call: Call) -> str:
        return super().agency(call) or ("" if call.fields.get("Authorization") else "own")


class IgnoresIfMatch(Keeper):
    def current(self, condition: str, name: str) -> bool:
        return True


class HeadUnknown(Keeper):
    def head(self, call: Call) -> Answer:
        return self.problem(405, {"Allow": "GET"})


class NoLocation(Keeper):
    def created(self, name: str) -> dict[str, str]:
        return {"ETag": self.tag(name)}


class ForgetsMessages(Keeper):
    def known(self, message: str) -> str | None:
        return None


class LongUprn(Keeper):
    def shown(self, name: str) -> dict[str, Any]:
        found = super().shown(name)
        return found | ({"uprn": "0" + found["uprn"]} if "uprn" in found else {})


class ShowsToAll(Keeper):
    def visible(self, call: Call) -> bool:
        return super().visible(call) or (call.method == "GET" and call.parts[1] in self.notes)


class ChangesForAll(Keeper):
    def visible(self, call: Call) -> bool:
        return super().visible(call) or (call.method == "PATCH" and call.parts[1] in self.notes)


class OldTls(Keeper):
    oldest = ssl.TLSVersion.TLSv1_1


class PlainToo(Keeper):
    plain_too = True


class AsksNoCertificate(Keeper):
    asks_certificate = False


class TakesAnyToken(Keeper):
    def agency(self, call: Call) -> str:
        return super().agency(call) or ("own" if call.fields.get("Authorization") == "Bearer malformed" else "")


class ForgetsHsts(Keeper):
    hsts = ""


class TokensKept(Keeper):
    tokens_kept = "max-age=60"


class LooseTokens(Keeper):
    bound = False


class ScopesIgnored(Keeper):
    def may(self, call: Call, place: str) -> bool:
        return True


class SlowLists(Keeper):
    def get_comments(self, call: Call) -> Answer:
        time.sleep(0.3)
        return super().get_comments(call)


class ShowsStack(Keeper):
    def unknown(self) -> Answer:
        return self.problem(404, detail=TRACE)


class TextPlain(Keeper):
    def get_note(self, call: Call) -> Answer:
        found = super().get_note(call)
        found.fields["Content-Type"] = "text/plain"
        return found


class NoAllow(Keeper):
    def not_allowed(self, place: str) -> Answer:
        return self.problem(405)


class IgnoresAccept(Keeper):
    def acceptable(self, call: Call) -> bool:
        return True


class CrashesOnEmoji(Keeper):
    def get_comments(self, call: Call) -> Answer:
        if not call.query.get("cursor", "").isascii():
            return self.problem(500)
        return super().get_comments(call)


class SkipsAtPageEnd(Keeper):
    def after(self, position: int) -> int:
        return position + 1


class EndlessPages(Keeper):
    def page_size(self, asked: int) -> int:
        return asked


class NoRetryAfter(Keeper):
    def too_often(self) -> dict[str, str]:
        return {}


class DropsMarks(Keeper):
    def get_marks(self, call: Call) -> Answer:
        return Answer(0) if "odd" in call.query else super().get_marks(call)


class DropsNumbers(Keeper):
    def post_notes(self, call: Call) -> Answer:
        return Answer(0) if b"9" * 300 in call.body else super().post_notes(call)


class ErrorsAsJson(Keeper):
    def unknown(self) -> Answer:
        found = super().unknown()
        found.fields["Content-Type"] = "application/json"
        return found


class AcceptsNothing(Keeper):
    def right(self, text: Any) -> bool:
        return isinstance(text, str)


class AsciiOnly(Keeper):
    def shown(self, name: str) -> dict[str, Any]:
        found = super().shown(name)
        return found | {"text": found["text"].encode("ascii", "replace").decode()}


class VersionAsText(Keeper):
    def shown(self, name: str) -> dict[str, Any]:
        return super().shown(name) | {"version": str(self.notes[name]["version"])}


class ClosesTwice(Keeper):
    def closes_again(self) -> bool:
        return True


class LiesAboutStatus(Keeper):
    def changed(self) -> int:
        return 202


class DuplicateKeys(Keeper):
    def get_words(self, call: Call) -> Answer:
        found = super().get_words(call)
        found.value = json.dumps(found.value).replace("{", '{"total": 0, ', 1).encode()
        return found


class OneNameTwice(Keeper):
    description = Keeper.description.replace(b"operationId: listMarks", b"operationId: listWords")


class ListAtTop(Keeper):
    def get_marks(self, call: Call) -> Answer:
        return Answer(200, ["!", "?"])


class SaysNull(Keeper):
    def get_marks(self, call: Call) -> Answer:
        found = super().get_marks(call)
        return Answer(200, {**found.value, "since": None}) if isinstance(found.value, dict) else found


class SpeaksOldHttp(Keeper):
    http = "HTTP/1.0"


class AsksNothing(Keeper):
    def get_marks(self, call: Call) -> Answer:
        found = super().get_marks(call)
        if found.status == 200:
            found.value = {"marks": ["!"]}
        return found


class EndsBeforeItBegan(Keeper):
    def dates(self) -> dict[str, str]:
        return super().dates() | {"Sunset": "Sat, 01 Aug 2020 00:00:00 GMT"}


class LosesTheThread(Keeper):
    def echoed(self, call: Call, answer: Answer) -> Answer:
        return answer


class CallsAnyone(Keeper):
    def leads_inward(self, address: str) -> bool:
        return False


class SaysOnlyNo(Keeper):
    def about(self, member: str) -> str:
        return "no"


class LetsCachesKeep(Keeper):
    def caching(self) -> dict[str, str]:
        return {}


class TakesAnyVersion(Keeper):
    def next_version(self, name: str, sent: dict[str, Any]) -> int:
        return int(sent.get("version", super().next_version(name, sent)))


class ForgetsKeys(Keeper):
    def is_used(self, key: str | None, body: bytes) -> bool:
        return False


class SwapsPlaces(Keeper):
    def drawn(self, place: dict[str, Any]) -> dict[str, Any]:
        return {**place, "lat": place["lon"], "lon": place["lat"]}


class MadeNowhere(Keeper):
    def made(self, name: str) -> Answer:
        return Answer(201, {"label": "made", "kind": "road"})


class KeepsWhatIsGone(Keeper):
    def remove(self, name: str) -> None:
        """Say that it is done."""


class RepeatsAtPageEnd(Keeper):
    def get_places(self, call: Call) -> Answer:
        start = int(call.query.get("offset", "0"))
        return super().get_places(replace(call, query={**call.query, "offset": str(max(0, start - 1))}))


class CountsWhatIsElsewhere(Keeper):
    def counted(self, items: list[Any], found: list[Any]) -> int:
        return len(found)


class ForgetsReplacements(Keeper):
    def replaced(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        return before


class ListsGhosts(Keeper):
    def get_places(self, call: Call) -> Answer:
        found = super().get_places(call)
        if not call.query:
            found.value["items"].append({"placeId": "ghost", "label": "Gone", "kind": "road"})
            found.value["here"] += 1
        return found


class IgnoresKind(Keeper):
    def chosen(self, place: dict[str, Any], query: dict[str, str]) -> bool:
        return True


class ShortensInLists(Keeper):
    def get_places(self, call: Call) -> Answer:
        found = super().get_places(call)
        found.value["items"] = [{**place, "label": place["label"][:3]} for place in found.value["items"]]
        return found


class TimeWithoutOffset(Keeper):
    def drawn(self, place: dict[str, Any]) -> dict[str, Any]:
        return {**place, "madeAt": "2026-03-01T10:00:00"}


class SetsItsOwnState(Keeper):
    """No vice: what it makes begins as a house, whatever it was to be, and its answer says so."""

    def post_places(self, call: Call) -> Answer:
        super().post_places(call)
        name = list(self.places)[-1]
        self.places[name]["kind"] = "house"
        return self.made(name)


class SaysOneStateAndKeepsAnother(Keeper):
    """Breaks what no requirement of the tiny profile asks for: that what was made is read back."""

    def get_place(self, call: Call) -> Answer:
        found = super().get_place(call)
        return Answer(200, {**found.value, "kind": "house"})


class RefusesEverybody(Keeper):
    """Breaks nothing that a refusal could show: who has a good credential is turned away like everybody else."""

    def agency(self, call: Call) -> str:
        return ""


class RefusesEverybodyMarks(Keeper):
    """Turns everybody away from one operation, and serves the others as it should."""

    def agency(self, call: Call) -> str:
        return "" if call.parts == ["marks"] else super().agency(call)


@dataclass(frozen=True)
class Vice:
    """A keeper that breaks one kind of rule."""

    breaks: str
    keeper: type[Keeper]


VICES: dict[str, Vice] = {
    "ends-before-it-began": Vice("dated/1", EndsBeforeItBegan),
    "loses-the-thread": Vice("echo/1", LosesTheThread),
    "calls-anyone": Vice("inward-callback/1", CallsAnyone),
    "says-only-no": Vice("names-field/1", SaysOnlyNo),
    "lets-caches-keep": Vice("no-store/1", LetsCachesKeep),
    "takes-any-version": Vice("read-only/1", TakesAnyVersion),
    "forgets-keys": Vice("repeated/1", ForgetsKeys),
    "refuses-long-notes": Vice("acceptance/1", RefusesLongNotes),
    "asks-nothing": Vice("declares/1", AsksNothing),
    "speaks-old-http": Vice("http/1", SpeaksOldHttp),
    "loose-tokens": Vice("asked/1", LooseTokens),
    "edits-comments": Vice("append-only/1", EditsComments),
    "open-door": Vice("authentication/1", OpenDoor),
    "takes-any-token": Vice("bad-credentials/1", TakesAnyToken),
    "asks-no-certificate": Vice("client-certificate/1", AsksNoCertificate),
    "ignores-if-match": Vice("conditional/1", IgnoresIfMatch),
    "swaps-places": Vice("coordinates/1", SwapsPlaces),
    "made-nowhere": Vice("created/1", MadeNowhere),
    "keeps-what-is-gone": Vice("deleted/1", KeepsWhatIsGone),
    "repeats-at-page-end": Vice("pages/1", RepeatsAtPageEnd),
    "forgets-replacements": Vice("persists/1", ForgetsReplacements),
    "lists-ghosts": Vice("resolves/1", ListsGhosts),
    "ignores-kind": Vice("selection/1", IgnoresKind),
    "shortens-in-lists": Vice("agrees/1", ShortensInLists),
    "time-without-offset": Vice("times/1", TimeWithoutOffset),
    "one-name-twice": Vice("description/1", OneNameTwice),
    "head-unknown": Vice("head/1", HeadUnknown),
    "no-location": Vice("header/1", NoLocation),
    "drops-numbers": Vice("heavy/1", DropsNumbers),
    "forgets-hsts": Vice("hsts/1", ForgetsHsts),
    "plain-too": Vice("https/1", PlainToo),
    "forgets-messages": Vice("idempotency/1", ForgetsMessages),
    "long-uprn": Vice("identifiers/1", LongUprn),
    "shows-to-all": Vice("isolation/1", ShowsToAll),
    "slow-lists": Vice("latency/1", SlowLists),
    "shows-stack": Vice("leak/1", ShowsStack),
    "text-plain": Vice("media-type/1", TextPlain),
    "no-allow": Vice("methods/1", NoAllow),
    "ignores-accept": Vice("negotiation/1", IgnoresAccept),
    "says-null": Vice("no-nulls/1", SaysNull),
    "crashes-on-emoji": Vice("no-server-error/1", CrashesOnEmoji),
    "endless-pages": Vice("page-cap/1", EndlessPages),
    "counts-what-is-elsewhere": Vice("page-says/1", CountsWhatIsElsewhere),
    "skips-at-page-end": Vice("pagination/1", SkipsAtPageEnd),
    "errors-as-json": Vice("problem/1", ErrorsAsJson),
    "no-retry-after": Vice("rate-limit/1", NoRetryAfter),
    "accepts-nothing": Vice("refusal/1", AcceptsNothing),
    "ascii-only": Vice("round-trip/1", AsciiOnly),
    "version-as-text": Vice("schema/1", VersionAsText),
    "scopes-ignored": Vice("scope/1", ScopesIgnored),
    "closes-twice": Vice("sequence/1", ClosesTwice),
    "lies-about-status": Vice("status/1", LiesAboutStatus),
    "duplicate-keys": Vice("strict-json/1", DuplicateKeys),
    "changes-for-all": Vice("tenancy/1", ChangesForAll),
    "old-tls": Vice("tls/1", OldTls),
    "tokens-kept": Vice("token-response/1", TokensKept),
    "list-at-top": Vice("top-level/1", ListAtTop),
    "drops-marks": Vice("withstands/1", DropsMarks),
}
"""One vice a kind of rule; a test holds that the table lacks none."""


class Server(ThreadingHTTPServer):
    """Speaks TLS where it has a context; on a port of TLS it speaks HTTP only for who is lax."""

    daemon_threads = True
    context: ssl.SSLContext | None = None
    plain_too = False

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread."""
        if self.context is None:
            super().finish_request(request, client_address)
        elif request.recv(1, socket.MSG_PEEK) == b"\x16":
            with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)
        elif self.plain_too:
            super().finish_request(request, client_address)


@contextmanager
def serving(make: type[Keeper] = Keeper, files: TlsFiles | None = None) -> Iterator[str]:
    """Serve a keeper on a free port of loopback, with `files` over TLS, and give its base URL."""
    keeper = make()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = keeper.http
        disable_nagle_algorithm = True
        wbufsize = 1 << 16

        def handle_one_request(self) -> None:
            """Answer every method alike; the keeper tells them apart."""
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return
            self.say(keeper.answer(self.call()))

        def call(self) -> Call:
            url = urlsplit(self.path)
            parts = [unquote(part) for part in url.path.removeprefix(PREFIX).strip("/").split("/")]
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            secure = isinstance(self.connection, ssl.SSLSocket)
            certificate = self.connection.getpeercert(binary_form=True) if secure else None
            return Call(self.command, parts, query, self.headers, body, secure, certificate)

        def say(self, answer: Answer) -> None:
            if not answer.status:
                self.close_connection = True
                return
            value = answer.value
            body = value if isinstance(value, bytes) else b"" if value is None else json.dumps(value).encode()
            if self.command == "HEAD":
                body = b""
            self.send_response(answer.status)
            own = {"Content-Type": "application/json"} if body else {}
            if keeper.hsts and isinstance(self.connection, ssl.SSLSocket):
                own["Strict-Transport-Security"] = keeper.hsts
            for name, text in (own | answer.fields).items():
                self.send_header(name, text)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    if files is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            server.context = tls_server.context_of(
                files, client=ssl.CERT_OPTIONAL, versions=(keeper.oldest, ssl.TLSVersion.TLSv1_3)
            )
        server.plain_too = keeper.plain_too
    with served(server, "http" if files is None else "https") as url:
        yield f"{url}{PREFIX}"
