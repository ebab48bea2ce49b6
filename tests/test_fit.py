"""Shows that misfits are listed with their place, and that none means that msgspec takes the value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest

from harness.fit import misfits, nearest


class Colour(StrEnum):
    RED = "red"


class Circle(msgspec.Struct, tag_field="kind", tag="circle"):
    radius: float


class Square(msgspec.Struct, tag_field="kind", tag="square"):
    side: Annotated[int, msgspec.Meta(ge=1, le=9)]


class Drawing(msgspec.Struct, rename={"class_": "class"}):
    name: Annotated[str, msgspec.Meta(pattern="^[a-z]+$")]
    shapes: tuple[Circle | Square, ...] = ()
    colour: Colour = Colour.RED
    class_: Literal["a", "b"] = "a"
    notes: dict[str, str | tuple[str, ...]] = {}
    seen: bool = False
    nothing: int | None = None

    def __post_init__(self) -> None:
        if self.name == "forbidden":
            raise ValueError("no such name")


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x"},
        {"name": "x", "shapes": [{"kind": "circle", "radius": 2}, {"kind": "square", "side": 3}]},
        {"name": "x", "colour": "red", "class": "b", "notes": {"a": "b", "c": ["d"]}, "seen": True, "nothing": None},
    ],
)
def test_what_fits(value: dict[str, Any]) -> None:
    assert misfits(value, Drawing) == ()
    msgspec.convert(value, Drawing)


@pytest.mark.parametrize(
    "value, place",
    [
        ([], ()),
        ({}, ()),
        ({"name": 1}, ("name",)),
        ({"name": "UP"}, ("name",)),
        ({"name": "forbidden"}, ()),
        ({"name": "x", "shapes": {}}, ("shapes",)),
        ({"name": "x", "shapes": [{"kind": "circle"}]}, ("shapes", 0)),
        ({"name": "x", "shapes": [{"radius": 1}]}, ("shapes", 0)),
        ({"name": "x", "shapes": [{"kind": "cube"}]}, ("shapes", 0, "kind")),
        ({"name": "x", "shapes": [{"kind": "square", "side": 0}]}, ("shapes", 0, "side")),
        ({"name": "x", "shapes": [{"kind": "square", "side": 10}]}, ("shapes", 0, "side")),
        ({"name": "x", "colour": "green"}, ("colour",)),
        ({"name": "x", "class": "c"}, ("class",)),
        ({"name": "x", "notes": {"a": 1}}, ("notes", "a")),
        ({"name": "x", "notes": {"a": ["b", 1]}}, ("notes", "a", 1)),
        ({"name": "x", "seen": 1}, ("seen",)),
        ({"name": "x", "nothing": "x"}, ("nothing",)),
        ({"name": "x", "nmae": "x"}, ("nmae",)),
    ],
)
def test_what_does_not_fit_is_placed(value: Any, place: tuple[str | int, ...]) -> None:
    assert [misfit.place for misfit in misfits(value, Drawing)] == [place]


def test_a_near_word_is_suggested() -> None:
    (misfit,) = misfits({"name": "x", "shaeps": []}, Drawing)
    assert misfit.hint == "Did you mean 'shapes'?"


@pytest.mark.parametrize("word, said", [("lifecycl", "Did you mean 'lifeCycle'?"), ("crew", ""), ("", "")])
def test_what_is_near_is_named_as_it_is_written(word: str, said: str) -> None:
    assert nearest(word, {"lifeCycle", "hub"}) == said
