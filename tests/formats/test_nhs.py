"""NHS numbers: modulo 11 catches every changed digit and every swap."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from harness.formats.nhs import NHS_NUMBER, check_digit, is_nhs_number

numbers = st.integers(0, 10**9 - 1).map(lambda n: f"{n:09d}").filter(lambda nine: check_digit(nine) < 10)


def test_vectors() -> None:
    assert is_nhs_number("9434765919")  # the worked example of the data dictionary
    assert not any(map(is_nhs_number, ("9434765918", "943 476 5919", "943476591", "", "٩٤٣٤٧٦٥٩١٩")))


@given(numbers, st.data())
def test_every_change_of_one_digit_is_caught(nine: str, data: st.DataObject) -> None:
    right = f"{nine}{check_digit(nine)}"
    place = data.draw(st.integers(0, 9))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
    assert is_nhs_number(right)
    assert not is_nhs_number(right[:place] + other + right[place + 1 :])


@given(numbers, st.data())
def test_every_swap_is_caught(nine: str, data: st.DataObject) -> None:
    right = list(f"{nine}{check_digit(nine)}")
    one, two = data.draw(st.lists(st.integers(0, 9), min_size=2, max_size=2, unique=True))
    assume(right[one] != right[two])
    right[one], right[two] = right[two], right[one]
    assert not is_nhs_number("".join(right))


def test_only_test_numbers_are_made() -> None:
    assert NHS_NUMBER.make(lambda _: 0).startswith("999")
