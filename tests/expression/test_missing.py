"""MISSING is nothing else, null least of all."""

import copy
import pickle

from harness.expression.missing import MISSING


def test_it_is_not_null_and_not_true() -> None:
    assert MISSING is not None
    assert MISSING != None  # noqa: E711
    assert not MISSING
    assert repr(MISSING) == "MISSING"


def test_it_stays_the_same_through_copies() -> None:
    assert copy.deepcopy(MISSING) is MISSING
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING  # noqa: S301
