"""Of a relayed call each of the two is shown its own side, and neither is shown what the relay answered itself."""

from __future__ import annotations

import msgspec

from harness.evidence import (
    ELSEWHERE,
    PRODUCT,
    RELAY,
    TOKEN_SERVER,
    Exchange,
    ExchangeId,
    Greeting,
    Request,
    Response,
    Subject,
    Times,
)
from harness.reading.parties import as_seen_by

SENDER = Subject(
    profile="p@1", profile_digest="", contract_digest="", role="sender", target="", classes=(), party="a", calls="b"
)
RECEIVER = msgspec.structs.replace(SENDER, role="receiver", party="b", calls=msgspec.UNSET)


def exchange(number: int, from_party: str, to_party: str, fault: str | None = None) -> Exchange:
    return Exchange(
        id=ExchangeId("relay", number),
        from_party=from_party,
        to_party=to_party,
        request=Request(method="GET", target="/", head=b""),
        reply=Response(status=200, head=b""),
        times=Times(anchor=0),
        fault=fault,
    )


CALL = (exchange(0, "a", RELAY), exchange(1, RELAY, "b"))
BACK = (exchange(2, "b", RELAY), exchange(3, RELAY, "a"))
OURS = (exchange(4, "a", RELAY, "relay:refused"), exchange(5, RELAY, "b", "relay:refused"))


def seen(subject: Subject) -> list[tuple[str, str]]:
    return [
        (one.from_party, one.to_party)
        for one in as_seen_by(subject, (*CALL, *BACK, *OURS))
        if isinstance(one, Exchange) and "product" in (one.from_party, one.to_party)
    ]


def test_who_calls_is_shown_its_calls_and_what_its_partner_called_back() -> None:
    assert seen(SENDER) == [("product", "b"), ("b", "product")]


def test_who_is_called_is_shown_what_came_and_its_own_notices() -> None:
    assert seen(RECEIVER) == [("hallmark", "product"), ("product", "hallmark")]


def test_evidence_of_one_product_stays_as_it_is() -> None:
    alone = msgspec.structs.replace(SENDER, party=msgspec.UNSET, calls=msgspec.UNSET)
    assert as_seen_by(alone, CALL) is CALL


def test_older_evidence_is_written_as_it_was() -> None:
    alone = msgspec.structs.replace(SENDER, party=msgspec.UNSET, calls=msgspec.UNSET)
    assert set(msgspec.to_builtins(alone)) == {
        "profile", "profile_digest", "contract_digest", "role", "target", "classes", "only"
    }  # fmt: skip


def test_who_called_several_is_judged_by_the_interface_of_each_apart() -> None:
    def call(partition: str, number: int, to_party: str) -> Exchange:
        return msgspec.structs.replace(exchange(number, PRODUCT, to_party), id=ExchangeId(partition, number))

    back = msgspec.structs.replace(exchange(2, "b", PRODUCT), id=ExchangeId("partner:b", 2))
    everything = (
        call("partner:a", 0, "a"),
        call("partner:a", 1, ELSEWHERE),
        call("partner:b", 0, "b"),
        call("partner:b", 1, ELSEWHERE),
        back,
        call("token:c", 0, TOKEN_SERVER),
    )
    greeting = Greeting(id=ExchangeId("partner:b", 3), to_party="b", why="closed")
    everything = (*everything[:5], greeting, everything[5])
    of_b = msgspec.structs.replace(SENDER, party=msgspec.UNSET)
    assert tuple(as_seen_by(of_b, everything)) == everything[2:]
    of_a = msgspec.structs.replace(of_b, calls="a")
    assert tuple(as_seen_by(of_a, everything)) == (*everything[:2], everything[6])
