"""Lists texts that programs stumble over, and for each format of a schema some that keep or break it."""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.gather.cases.registers import DRAWN


class Texts(NamedTuple):
    """Texts of one format; whether each keeps it is left to the validator."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


FORMATS: Final[dict[str, Texts]] = {
    "date": Texts(
        ("2024-02-29", "1970-01-01", "2000-12-31", "1899-12-31", "9999-12-31", "0001-01-01"),
        ("2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "01/02/2024", "20240229", "2024-02-29T00:00:00Z", ""),
    ),
    "date-time": Texts(
        (
            "2024-02-29T12:30:00Z",
            "1970-01-01T00:00:00Z",
            "2024-06-30T23:59:59+01:00",
            "2024-01-01T00:00:00.000001-12:00",
            "2016-12-31T23:59:60Z",
            "9999-12-31T23:59:59Z",
            "2024-10-27T01:30:00+00:00",
        ),
        (
            "2024-02-29T12:30:00",
            "2024-02-30T00:00:00Z",
            "2024-02-29T25:00:00Z",
            "2024-02-29",
            "1709210000",
            "yesterday",
        ),
    ),
    "time": Texts(("12:30:00Z", "00:00:00Z", "23:59:59.999+01:00"), ("25:00:00Z", "12:30", "noon")),
    "duration": Texts(("P1D", "PT0S", "P1Y2M3DT4H5M6S", "P3W"), ("P", "1D", "P1S", "P-1D")),
    "email": Texts(
        ("a@example.org", "first.last+tag@example.org", "o'brien@example.org"),
        ("a@", "@example.org", "a b@example.org", "a@@example.org", "plain"),
    ),
    "idn-email": Texts(("ŵyn@example.org", "a@example.org"), ("a@", "plain")),
    "hostname": Texts(("example.org", "a.example.org", "xn--bcher-kva.example"), ("-a.example", "a_b", "a..b", "a b")),
    "idn-hostname": Texts(("bücher.example", "example.org"), ("a b", "..")),
    "ipv4": Texts(("192.0.2.1", "0.0.0.0", "255.255.255.255"), ("256.0.0.1", "1.2.3", "1.2.3.4.5", "0x7f.1")),
    "ipv6": Texts(("2001:db8::1", "::", "::ffff:192.0.2.1"), (":::", "12345::", "192.0.2.1")),
    "uri": Texts(
        ("https://example.org/a?b=c#d", "urn:example:a", "http://[2001:db8::1]:80/"),
        ("not a uri", "//example.org", "http://exa mple.org", "/a"),
    ),
    "uri-reference": Texts(("/a/b?c", "#d", "https://example.org"), ("a b\\c", "http://[::1", "%zz")),
    "iri": Texts(("https://example.org/ŷ", "https://example.org/"), ("not an iri", "//")),
    "uuid": Texts(
        (
            "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        ),
        ("6f1c2f0e3d1b4a8e9c570b1e5a7d2c01", "6f1c2f0e-3d1b-4a8e-9c57", "not-a-uuid", "{6f1c2f0e}"),
    ),
    "json-pointer": Texts(("", "/a/0", "/a~1b"), ("a", "/~2")),
    "regex": Texts(("^a+$", ""), ("(", "[")),
    "byte": Texts(("", "aGVsbG8=", "AA=="), ("a", "****", "aGVsbG8")),
    **{name: Texts(*drawn) for name, drawn in DRAWN.items()},
}
"""By the name in `format`: those of JSON Schema, those of OpenAPI, and the national identifiers."""

PLAIN: Final = "Exercise"
"""What a text says that nothing else is asked of."""

AWKWARD: Final = (
    "Ŵyn Ŷ ŵ ŷ â ê î ô û",
    "O'Brien-Smith",
    "😀 👩🏽‍🚒",
    'He said "no"\\',
    "line\r\nbreak\ttab",
    " lead and trail ",
    "<b>&amp;</b>",
    "'; --",
    "null",
    "0",
    "é́ ﬁ Å",
    "‮right to left",
    "%00%0d%0a",
    "${jndi}{{7*7}}",
    "\u200b\ufeff",
    "../../x",
)
"""Texts that are as right as any other where only a length is asked for."""

LETTERS: Final = "aŵ😀b é-"
"""What a text of a certain length is made of: one, two and four octets a character."""

USUAL: Final = "abcdefgh XYZ01-.éŵ"
"""What texts by chance are made of."""


def lettered(length: int, *, plain: bool = False) -> str:
    """Return a text of `length` characters."""
    if plain:
        return (PLAIN * (length // len(PLAIN) + 1))[:length]
    return (LETTERS * (length // len(LETTERS) + 1))[:length]
