"""References are found in the file and in its folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.contract.places import Place, Places, Unfound
from harness.yamlfile import load, loads

MAIN = b"""
a: {b: [1, {c/d: 2}]}
ring: {$ref: '#/ring2'}
ring2: {$ref: '#/ring'}
hop: {$ref: 'parts/one.yaml#/x'}
named: {$anchor: here, type: string}
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    folder = tmp_path / "api"
    (folder / "parts").mkdir(parents=True)
    (folder / "main.yaml").write_bytes(MAIN)
    (folder / "parts" / "one.yaml").write_text(
        "x: {$ref: 'two.json'}\nback: {$ref: '../main.yaml#/a'}\nown: {$ref: '#/x'}\n"
    )
    (folder / "parts" / "two.json").write_text('{"found": true}')
    (folder / "parts" / "broken.yaml").write_text("a: [")
    (tmp_path / "secret.yaml").write_text("password: x\n")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    return Places(load(folder / "main.yaml"))


def test_values_and_places_below(places: Places) -> None:
    place = Place("", "").below("a", "b", 1, "c/d")
    assert str(place) == "#/a/b/1/c~1d"
    assert places.value(place) == 2


@pytest.mark.parametrize("pointer", ["/a/x", "/a/b/2", "/a/b/-1", "/a/b/1/c~1d/e", "/a/b/99999999999999999999"])
def test_what_is_not_there_is_unfound(places: Places, pointer: str) -> None:
    with pytest.raises(Unfound, match="nothing stands"):
        places.value(Place("", pointer))


def test_references_lead_through_files_and_back(places: Places) -> None:
    assert places.follow(Place("", "/hop")) == (Place("parts/two.json", ""), {"found": True})
    assert places.follow(Place("parts/one.yaml", "/own"))[1] == {"found": True}
    assert places.follow(Place("parts/one.yaml", "/back"))[0] == Place("", "/a")
    assert places.where(Place("parts/one.yaml", "/back")).endswith("one.yaml:2")


def test_a_circle_of_references_is_unfound(places: Places) -> None:
    with pytest.raises(Unfound, match="circle"):
        places.follow(Place("", "/ring"))


@pytest.mark.parametrize(
    "ref, reason",
    [
        ("http://example.org/x.yaml#/a", "elsewhere"),
        ("//example.org/x", "elsewhere"),
        ("file:///etc/passwd", "elsewhere"),
        ("/etc/passwd", "elsewhere"),
        ("../secret.yaml", "outside"),
        ("parts/../../secret.yaml", "outside"),
        ("%2e%2e/secret.yaml", "outside"),
        ("link.yaml", "outside"),
        ("none.yaml", "cannot be read"),
        ("parts/broken.yaml", "cannot be read"),
        ("parts", "cannot be read"),
        ("a\x00b", "outside"),
        ("#nowhere", "anchor"),
        (7, "must be text"),
    ],
)
def test_what_is_not_followed_says_why(places: Places, ref: object, reason: str) -> None:
    with pytest.raises(Unfound, match=reason):
        places.target(ref, Place("", "/hop"))


def test_fragments_are_percent_decoded_and_anchors_found(places: Places) -> None:
    assert places.target("#/a%2Fb", Place("", "")) == Place("", "/a/b")
    assert places.target("#here", Place("", "")) == Place("", "/named")


def test_a_description_without_a_folder_has_no_other_files() -> None:
    places = Places(loads(b"a: 1", "memory"))
    with pytest.raises(Unfound, match="no folder"):
        places.target("one.yaml", Place("", ""))


def inside(text: str) -> Places:
    return Places(loads(text.encode(), "main.yaml"))


IDENTIFIED = """
one: {$id: 'https://example.org/schemas/one', $defs: {a: {$anchor: here}}, at: {}}
two: {$id: 'https://example.org/schemas/two', at: {}}
free: {}
"""


@pytest.mark.parametrize(
    "ref, base, found",
    [
        ("https://example.org/schemas/one", "/free", "/one"),
        ("https://example.org/schemas/one#/$defs/a", "/free", "/one/$defs/a"),
        ("https://example.org/schemas/one#here", "/free", "/one/$defs/a"),
        ("one", "/two/at", "/one"),
        ("#/$defs/a", "/one/at", "/one/$defs/a"),
        ("#/free", "/one/at", "/free"),
    ],
)
def test_schemas_are_found_by_the_names_they_give_themselves(ref: str, base: str, found: str) -> None:
    assert inside(IDENTIFIED).target(ref, Place("", base)) == Place("", found)


@pytest.mark.parametrize("ref", ["https://example.org/schemas/three", "three", "#/$defs/a", "http://[", "//[/a"])
def test_what_nothing_is_called_stays_unfound(ref: str) -> None:
    with pytest.raises(Unfound):
        inside(IDENTIFIED).value(inside(IDENTIFIED).target(ref, Place("", "/free")))


def test_two_schemas_of_one_name_are_unfound() -> None:
    with pytest.raises(Unfound, match="2 schemas are called x"):
        inside("a: {$anchor: x}\nb: {$dynamicAnchor: x}\n").target("#x", Place("", ""))


def test_what_a_recursive_reference_means() -> None:
    places = inside("a: {$recursiveAnchor: true, b: {c: {}}}\nd: {}\n")
    assert places.recursive(Place("", "/a/b/c")) == Place("", "/a")
    with pytest.raises(Unfound):
        places.recursive(Place("", "/d"))


def test_places_of_one_pointer_are_written_differently() -> None:
    plain = Place("", "/a")
    assert len({str(each) for each in (plain, plain._replace(base=True), plain._replace(scope=(("t", "#/b"),)))}) == 3
