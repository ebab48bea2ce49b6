"""Templates are narrowed down to those that can fit a path, and none that fits is left out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from harness.contract.branches import Branches
from harness.contract.router import Route

segments = st.sampled_from(["{x}", "a", "b", "a{x}", "{x}.{y}"])
templates = st.lists(segments, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
paths = st.lists(st.sampled_from(["a", "b", "ab", "a.b", ""]), min_size=1, max_size=4).map(lambda p: "/" + "/".join(p))


def branches(*those: str) -> Branches[str]:
    found: Branches[str] = Branches()
    for template in those:
        found.add(template, template, str)
    return found


@given(st.lists(templates, max_size=8), paths)
def test_none_that_fits_is_left_out(those: list[str], path: str) -> None:
    fits = {template for template in those if Route(template).groups(path) is not None}
    assert fits <= set(branches(*those).fitting(path))


def test_those_with_another_text_or_length_are_left_out() -> None:
    found = branches("/people/{id}", "/people/{id}/notes", "/places/{id}", "/{kind}/{id}", "/people/{id}.{form}")
    assert sorted(found.fitting("/people/7")) == ["/people/{id}", "/people/{id}.{form}", "/{kind}/{id}"]
    assert list(found.fitting("/nothing/7/here/at/all")) == []


def test_how_many_are_left_does_not_grow_with_the_description() -> None:
    found = branches(*(f"/kind{number}/{{id}}" for number in range(1000)))
    assert list(found.fitting("/kind500/7")) == ["/kind500/{id}"]


def test_a_text_is_looked_for_as_it_stands_in_a_path() -> None:
    found: Branches[int] = Branches()
    found.add("/a b/{id}", 1, lambda text: re.sub(" ", "%20", text))
    assert list(found.fitting("/a%20b/7")) == [1]
