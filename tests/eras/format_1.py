"""Says what `format-1/evidence.jsonl.gz` holds, and writes it anew when run as a script."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from harness import archive
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Answer,
    Deviation,
    Document,
    Environment,
    Evidence,
    Exchange,
    ExchangeId,
    Footer,
    Handshake,
    Partial,
    Product,
    Redaction,
    Request,
    Response,
    RunContext,
    Silence,
    Subject,
    Times,
)

PATH = Path(__file__).with_name("format-1") / "evidence.jsonl.gz"
KEY = bytes(range(32))
DIGEST = "sha256:65bbc381a10ac3ba7d06365d770469ca660e43515f096265e1b9daf25c2c45a9"
ROOT = "sha256:e2137f686c4d4fd4ab5a2351cc3b5df4d9480e02a1f39d32a61a4d30e5ae25df"

_POST = Request(
    method="POST",
    target="/api/incidents",
    head=b"POST /api/incidents HTTP/1.1\r\nhost: cad.example.org\r\nauthorization: Bearer ********",
    body='{"title":"EXERCISE - HALLMARK 1","caller":{"name":"*********"},"place":"Tŷ Newydd"}'.encode(),
)
_REDACTIONS = (
    Redaction(
        part="request.head",
        offset=_POST.head.index(b"*"),
        length=8,
        marker="secret:bearer",
        facts={"credential": "genuine"},
    ),
    Redaction(
        part="request.body",
        offset=_POST.body.index(b"*"),
        length=9,
        marker="personal:/caller/name",
        pointer="/caller/name",
    ),
)


def _exchange(partition: str, ordinal: int, reply: Response | Partial | Silence, **more: object) -> Exchange:
    times = Times(anchor=1_790_000_000_000_000, queued=3, connect=410, sent=1_000, first_byte=2_500, last_byte=2_650)
    fields = {"from_party": HALLMARK, "to_party": PRODUCT, "request": _POST, "redactions": _REDACTIONS} | more
    return Exchange(id=ExchangeId(partition, ordinal), reply=reply, times=times, **fields)  # type: ignore[arg-type]


EVIDENCE = Evidence(
    context=RunContext(
        run="2026-11-22-a",
        subjects=(
            Subject(
                profile="incident-transfer@1.0",
                profile_digest="sha256:00",
                contract_digest="sha256:11",
                role="receiver",
                target="https://cad.example.org/api",
                classes=("transfer-core", "lifecycle"),
                only=("IT-001",),
            ),
        ),
        product=Product(name="Sentinel CAD", version="4.2.1", supplier="Example Ltd"),
        seed=7,
        harness="0.1.0",
        started=1_790_000_000_000_000,
        fixtures={"own_agency": "example-fire", "area": [{"lat": 51.48, "lon": -3.18}], "none": None, "live": False},
        environment=Environment(name="uat", round_trip=410, skew=-1_000_000, platform="Linux"),
        deviations=(Deviation(requirement="IT-012", owner="Example Ltd", reason="later", expires="2027-03-31"),),
        unavailable={"inbound": "no public_url"},
        challenge="c0ffee",
        previous_run="2026-11-21-b",
    ),
    observations=(
        _exchange("create", 0, Response(status=201, head=b'HTTP/1.1 201 Created\r\netag: "1"', body=b'{"id":"1"}')),
        _exchange("create", 1, Partial(why="timeout", status=200, head=b"HTTP/1.1 200 OK", body=b'{"id'), attempt=2),
        _exchange("create", 2, Silence(why="interrupted"), caused_by=ExchangeId("create", 1), fault="slow"),
        Document(id=ExchangeId("documents", 0), name="openapi", media_type="application/json", body=b"\x00\xff{}"),
        Answer(id=ExchangeId("questions", 0), by="A. Tester", question="q1", text="Yes", at=1_790_000_000_000_001),
        Handshake(
            id=ExchangeId("tls", 0),
            to_party=PRODUCT,
            offered=("TLSv1.2", "TLSv1.3"),
            negotiated="TLSv1.3",
            sni="cad.example.org",
            chain=(b"\x30\x82",),
            roots_digest="sha256:22",
            client_cert=True,
        ),
    ),
    footer=Footer(
        ended=1_790_000_060_000_000,
        stopped="finished",
        counts={"create": 3, "documents": 1, "questions": 1, "tls": 1},
        planned={"create": 3},
        left=("/api/incidents/1",),
    ),
)


def main() -> None:
    """Write the file; only ever needed while format 1 is not yet released."""
    with tempfile.TemporaryDirectory() as folder:
        PATH.parent.mkdir(exist_ok=True)
        shutil.copyfile(archive.write(Path(folder) / "run", EVIDENCE, KEY), PATH)
    sys.stdout.write(f"{archive.digest_of_evidence(PATH)}\n{archive.seal_of(PATH).root}\n")


if __name__ == "__main__":
    main()
