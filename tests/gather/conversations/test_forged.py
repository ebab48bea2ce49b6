"""Every read-only member is tried to be set, with a value that the product had not set itself."""

from __future__ import annotations

from records import RESOURCES, conversation, said

from harness.expression import MISSING, follow, parse_pointer


def test_each_read_only_member_is_tried() -> None:
    readings = said([conversation("forged")])
    tried = RESOURCES["/persons"].read_only
    made = [x for x in readings if x.operation_id == "createPerson"]
    assert len(tried) >= 3
    assert len(made) == 1 + len(tried)
    for pointer, x in zip(tried, made[1:], strict=True):
        value = follow(x.request_json, parse_pointer(pointer))
        assert value is not MISSING
        assert value != follow(made[0].reply_json, parse_pointer(pointer))
