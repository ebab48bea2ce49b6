"""The tree of errors is as its drawing says, and each error says what, where and what to do."""

from __future__ import annotations

import re

import pytest

from harness import errors
from harness.errors import CannotRun, HallmarkError, OurFault


def drawn() -> dict[str, str]:
    """Return child to parent, as the module's docstring draws them."""
    found, path = {}, list[str]()
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^    ([| `-]*)([A-Z]\w+)", line)
        if match:
            depth = len(match.group(1)) // 4
            path = [*path[:depth], match.group(2)]
            if depth:
                found[path[-1]] = path[-2]
    return found


def built() -> dict[str, str]:
    """Return child to parent, as the classes are."""
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, HallmarkError)]
    return {c.__name__: c.__base__.__name__ for c in classes if c is not HallmarkError and c.__base__}


def test_the_drawing_is_the_tree() -> None:
    assert drawn() == built()
    assert len(drawn()) >= 10


@pytest.mark.parametrize(
    "kind, code",
    [
        *((c, 3) for c in (CannotRun, errors.ProfileError, errors.ContractError, errors.DeclarationError)),
        *((c, 3) for c in (errors.MockError, errors.EvidenceError, errors.TargetError)),
        *((c, 4) for c in (HallmarkError, OurFault, errors.ContentMissing, errors.LawBroken)),
    ],
)
def test_the_exit_code_says_whose_hands_can_mend_it(kind: type[HallmarkError], code: int) -> None:
    assert kind("x").exit_code == code


def test_place_and_hint_are_kept_apart_and_shown_together() -> None:
    error = errors.DeclarationError("there is no key 'prodct'", where="hallmark.yaml:3", hint="Did you mean 'product'?")
    assert (error.message, error.where, error.hint) == (
        "there is no key 'prodct'",
        "hallmark.yaml:3",
        "Did you mean 'product'?",
    )
    assert str(error) == "hallmark.yaml:3: there is no key 'prodct'\n  Did you mean 'product'?"
    assert str(errors.OurFault("broken")) == "broken"
