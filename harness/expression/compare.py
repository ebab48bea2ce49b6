"""Compares JSON values as Arazzo's simple conditions do, and as JSON itself does.

Arazzo 1.0.1, Criterion Object: comparisons are loose, and string comparisons MUST be case-insensitive. The rest, which
it leaves open, is settled here:

- MISSING equals nothing, not even MISSING, and is not ordered; `!=` is always the opposite of `==`, so `!=` holds.
- Two strings: without regard to case (Unicode case folding), unless `exact`; ordered by code point after folding.
- A number and a string that is written as a JSON number (a header's value): as numbers. Any other string: unequal.
- true, false and null equal only themselves: `true` is not 1, not 'true'. They are not ordered.
- Objects and arrays: equal as JSON, the strings inside them exactly. They are not ordered.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from harness.expression.missing import MISSING

Number: TypeAlias = int | float

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?\Z", re.ASCII)


def number_of(text: str) -> Number | None:
    """The number that a text writes in JSON's form (at most 30 digits, two-digit exponents), or None."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    return float(text) if found[1] or found[2] else int(text)


def is_number(value: object) -> bool:
    """Whether this is a JSON number; Python's booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def json_equal(left: object, right: object) -> bool:
    """Equality of JSON values: 1 equals 1.0, true does not equal 1, strings exactly, members in any order.

    Works through a list of pairs, so that a deeply nested reply cannot exhaust the stack.
    """
    pairs = [(left, right)]
    while pairs:
        one, two = pairs.pop()
        if isinstance(one, dict) and isinstance(two, dict):
            if one.keys() != two.keys():
                return False
            pairs.extend((one[key], two[key]) for key in one)
        elif isinstance(one, list) and isinstance(two, list):
            if len(one) != len(two):
                return False
            pairs.extend(zip(one, two, strict=True))
        elif not _scalar_equal(one, two):
            return False
    return True


def _scalar_equal(one: object, two: object) -> bool:
    if is_number(one):
        return is_number(two) and one == two
    return type(one) is type(two) and one == two


def equal(left: object, right: object, exact: bool = False) -> bool:
    """The `==` of a simple condition; `exact` compares strings with regard to case and never as numbers."""
    if left is MISSING or right is MISSING:
        return False
    if not exact:
        if isinstance(left, str) and isinstance(right, str):
            return left == right or left.casefold() == right.casefold()
        left, right = _numeric_pair(left, right)
    return json_equal(left, right)


def order(left: object, right: object, exact: bool = False) -> int | None:
    """-1, 0 or 1 where the two can be ordered (two strings, two numbers), otherwise None."""
    if isinstance(left, str) and isinstance(right, str):
        one, two = (left, right) if exact else (left.casefold(), right.casefold())
        return (one > two) - (one < two)
    if not exact:
        left, right = _numeric_pair(left, right)
    if isinstance(left, int | float) and isinstance(right, int | float) and is_number(left) and is_number(right):
        return (left > right) - (left < right)
    return None


def _numeric_pair(left: object, right: object) -> tuple[object, object]:
    """Read the string of a string and a number as a number, where it is written as one."""
    if isinstance(left, str) and is_number(right):
        found = number_of(left)
        return (left if found is None else found), right
    if isinstance(right, str) and is_number(left):
        found = number_of(right)
        return left, (right if found is None else found)
    return left, right


def truth(value: object) -> bool:
    """Whether an operand that stands alone holds: all but MISSING, null, false, 0 and the empty string."""
    return value is not MISSING and value is not None and value is not False and value != 0 and value != ""
