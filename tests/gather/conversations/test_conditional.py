"""Two writers change one item on condition of the same entity tag."""

from __future__ import annotations

from records import conversation, said, steps


def test_the_second_writer_is_told() -> None:
    readings = said([conversation("conditional")])
    change = [("getPerson", 200), *[("replacePerson", status) for status in (200, 412)], ("getPerson", 200)]
    patch = [("getPerson", 200), *[("updatePerson", status) for status in (200, 412)], ("getPerson", 200)]
    change.append(("replacePerson", 428))
    patch.append(("updatePerson", 428))
    assert steps(readings) == [("createPerson", 201), *change, *patch]
    first, second = (x.request_headers.get("if-match") for x in readings[2:4])
    assert first == second != ""
