"""What looks like somebody's is found; what belongs to nobody, and what only has as many digits, is not."""

from __future__ import annotations

import random

import pytest

from harness.formats.cro import CRO
from harness.formats.pnc import PNC
from harness.leaks.persons import persons

CHANCE = random.Random(7)
FOUND = {
    b'{"mail":"j.smith@acme-policing.co.uk"}': "email address",
    b"mailto:Jane.O'Neil@Kent.Police.uk?subject=x": "email address",
    b'{"phone":"07911 123456"}': "telephone number",
    b'{"phone":"+44 7911 123 456"}': "telephone number",
    b'{"phone":"+447911123456"}': "telephone number",
    b'{"phone":"020 7123 4567"}': "telephone number",
    b'{"phone":"02071234567"}': "telephone number",
    b'{"phone":"0161 715 0123"}': "telephone number",
    b'{"n":"943 476 5919"}': "NHS number",
    b'{"nhsNumber":"9434765919"}': "NHS number",
    b'{"nhs_number": 9434765919}': "NHS number",
    b'{"pncId":"2003/0011985X"}': "PNC ID",
    b'{"cro":"265416/21G"}': "CRO number",
    b'{"cro":"SF05/482703J"}': "CRO number",
}
NOTHING = [
    b"duty@control.example.org, a@b.test, root@localhost, x@example.co.uk",
    b"git@, @mentions, a @ b.com, 3@4",
    b'{"phone":"07700 900123","other":"+447700900999","land":"01632 960001","london":"020 7946 0018"}',
    b'{"at":1785542400000000,"id":"00791112345678","x":0.07911123456,"y":107911123456}',
    b'{"digest":"sha256:07911123456007911123456aa","uuid":"07911123-4567-4890-8123-456789012345"}',
    b'{"nhsNumber":"9991234562","ref":"999 123 4562","not":"943 476 5918"}',
    b'{"n":9434765919,"when":"2026-08-01T09:00:00.0791112Z"}',
    b"/2001/0123456A/x 2001/0123456 12/34A",
    b"v1.0791.1123456",
    *(f'{{"pncId":"{PNC.make(CHANCE.randrange)}"}}'.encode() for _ in range(9)),
    *(f'{{"cro":"{CRO.make(CHANCE.randrange)}"}}'.encode() for _ in range(9)),
]


@pytest.mark.parametrize("text", FOUND)
def test_what_is_somebodys_is_found(text: bytes) -> None:
    found = list(persons(text))
    assert [one.what for one in found] == [FOUND[text]]
    assert {one.kind for one in found} == {"person"}


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_nobodys_is_not(text: bytes) -> None:
    assert list(persons(text)) == []


def test_one_number_written_twice_is_one_value() -> None:
    values = {one.value for one in persons(b'"07911 123456", "+44 7911 123456", "07911123456"')}
    assert values == {b"7911123456"}


@pytest.mark.parametrize("digit", range(10))
def test_a_wrong_check_digit_is_no_number(digit: int) -> None:
    assert bool(list(persons(b'"943 476 591%d"' % digit))) is (digit == 9)
