"""`leak/1`: an error does not show the product's insides: stack traces, SQL, file paths (OWASP API8:2023, CWE-209)."""

from __future__ import annotations

import re

from harness.reading import Reading
from harness.rules import base

SIGNATURES: dict[str, re.Pattern[bytes]] = {
    "stack-trace": re.compile(
        rb"Traceback \(most recent call last\)|^\s+at [\w$.<>]{1,200}\([\w$.]{1,100}:\d+\)|File \"[^\"\n]{1,200}\", line \d+"
        rb"|System\.\w{1,60}Exception|java\.(?:lang|util|io)\.\w{1,60}(?:Exception|Error)|goroutine \d+ \[|panic: ",
        re.MULTILINE,
    ),
    "sql": re.compile(
        rb"SQLSTATE\[?\w{5}|ORA-\d{5}|PG::\w+Error|psycopg\d?\.|sqlite3\.\w+Error|SQL syntax.{0,60}MySQL"
        rb"|syntax error at or near|SELECT [\w*, .]{1,80} FROM \w"
    ),
    "path": re.compile(rb"(?:/(?:home|usr|var|opt|srv|app|root)/[\w./-]{3,120}\.(?:py|js|rb|php|java|go|cs)\b)|[A-Z]:\\\\?[\w\\ .-]{4,120}\.\w{2,4}"),
}
HINTS = (b"/", b"\\", b"SQL", b"ORA-", b"PG::", b"psycopg", b"sqlite", b"SELECT", b"at ", b"Traceback", b"Exception", b"panic", b"goroutine", b"Error")


class Params(base.Params):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at the content of error replies; what the request itself said is an echo, not a leak."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first signature found."""
        if x.from_product or x.status is None or x.status < 400:
            return None
        body = x.reply_bytes
        if any(hint in body for hint in HINTS):
            for what, signature in SIGNATURES.items():
                found = signature.search(body)
                if found and found.group() not in x.exchange.request.body:
                    return base.broke(x, "leak", cause=f"leak/{what}", what=what, offset=found.start())
        return base.passed(x)


class Leak:
    """The kind."""

    name = "leak/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params.operations)
