"""Which thing an exchange is about follows from its operation, path and reply alone."""

from __future__ import annotations

import pytest
from building import exchange, notes, overwritten, reading
from rules.cases import listed, placed, removed, replaced, seen

from harness.expression import MISSING
from harness.rules.things import Things, address_of, members, plain_value, things_of

THINGS = Things(notes().contract)


@pytest.mark.parametrize(
    "x, role, address",
    [
        (listed("a"), "list", None),
        (placed("p7"), "create", ("p7",)),
        (placed(status=422, got={}), "create", None),
        (seen("p8"), "read", ("p8",)),
        (replaced(), "replace", ("p1",)),
        (removed(), "delete", ("p1",)),
    ],
)
def test_what_it_is_about(x: object, role: str, address: object) -> None:
    read = reading(x)  # type: ignore[arg-type]
    about = THINGS.of(read)
    assert about is not None
    assert (about.role, about.resource.collection) == (role, "/places")
    assert address_of(about.resource, about.role, read) == address


def test_what_is_about_nothing() -> None:
    assert THINGS.of(reading(exchange("GET", "/marks"))) is None
    assert THINGS.of(reading(exchange("GET", "/weather"))) is None


def test_members_and_what_was_taken_out() -> None:
    read = reading(listed("a", "b"))
    about = THINGS.of(read)
    assert about is not None
    found = list(members(about.resource, "list", read))
    assert [place for place, _ in found] == ["/items/0", "/items/1"]
    assert plain_value(read, *found[1], "/label") == "Green"
    assert plain_value(read, *found[1], "/nothing") is MISSING
    gone = reading(overwritten(listed("a"), "/items/0/label"))
    assert plain_value(gone, *next(members(about.resource, "list", gone)), "/label") is MISSING


def test_all_rules_share_one_table_of_a_contract() -> None:
    assert things_of(notes().contract) is things_of(notes().contract)
    assert things_of(notes().contract).of(reading(listed("a"))) == THINGS.of(reading(listed("a")))
