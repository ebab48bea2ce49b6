"""`leak/1`: an error does not show the product's insides: stack traces, SQL, file paths (OWASP API8:2023, CWE-209)."""

from __future__ import annotations

import re

from harness.reading import Reading
from harness.rules import base

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
MOST_FOUND = 50
"""Places looked at for one signature: beyond them it is the request's own text over and over."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at the content of error replies; what the request itself said is an echo, not a leak."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only errors."""
        return status is not None and status >= 400

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first signature found."""
        if x.status is None or x.status < 400 or x.from_product:
            return None
        body = x.reply_bytes
        for what, (signature, pieces) in SIGNATURES.items():
            if any(piece in body for piece in pieces):
                offset = _leak(signature, body, x)
                if offset >= 0:
                    return base.broke(x, "leak", cause=f"leak/{what}", what=what, offset=offset)
        return base.passed(x)


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
