"""A fault is chosen by operation and by occurrence, and the same seed plays the same."""

from __future__ import annotations

import msgspec
import pytest

from harness.errors import MockError
from harness.partner.faults.choosing import Chosen, Faults, check, written
from harness.partner.faults.file import list_faults
from harness.partner.faults.table import FAULTS
from harness.partner.host import running
from harness.partner.script import read


def chosen(**more: object) -> Chosen:
    return msgspec.convert({"name": "f", "play": {"fault": "gone"}, **more}, Chosen)


@pytest.mark.parametrize(
    "calls, played",
    [("*", [1, 2, 3, 4]), ("3", [3]), ("1-2", [1, 2]), ("3-", [3, 4]), ("4-4", [4])],
)
def test_occurrences(calls: str, played: list[int]) -> None:
    faults = Faults([chosen(calls=calls, on=["create*"])])
    assert [n for n in range(1, 5) if faults.next("createIncident")] == played
    assert faults.next("listAgencies") is None


@pytest.mark.parametrize("calls", ["0", "", "x", "2-1x", "-1"])
def test_what_are_no_calls(calls: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        chosen(calls=calls)


def test_the_first_that_covers_is_played_and_each_counts_for_itself() -> None:
    one, two = chosen(name="one", calls="2"), chosen(name="two", calls="1-2")
    faults = Faults([one, two])
    assert [found and found[0].name for found in (faults.next("a"), faults.next("a"), faults.next("a"))] == [
        "two",
        "one",
        None,
    ]


def test_tokens_callbacks_and_handshakes_are_covered_by_name_alone() -> None:
    assert [chosen().covers(name) for name in ("listAgencies", "", "token", "callback", "handshake")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert chosen(on=["token"]).covers("token")


def test_chance_depends_on_seed_name_and_occurrence() -> None:
    def drawn(seed: int, name: str) -> list[float]:
        faults = Faults([chosen(name=name)], seed)
        return [found[1].random() for _ in range(2) if (found := faults.next("a"))]

    assert drawn(1, "f") == drawn(1, "f")
    assert len({*drawn(1, "f"), *drawn(2, "f"), *drawn(1, "g")}) == 6


def test_how_long_a_caller_waits_by_itself_is_known() -> None:
    failed = chosen(name="f", play={"fault": "reset-before"}, calls="1-2")
    busy = chosen(name="b", play={"fault": "too-many-requests"}, calls="3")
    faults = Faults([failed, busy])
    for at in (1.0, 1.5, 3.5, 9.5, 20.0):
        faults.next("createIncident", at)
    assert faults.pause("createIncident") == 2.0, "of the pauses before the second and third call, the longer one"
    assert faults.pause("addUpdate") == 0.0


def test_what_the_partner_does_not_have_is_said() -> None:
    check([chosen(on=["create*", "token"])], ["createIncident"], "file:3")
    with pytest.raises(MockError, match="no operation 'createIncidents'") as caught:
        check([chosen(on=["createIncidents"])], ["createIncident"], "file:3")
    assert (caught.value.where, "createIncident" in (caught.value.hint or "")) == ("file:3", True)
    with pytest.raises(MockError, match="fault of calls that come in"):
        check([chosen(on=["callback"])], [], "")
    with pytest.raises(MockError, match="fault of each callback"):
        check([chosen(play={"fault": "duplicate-delivery"})], [], "")
    with (
        pytest.raises(MockError, match="does not show as the partner is served"),
        running("receiving-control-room", faults=[written("bad-certificate", {})]),
    ):
        pass


def test_the_command_line_s_way_of_choosing() -> None:
    known = {"f": chosen(calls="7")}
    assert written("f", known).calls == "7"
    assert written("gone:createIncident:3", known).on == ("createIncident",)
    assert written("duplicate-delivery", {}).on == ("callback",)
    with pytest.raises(MockError, match="no fault 'gon'") as caught:
        written("gon", known)
    assert "gone" in (caught.value.hint or "")
    with pytest.raises(MockError, match="are no calls"):
        written("gone:createIncident:x", known)


def test_each_fault_that_is_known_is_named_once() -> None:
    known = list_faults(read("receiving-control-room"))
    with pytest.raises(MockError) as refused:
        written("nothing-like-it", known)
    said = refused.value.hint.partition(": ")[2].rstrip(".").split(", ")
    assert sorted(said) == sorted({*known, *FAULTS})
