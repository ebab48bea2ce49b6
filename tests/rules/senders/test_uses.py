"""`uses/1`: the identifier that was given is the one that is used."""

from __future__ import annotations

import pytest
from calling import called, note, shown

from harness.errors import ProfileError

WITH = {"created": "createNote", "pointer": "/noteId", "parameter": "noteId"}


def test_given_and_used() -> None:
    assert shown("uses/1", WITH, note(), called("GET", "/notes/n1", status=200)) == "conforms"
    assert shown("uses/1", WITH, note(), called("GET", "/notes/n2", status=404)) == "violates: own-identifier"
    assert shown("uses/1", WITH, called("GET", "/notes/n2", status=404)) == "inconclusive: nothing-seen"
    assert shown("uses/1", WITH, note()) == "inconclusive: nothing-seen"
    # The partner knows it: it was given before anybody wrote down what was said.
    assert shown("uses/1", WITH, note(), called("GET", "/notes/n2", status=200)) == "inconclusive: nothing-seen"


def test_a_parameter_that_nobody_has_is_a_fault_of_the_profile() -> None:
    with pytest.raises(ProfileError, match="no operation has"):
        shown("uses/1", {**WITH, "parameter": "other"}, note())
