"""The check letter catches what its arithmetic promises, and misses what it must miss."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from harness.formats.check_letter import LETTERS, check_letter, is_digits, other_letter

numbers = st.text("0123456789", min_size=8, max_size=17)


def test_the_letters() -> None:
    assert len(set(LETTERS)) == 23
    assert not set("IOS") & set(LETTERS)


@given(numbers, st.data())
def test_every_change_of_one_digit_is_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert check_letter(number) != check_letter(number[:place] + other + number[place + 1 :])


@given(numbers, st.data())
def test_every_swap_of_two_digits_is_caught(number: str, data: st.DataObject) -> None:
    one, two = sorted(data.draw(st.lists(st.integers(0, len(number) - 1), min_size=2, max_size=2, unique=True)))
    assume(number[one] != number[two])
    swapped = number[:one] + number[two] + number[one + 1 : two] + number[one] + number[two + 1 :]
    assert check_letter(number) != check_letter(swapped)


@given(st.integers(0, 10**15))
def test_changes_that_sum_to_a_multiple_of_23_are_missed(number: int) -> None:
    assert check_letter(str(number)) == check_letter(str(number + 23))


def test_digits_22_places_apart_are_missed() -> None:
    assert check_letter(f"1{'0' * 21}2") == check_letter(f"2{'0' * 21}1")


def test_only_digits_are_digits() -> None:
    assert is_digits("0123")
    assert not any(is_digits(text) for text in ("", "1a", "²", "١", "1 "))


def test_another_letter_is_another() -> None:
    assert all(other_letter(letter) in LETTERS.replace(letter, "") for letter in LETTERS)
