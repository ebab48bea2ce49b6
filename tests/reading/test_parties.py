"""Of a relayed call each of the two is shown its own side, and neither is shown what the relay answered itself."""

from __future__ import annotations

import msgspec

from harness.evidence import RELAY, Exchange, ExchangeId, Request, Response, Subject, Times
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
