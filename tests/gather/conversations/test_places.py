"""Places that are nowhere on earth are sent, after one that is somewhere."""

from __future__ import annotations

from records import conversation, said


def test_latitudes_beyond_the_poles_and_longitudes_beyond_the_date_line() -> None:
    readings = said([conversation("places", "/locations")])
    made = [x for x in readings if x.operation_id == "createLocation"]
    assert [x.status for x in made[-4:]] == [422] * 4
    assert made[-5].status == 201
    assert {tuple(x.request_json["geometry"]["coordinates"][:2]) for x in made[-4:]} == {
        (-1.0, 91.5), (-1.0, -123.25), (181.5, 52.0), (-400.0, 52.0),
    }  # fmt: skip
