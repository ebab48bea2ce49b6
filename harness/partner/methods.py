"""Tells methods from each other: any token is one, and few are known (RFC 9110 section 9.1)."""

from __future__ import annotations

import re
from typing import Final

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"})
"""Those of RFC 9110 section 9.3, and PATCH (RFC 5789): where they are not taken that is the resource's affair (405)."""
_PARSED: Final = frozenset(method.encode() for method in (*METHODS, "PRI"))
"""Those that the parser treats by their names; `PRI` begins the preface of HTTP/2 (RFC 9113 section 3.4)."""
_TOKEN: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def is_method(word: bytes) -> bool:
    """Tell whether a word is a token, which every method is (RFC 9110 section 5.6.2)."""
    return _TOKEN.fullmatch(word) is not None


def readable(octets: bytes) -> bytes:
    """Return octets of a head as the parser reads them, which takes the methods for wrong that it does not know.

    Another method is replaced there by one that is framed as it. Where it has not ended yet, nothing can be read.
    """
    found = _TOKEN.match(octets)
    if found is None:
        return octets
    end = found.end()
    if end == len(octets):
        return b""
    return octets if octets[end : end + 1] != b" " or found.group() in _PARSED else b"POST" + octets[end:]
