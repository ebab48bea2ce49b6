"""A secret is found wherever it stands in a bundle, named by exchange and field, and never shown."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from bundled import conversations, judged
from leaks.test_parts import exchange

from harness.evidence import Answer, Document, Evidence, ExchangeId, Redaction, Response
from harness.leaks.scan import BATCH, Scan, scan

CANARY = "C4nary-7f3b91"
SECRETS = {"client-secret": CANARY.encode()}
MAIL = "j.smith@acme-policing.co.uk"


def reply(body: bytes, head: bytes = b"HTTP/1.1 200 OK") -> Response:
    return Response(status=200, head=head, body=body)


def found(*observations: object, **changes: object) -> list[tuple[str, str, str, int]]:
    look = Scan(SECRETS)
    for observation in observations:
        look.observation(observation)  # type: ignore[arg-type]
    return [(one.kind, one.what, one.place, one.others) for one in look.leaks()]


PLACES = {
    "note-1#0:reply.body:/a/b": {"reply": reply(json.dumps({"a": {"b": CANARY}}).encode())},
    "note-1#0:reply.body:/h": {"reply": reply(json.dumps({"h": CANARY.encode().hex()}).encode())},
    "note-1#0:reply.body:/e": {"reply": reply(b'{"e":"\\u0043%s"}' % CANARY[1:].encode())},
    "note-1#0:reply.body:@9+13": {"reply": reply(b"Fault at " + CANARY.encode())},
    "note-1#0:reply.body": {
        "reply": reply(gzip.compress(CANARY.encode()), b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip")
    },
    "note-1#0:reply.head:location": {"reply": reply(b"", f"HTTP/1.1 303 X\r\nLocation: /x?{CANARY}".encode())},
    "note-1#0:notes": {"intent": f"sends {CANARY}"},
    "note-1#0:request.target:?t": {},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_named_by_its_place(place: str) -> None:
    one = exchange(**PLACES[place])
    if place.endswith("?t"):
        one = msgspec.structs.replace(one, request=msgspec.structs.replace(one.request, target=f"/v1?t={CANARY}"))
    ((kind, what, at, others),) = found(one)
    assert (kind, what, others) == ("secret", "client-secret", 0)
    assert at.startswith(place)


def test_a_field_whose_name_is_secret_is_not_named() -> None:
    ((*_, at, _),) = found(exchange(reply=reply(json.dumps({CANARY: {CANARY: 1}}).encode())))
    assert CANARY not in at


def test_the_same_value_is_one_leak() -> None:
    one = exchange(reply=reply(json.dumps({"mail": MAIL}).encode()))
    again = msgspec.structs.replace(one, id=ExchangeId("note-2", 0))
    assert found(one, again) == [("person", "email address", "note-1#0:reply.body:/mail", 1)]


def test_what_we_made_up_is_nobodys() -> None:
    sent = exchange(request=msgspec.structs.replace(exchange().request, body=json.dumps({"mail": MAIL}).encode()))
    said = msgspec.structs.replace(sent, id=ExchangeId("note-0", 0), reply=reply(json.dumps({"m": MAIL}).encode()))
    assert found(said) == []
    assert found(exchange(reply=said.reply), sent) == []


def test_what_the_run_file_gave_may_be_somebodys(tmp_path: Path) -> None:
    context = judged(tmp_path, fixtures={"contact": MAIL}).evidence.context
    sent = exchange(request=msgspec.structs.replace(exchange().request, body=json.dumps({"mail": MAIL}).encode()))
    (leak,) = scan(Evidence(context=context, observations=(sent,), footer=None), {}, {})
    assert (leak.what, leak.place.startswith("evidence.jsonl.gz:context:@")) == ("email address", True)


def test_what_was_taken_out_is_not_found() -> None:
    covered = exchange(
        reply=reply(b'{"token":"*************"}'),
        redactions=(Redaction(part="reply.body", offset=10, length=13, marker="secret:client-secret"),),
    )
    assert found(covered) == []


def test_documents_and_answers_are_looked_through() -> None:
    document = Document(id=ExchangeId("a", 0), name="x", media_type="text/yaml", body=CANARY.encode())
    answer = Answer(id=ExchangeId("b", 0), by="Alex", question="?", text=CANARY, at=0)
    assert [place.partition(":@")[0] for *_, place, _ in found(document)] == ["a#0:body"]
    assert [place.partition(":@")[0] for *_, place, _ in found(answer)] == ["b#0:notes"]


def test_members_are_looked_through_also_where_two_pieces_meet(tmp_path: Path) -> None:
    evidence = Evidence(context=judged(tmp_path).evidence.context, observations=(), footer=None)
    for at in (0, BATCH - 5, BATCH, 2 * BATCH - 13):
        data = b"." * at + base64.b64encode(CANARY.encode()) + b"." * BATCH
        (leak,) = scan(evidence, {"reports/x.txt": data}, SECRETS)
        assert (leak.place.startswith(f"reports/x.txt:@{at}+"), leak.others) == (True, 0)
    file = tmp_path / "body.gz"
    file.write_bytes(gzip.compress(CANARY.encode()))
    assert [leak.place for leak in scan(evidence, {"profiles/body.gz": file}, SECRETS)] == ["profiles/body.gz:@0+13"]


def test_shipped_profiles_and_examples_hold_nothing(tmp_path: Path) -> None:
    from harness.certificate.issue import contents

    judgement = judged(tmp_path)
    assert scan(judgement.evidence, contents(judgement, {}), SECRETS) == ()


def test_memory_does_not_grow_with_the_run() -> None:
    look, some = Scan(SECRETS), conversations()
    tracemalloc.start()
    for _ in range(3000):
        for one in some:
            look.observation(one)
    assert look.leaks() == ()
    assert tracemalloc.get_traced_memory()[1] < 40 << 20
    tracemalloc.stop()
