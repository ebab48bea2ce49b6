"""Says how our listener answers the product's calls: well, badly, elsewhere or not at all."""

from __future__ import annotations

import re
from math import ceil
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import structs

from harness.arazzo import Listen
from harness.evidence import Reply, Response, Silence

_STATUS: Final = re.compile(r"([1-5][0-9]{2})(?::([0-9]{1,4}|away))?\Z")
LONGER: Final = ":longer"
"""After a status: with Retry-After that asks for more than the product would wait by itself."""
AWAY: Final = "away"
"""After a redirect: it leads to another host of ours."""
PHRASES: Final = {
    200: "OK",
    202: "Accepted",
    204: "No Content",
    302: "Found",
    307: "Temporary Redirect",
    410: "Gone",
    413: "Content Too Large",
}
REDIRECTED: Final = "redirected"
"""Last segment of the address that a redirect leads to, beside the one that was called."""
ORIGIN: Final = "WebHook-Allowed-Origin"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One answer."""

    reply: Reply
    """As evidence keeps it; a `Silence` resets the connection."""
    fault: str | None = None


def said_to(listen: Listen, number: int, method: str, url: str, away: str = "") -> Said:
    """Return the answer to call `number` of its method, counted from 0, to the address `url`.

    `away` is the same address at another host of ours; where there is none, redirects lead to another path alone.
    """
    if method == "OPTIONS":
        granted = listen.granted_at and urlsplit(url).path.endswith(listen.granted_at)
        return PERMITTED if listen.permission or granted else REFUSED
    if method != "POST" or not listen.answers:
        return WELL
    return answer(listen.answers[min(number, len(listen.answers) - 1)], url, away)


def takes(listen: Listen, method: str, url: str) -> bool:
    """Tell whether a call is taken for where it came, whatever the others are answered."""
    return bool(listen.taken_at) and method == "POST" and urlsplit(url).path.endswith(listen.taken_at)


def longer_than(listen: Listen, gap: float) -> Listen:
    """Return the same with pauses in seconds, where it asks for longer ones than the product's own gap."""
    if not any(word.endswith(LONGER) for word in listen.answers):
        return listen
    pause = min(max(1, ceil(1.5 * gap)), 9999)
    return structs.replace(listen, answers=tuple(word.replace(LONGER, f":{pause}") for word in listen.answers))


def pause_after(listen: Listen, number: int) -> int:
    """Return for how many seconds the answer to call `number`, counted from 0, asks not to be called."""
    found = _STATUS.fullmatch(listen.answers[min(number, len(listen.answers) - 1)]) if listen.answers else None
    return int(found[2]) if found is not None and (found[2] or "").isdecimal() else 0


def answer(word: str, url: str, away: str = "") -> Said:
    """Return the answer that a word stands for. Raises ValueError for one that means nothing."""
    if word == "reset":
        return Said(reply=Silence(why="reset"), fault="reset-before")
    found = _STATUS.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is no answer: 503, 429:2, 302, 307:away or reset")
    status, more = int(found[1]), found[2]
    fields = [("Retry-After", more)] if more and more != AWAY else []
    if 300 <= status < 400:
        to = away if more == AWAY and away else url
        fields.append(("Location", f"{to.rstrip('/')}/{REDIRECTED}"))
    return Said(reply=_response(status, *fields), fault=None if status < 300 else f"status-{status}")


def _response(status: int, *fields: tuple[str, str]) -> Response:
    fields = fields if status == 204 else (*fields, ("Content-Length", "0"))
    lines = [f"HTTP/1.1 {status} {PHRASES.get(status, '')}".rstrip(), *(f"{name}: {text}" for name, text in fields)]
    return Response(status=status, head="\r\n".join(lines).encode())


WELL: Final = Said(reply=_response(204))
PERMITTED: Final = Said(reply=_response(200, ("Allow", "POST, OPTIONS"), (ORIGIN, "*")))
REFUSED: Final = Said(reply=_response(403), fault="status-403")
