"""Shows what a session keeps out of the evidence, and how it counts."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from tinyapi.product import Answer, Product, serving
from tinyapi.running import exchanges, orders

from harness.evidence import Response
from harness.gather.memory.history import History
from harness.gather.message import Message
from harness.gather.orders import Event
from harness.gather.restraint.limits import Bounds, StopRun
from harness.gather.running.run import gather
from harness.gather.session import Session

READ = Message(method="GET", target="/notes", headers=(("Accept", "*/*"),))


def test_other_peoples_data_is_kept_out_and_our_own_is_not(tmp_path: Path) -> None:
    product = Product()
    product.notes["old"] = {"id": "old", "text": "Mrs Jones fell", "sender": "GB-POL-9", "tags": ["jones"]}
    with serving(product):
        gathered = gather(orders(product, tmp_path / "r", "N-001"))
    kept = gzip.decompress(gathered.evidence.read_bytes()) + b"".join(
        path.read_bytes() for path in (tmp_path / "r/journal").iterdir()
    )
    for secret in (b"Jones", b"jones"):
        assert secret not in kept
    (_, read) = exchanges(tmp_path / "r", "workflow:create-and-read")
    assert isinstance(read.reply, Response)
    assert b"EXERCISE - HALLMARK r1" in read.reply.body


def test_secrets_are_kept_out(tmp_path: Path) -> None:
    product = Product(token="s3cr3t-token")
    with serving(product):
        from tinyapi.bench import declared

        from harness.secrets import resolve_secrets

        target = {"base_url": product.url, "auth": {"kind": "bearer", "token": "${T}"}}
        declaration = resolve_secrets(declared(target=target), {"T": "s3cr3t-token"})
        gather(orders(product, tmp_path / "r", "N-001", declare=declaration))
    assert product.notes, "the token was good"
    for path in (tmp_path / "r").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"s3cr3t" not in (gzip.decompress(data) if path.suffix == ".gz" else data), path


def test_it_counts_on_where_a_partition_ended_and_tells_who_watches(tmp_path: Path) -> None:
    events: list[Event] = []
    with serving() as product:
        made = orders(product, tmp_path / "r", progress=events.append)
        with Session(made, History(last={"p": 4})) as session:
            bench = session.bench("p", made.plan.aims[0])
            assert bench.send(READ, "look").id.ordinal == 5
            assert session.bench("q", made.plan.aims[0]).send(READ, "look").id.ordinal == 0
            assert session.public_url.startswith("http://127.0.0.1:")
    assert [(event.kind, event.sent) for event in events] == [("exchange", 1), ("exchange", 2)]
    assert events[0].planned == sum(made.plan.planned.values())


def test_each_identity_signs_with_its_own_credential(tmp_path: Path) -> None:
    with serving() as product:
        made = orders(product, tmp_path / "r")
        with Session(made, History()) as session:
            bench = session.bench("p", made.plan.aims[0])
            for identity in ("own-agency", "other-agency", "absent", "tampered"):
                bench.send(READ, "look", identity=identity)
        sent = [fields.get("authorization", "") for _, _, fields, _ in product.seen]
    assert sent[:3] == ["Bearer good", "Bearer other", ""]
    assert sent[3] not in ("", "Bearer good")


LIMIT = Bounds().breaker


def guess(number: int) -> Message:
    return Message(method="GET", target=f"/{'ab'[number % 2]}", headers=())


def refuse_all_but(targets: tuple[str, ...], since: int, product: Product) -> Callable[..., Answer | None]:
    def misbehave(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (403, {}, b"not yours") if len(product.seen) > since and target not in targets else None

    return misbehave


@pytest.mark.parametrize("answers, stopped", [(("/api/notes",), ""), ((), "breaker: something in between")])
def test_a_row_of_403_stops_it_only_when_what_was_answered_before_is_not_any_more(
    tmp_path: Path, answers: tuple[str, ...], stopped: str
) -> None:
    with serving() as product:
        made = orders(product, tmp_path / "r")
        with Session(made, History()) as session:
            bench = session.bench("p", made.plan.aims[0])
            bench.send(READ, "look")
            product.misbehave = refuse_all_but(answers, 1, product)
            for number in range(LIMIT):
                bench.send(guess(number), "guess")
            assert session.wire.stopped.startswith(stopped)
            assert bool(session.wire.stopped) is bool(stopped)
    assert [target for _, target, _, _ in product.seen].count("/api/notes") == 2


def test_a_row_of_403_stops_it_when_nothing_was_ever_answered(tmp_path: Path) -> None:
    with serving() as product:
        product.misbehave = refuse_all_but((), 0, product)
        made = orders(product, tmp_path / "r")
        with Session(made, History()) as session:
            bench = session.bench("p", made.plan.aims[0])
            for number in range(LIMIT):
                bench.send(guess(number), "guess")
            with pytest.raises(StopRun):
                bench.send(READ, "look")
    assert len(product.seen) == LIMIT
