"""What comes late or slowly comes whole."""

from __future__ import annotations

from fault_turns import REPLY, fault, turn


def pause(seed: int = 1, **settings: object) -> float:
    return fault("latency", **settings).spoilt(REPLY, turn(seed)).pause


def test_latency_is_drawn_and_the_same_seed_draws_the_same() -> None:
    assert pause(seconds=2) == 2
    normal = [pause(seed, seconds=2, spread=0.5, shape="normal") for seed in range(40)]
    assert len(set(normal)) == 40
    assert 1.5 < sum(normal) / 40 < 2.5
    tail = [pause(seed, seconds=1, shape="long-tail") for seed in range(200)]
    assert min(tail) >= 1
    assert sorted(tail)[100] < 2 < max(tail) <= 10
    assert pause(7, seconds=1, shape="long-tail") == pause(7, seconds=1, shape="long-tail")


def test_a_narrow_line_sends_all_of_it() -> None:
    delivery = fault("bandwidth", octets_per_second=100).spoilt(REPLY, turn()).delivery
    assert delivery is not None
    assert delivery.data.endswith(b"\r\n\r\n" + REPLY.body)
    assert {len(piece.data) for piece in delivery.pieces[:-1]} == {10}
    assert delivery.pieces[1].after == 0.1


def test_a_head_trickles_line_by_line() -> None:
    delivery = fault("slow-headers", gap=0.5).spoilt(REPLY, turn()).delivery
    assert delivery is not None
    assert [piece.after for piece in delivery.pieces][:2] == [0, 0.5]
    assert delivery.data.endswith(b"\r\nConnection: close\r\n\r\n" + REPLY.body)


def test_chunks_hold_the_content() -> None:
    delivery = fault("dribble", size=30).spoilt(REPLY, turn()).delivery
    assert delivery is not None
    assert delivery.body == REPLY.body
    assert delivery.data.endswith(b"1e\r\n" + REPLY.body[:30] + b"\r\n5\r\n" + REPLY.body[30:] + b"\r\n0\r\n\r\n")
