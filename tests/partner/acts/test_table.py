"""The table names every act, and some acts happen later."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from partner_acts import World, a_call, run

from harness.partner.acts.table import ACTS, AnyAct


def test_the_table_and_the_union_hold_the_same_acts_by_the_names_that_scripts_use() -> None:
    assert set(ACTS.values()) == set(get_args(AnyAct))
    assert {name: act.__struct_config__.tag for name, act in ACTS.items()} == {name: name for name in ACTS}


def test_an_unknown_act_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid value 'explode'"):
        run(a_call(), {"act": "explode"})


def test_what_is_to_happen_later_happens_then_with_the_time_of_then() -> None:
    world = World()
    call = a_call(world, body={"a": 1})
    put = {"id": "in", "act": "put", "in": "things", "key": "x", "also": {"at": "$now"}}
    assert run(call, {"act": "later", "after": 2, "do": [put]}) is None
    assert world.store.look("things").get("x") is None
    ((seconds, then),) = world.waiting
    world.clock += seconds
    then()
    record = world.store.look("things").get("x")
    assert record == {"a": 1, "at": "2027-01-15T08:00:02.000+00:00"}
