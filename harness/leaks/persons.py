"""Finds what looks like somebody's: email addresses, telephone numbers, NHS, PNC and CRO numbers of no invented person.

Numbers that Ofcom sets aside for drama, NHS numbers that begin with 999, PNC and CRO numbers of 1930 to 1932 and the
names of RFC 2606 and RFC 6761 belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from harness.formats.cro import is_cro, is_invented_cro
from harness.formats.nhs import is_nhs_number
from harness.formats.pnc import is_invented_pnc, is_pnc
from harness.leaks.needles import Found

_LOCAL: Final = re.compile(rb"[A-Za-z0-9._%+'-]{1,64}\Z")
_DOMAIN: Final = re.compile(rb"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24})(?![A-Za-z0-9-])")
_NOBODYS: Final = re.compile(
    rb"(?:^|\.)(?:example(?:\.(?:com|net|org|co\.uk|gov\.uk|police\.uk))?|test|invalid|localhost|local)$"
)
# +44 or 0, then ten digits as areas and mobile networks have them (Ofcom, National Telephone Numbering Plan).
_PHONE: Final = re.compile(
    rb"(?:\+44[ -]?(?:\(0\)[ -]?)?|0044[ -]?|0)(?<![\w./=+-]0)(?<![\w./=+-]\+44)(?<![\w./=+-]0044)"
    rb"((?:1[ -]?[1-9]|2[ -]?[03489]|3[ -]?[0347]|7[ -]?[1-57-9])(?:[ -]?[0-9]){8})(?![\w-]|\.[0-9])"
)
_DRAMA: Final = re.compile(
    rb"7700900\d{3}|1632960\d{3}|1(?:1[3-8]|21|31|41|51|61)4960\d{3}|1914980\d{3}|2079460\d{3}|2920180\d{3}|2896496\d{3}"
    rb"|3069990\d{3}"
)
_NHS: Final = re.compile(rb"(?<![\w.-])([0-9]{3})([ -])([0-9]{3})\2([0-9]{4})(?![\w-]|\.[0-9])")
_NHS_NAMED: Final = re.compile(rb"nhs[^0-9\n]{0,40}?(?<![0-9])([0-9]{10})(?![0-9])")
# PNC 2001/0123456X, CRO 123456/01X and SF01/1234X.
_POLICE: Final = re.compile(
    rb"(?<![A-Za-z0-9/])(?:[0-9]{4}/[0-9]{7}|[0-9]{6}/[0-9]{2}|SF[0-9]{2}/[0-9]{1,6})[A-Z](?![A-Za-z0-9])"
)
_DIGITS: Final = re.compile(rb"[^0-9]+")

# Where one of these could begin: with each digit taken for 0, and a space for a hyphen, they are a few fixed texts,
# which are found in one pass some fifty times as fast as patterns would.
_SHAPED: Final = bytes.maketrans(b"123456789 ", b"000000000-")
_PHONES: Final = (b"0" * 11, b"00000-000000", b"0000-000-0000", b"000-0000-0000", b"00000-000-000", b"+00")
_BEGINNINGS: Final = (*_PHONES, b"000-000-0000", b"0000/0000000", b"000000/00", b"SF00/")
_MACHINE: Final = BytesAhoCorasick(_BEGINNINGS)
_BY_BEGINNING: Final = tuple(_PHONE if one in _PHONES else _NHS if b"-" in one else _POLICE for one in _BEGINNINGS)


def persons(data: bytes) -> Iterator[Found]:
    """Yield each place where something of a person who was not invented seems to stand."""
    yield from _addresses(data)
    seen = -1
    for number, start, _ in _MACHINE.find_matches_as_indexes(data.translate(_SHAPED), overlapping=True):
        one = _BY_BEGINNING[number].match(data, start)
        if one is not None and start != seen:
            seen = start
            yield from _number(one)
    lower = data.lower()
    if b"nhs" in lower:
        for one in _NHS_NAMED.finditer(lower):
            yield from _nhs(one[1], *one.span(1))


def _number(match: re.Match[bytes]) -> Iterator[Found]:
    if match.re is _PHONE:
        digits = _DIGITS.sub(b"", match[1])
        if not _DRAMA.fullmatch(digits):
            yield Found(*match.span(), "person", "telephone number", digits)
    elif match.re is _NHS:
        yield from _nhs(match[1] + match[3] + match[4], *match.span())
    else:
        text = match[0].decode()
        if is_pnc(text) and not is_invented_pnc(text):
            yield Found(*match.span(), "person", "PNC ID", match[0])
        elif is_cro(text) and not is_invented_cro(text):
            yield Found(*match.span(), "person", "CRO number", match[0])


def _addresses(data: bytes) -> Iterator[Found]:
    at = data.find(b"@")
    while at >= 0:
        local = _LOCAL.search(data, max(at - 64, 0), at)
        domain = _DOMAIN.match(data, at + 1, at + 255)
        if local and domain and not _NOBODYS.search(domain[1].lower()):
            start, end = local.start(), domain.end(1)
            yield Found(start, end, "person", "email address", data[start:end].lower())
        at = data.find(b"@", at + 1)


def _nhs(digits: bytes, start: int, end: int) -> Iterator[Found]:
    text = digits.decode()
    if is_nhs_number(text) and not text.startswith("999") and len(set(text)) > 1:
        yield Found(start, end, "person", "NHS number", digits)
