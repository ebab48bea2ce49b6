"""`leak/1`: an answer does not show the product's insides (OWASP API8:2023, CWE-209).

In errors these are stack traces, SQL and file paths; where asked for, in all answers the versions of its parts.
"""

from __future__ import annotations

import re

from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because

FOLDERS = (b"home", b"usr", b"var", b"opt", b"srv", b"app", b"root")
# Every repetition is bounded: linear in the length of hostile text. Inside of JSON a line's end is written as two
# letters, and a quote has a backslash before it.
SIGNATURES: dict[str, tuple[re.Pattern[bytes], tuple[bytes, ...]]] = {
    "stack-trace": (
        re.compile(
            rb"Traceback \(most recent call last\)"
            rb"|(?:\n|\\n)(?:[ \t]|\\t){1,20}at [\w$.<>]{1,200}\([\w$.]{1,100}:\d{1,9}\)"
            rb"|File \\?\"[^\"\n]{1,200}\", line \d"
            rb"|System\.\w{1,60}Exception|java\.(?:lang|util|io)\.\w{1,60}(?:Exception|Error)"
            rb"|goroutine \d{1,9} \[|\bpanic: "
        ),
        (b"Traceback", b"at ", b"File ", b"System.", b"java.", b"goroutine ", b"panic: "),
    ),
    "sql": (
        re.compile(
            rb"SQLSTATE\[?\w{5}|ORA-\d{5}|PG::\w{1,60}Error|\bpsycopg\d?\.|sqlite3\.\w{1,60}Error"
            rb"|SQL syntax.{0,60}MySQL|syntax error at or near|\bSELECT [\w*, .]{1,80} FROM \w"
        ),
        (b"SQL", b"ORA-", b"PG::", b"psycopg", b"sqlite3.", b"syntax error", b"SELECT "),
    ),
    "path": (
        re.compile(
            rb"/(?:" + b"|".join(FOLDERS) + rb")/[\w./-]{1,120}\.(?:py|js|rb|php|java|go|cs)\b"
            rb"|\b[A-Z]:\\\\?[\w .-]{1,60}\\\\?[\w\\ .-]{1,120}\.\w{1,8}\b"
        ),
        (*(b"/%b/" % name for name in FOLDERS), b":\\"),
    ),
}
"""What is looked for, and literal pieces without one of which it cannot be there."""
BANNERS = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
"""Fields that programs name themselves in (RFC 9110 section 10.2.4, and custom)."""
_VERSION = re.compile(r"\d{1,9}\.\d")
MOST_FOUND = 50
"""Places looked at for one signature: beyond them it is the request's own text over and over."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    versions: bool = False
    """Whether a header field may name no part by its version, in any answer."""


class Watch(base.Single):
    """Looks at the content of error replies; what the request itself said is an echo, not a leak."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._versions = params.versions

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only errors, unless versions are looked for."""
        return status is not None and (status >= 400 or self._versions)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first signature found."""
        if x.status is None or x.from_product:
            return None
        named = _banner(x) if self._versions else ""
        if named:
            because = Because(code="version-shown", params={"header": named})
            return base.Broke(because=because, cites=(x.id,), operation=x.operation_id, cause=f"version-shown/{named}")
        if x.status < 400:
            return None
        body = x.reply_bytes
        for what, (signature, pieces) in SIGNATURES.items():
            if any(piece in body for piece in pieces):
                offset = _leak(signature, body, x)
                if offset >= 0:
                    return base.broke(x, "leak", cause=f"leak/{what}", what=what, offset=offset)
        return base.passed(x)


def _banner(x: Reading) -> str:
    """Return the field that names a part by its version, or ''."""
    headers = x.reply_headers
    return next((name for name in BANNERS if _VERSION.search(headers.get(name, ""))), "")


def _leak(signature: re.Pattern[bytes], body: bytes, x: Reading) -> int:
    """Return where a signature stands that the request did not bring along itself, or -1."""
    request = x.exchange.request
    for count, found in enumerate(signature.finditer(body)):
        text = found.group()
        if count >= MOST_FOUND:
            break
        if text not in request.body and text not in request.head and text not in x.request_bytes:
            return found.start()
    return -1


KIND = base.RuleKind("leak/1", Params, Watch)
