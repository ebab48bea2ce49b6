"""Events go out as they are kept, are sent again where they must be, and first wait until the product is ready."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from threads import served

from harness.contract.contract import EMPTY
from harness.errors import ProfileError
from harness.evidence import Exchange, Observation, Partial, Request, Response
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.clock import SystemClock
from harness.gather.delivering.events import Subscription
from harness.gather.delivering.publishing import Publisher, Way
from harness.loading import find, load_bundle
from harness.partner.recording import Taken
from harness.profile import Deliveries
from harness.redact import Redactor

BUNDLE = load_bundle(find("justice-events@1.0"))
SECRET = "c2VjcmV0IG9mIG5vYm9keSBhdCBhbGwgaGVyZSAuLi4="
HERE = frozenset[str]()


def terms() -> Deliveries:
    assert BUNDLE.profile.deliveries is not None
    return BUNDLE.profile.deliveries


@contextmanager
def subscriber(*statuses: int, reads: int = 1 << 30) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Serve an address that answers with these statuses, the last of them for good; yield it and what came."""
    came: list[tuple[str, bytes]] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length) if length <= reads else b""
            with lock:
                came.append((str(self.headers), body))
                status = statuses[min(len(came), len(statuses)) - 1] if length <= reads else 413
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with served(server) as url:
        yield f"{url}/events", came


def delivered(url: str, *kinds: str) -> tuple[Publisher, list[Exchange]]:
    """Deliver events, and return the publisher and what was kept of each when it had ended."""
    kept: list[Observation] = []
    stage = Stage("justice-publisher", SystemClock(), Redactor({}), kept.append, lambda one: None)
    stage.enter("stimulus:s")
    publisher = Publisher(terms(), BUNDLE.contract, stage, 1, SystemClock().wall)
    way = Way(Subscription(url=url, key="kid", secret=SECRET), None)
    publisher.deliver(kinds, way, "s", HERE)
    return publisher, [one for one in kept if isinstance(one, Exchange)]


def test_what_goes_out_is_what_is_kept_but_for_the_signature() -> None:
    with subscriber(202) as (url, came):
        publisher, kept = delivered(url, "oversized", "valid")
    assert [one.request.body for one in kept] == [body for _, body in came]
    for (fields, _), one in zip(came, kept, strict=True):
        sent = [line for line in fields.strip().splitlines() if not line.startswith("X-Signature")]
        head = one.request.head.decode().split("\r\n")[1:]
        assert [line for line in head if not line.startswith("X-Signature")] == sent
        assert "X-Signature: " + "*" * 44 in head
    assert publisher.names == (json.loads(came[2][1])["documentId"],)


def test_the_first_event_is_sent_again_until_it_is_taken() -> None:
    with subscriber(401, 401, 202) as (url, came):
        _, kept = delivered(url, "unsigned")
    assert [one.reply.status for one in kept if isinstance(one.reply, Response)] == [401, 401, 202, 202]
    assert came[0][1] == came[1][1] == came[2][1] != came[3][1]


def test_repeats_are_the_same_event() -> None:
    with subscriber(202) as (url, came):
        _, kept = delivered(url, "twice", "at-once", "unheard")
    bodies = [body for _, body in came[1:]]
    assert len(bodies) == 7
    assert len(set(bodies)) == 3
    named = [line for fields, _ in came[1:] for line in fields.splitlines() if line.startswith("X-Correlation-Id")]
    assert len(set(zip(bodies, named, strict=True))) == len(set(named)) == 3
    lost = [one for one in kept if one.fault == "lost-acknowledgement"]
    assert [one.reply for one in lost] == [Partial(why="interrupted")]


def test_the_answer_of_who_takes_nothing_large_is_heard() -> None:
    with subscriber(202, reads=100_000) as (url, _):
        for _ in range(5):
            _, kept = delivered(url, "oversized")
            assert [one.reply.status for one in kept if isinstance(one.reply, Response)] == [202, 413]
            assert [b"Expect: 100-continue" in one.request.head for one in kept[2:]] in ([], [True])


def test_an_address_elsewhere_is_not_called() -> None:
    with pytest.raises(NotBroughtAbout, match=r"callback:subscriber\.example\.org"):
        delivered("https://subscriber.example.org/events", "valid")


def test_a_subscription_is_learned_and_its_secret_known() -> None:
    kept: list[Observation] = []
    stage = Stage("justice-publisher", SystemClock(), Redactor({}), kept.append, lambda one: None)
    publisher = Publisher(terms(), BUNDLE.contract, stage, 1, SystemClock().wall)
    assert publisher.learned() is None
    stage.hands_out = publisher.hands_out
    asked = json.dumps({"notificationEndpoint": {"callbackUrl": "http://127.0.0.1:9/e"}}).encode()
    answered = json.dumps({"clientSubscriptionId": "s", "hmac": {"keyId": "k", "secret": SECRET}}).encode()
    request = Request(method="POST", target="/client-subscriptions", head=b"POST /client-subscriptions", body=asked)
    reply = Response(status=201, head=b"", body=answered)
    stage.keep(Taken(request=request, reply=reply, operation="createClientSubscription"))
    assert publisher.learned() == Subscription(url="http://127.0.0.1:9/e", key="k", secret=SECRET, id="s", issued=True)
    assert SECRET not in repr(kept)


def test_a_webhook_without_an_example_is_the_profiles_fault() -> None:
    stage = Stage("p", SystemClock(), Redactor({}), lambda one: None, lambda one: None)
    for contract, changed in ((EMPTY, terms()), (BUNDLE.contract, msgspec.structs.replace(terms(), webhook="none"))):
        with pytest.raises(ProfileError, match="no example"):
            Publisher(changed, contract, stage, 1, SystemClock().wall)
