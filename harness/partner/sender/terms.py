"""Says what a reference sender sends and how it goes about it, as data: sender.yaml and its defects."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from harness import content
from harness.errors import MockError
from harness.expression import parse_pointer
from harness.fit import suggest
from harness.partner.acts.base import Name
from harness.partner.script import of_type, unshared
from harness.partner.sender.taking import Taking

FILE: Final = "sender.yaml"
DEFECTS: Final = "defects.yaml"


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How messages are delivered; each line that is otherwise is a vice."""

    retries: int = 12
    """Attempts after the first."""
    gap: float = 0.05
    """Seconds before the second attempt; each further gap is twice as long, up to `longest_gap`."""
    longest_gap: float = 0.4
    timeout: float = 3.0
    heeds_retry_after: bool = True
    in_order: bool = True
    gives_up_at_once: bool = False
    """Whether a message that failed once is forgotten."""
    keeps_name: bool = True
    """Whether a message is repeated under its own messageId."""
    stops_when_gone: bool = True
    follows_redirects: bool = False
    follows_to_read: bool = False
    """Whether redirects of what only reads are followed, to any host."""
    follows_to_sign_in: bool = False
    """Whether redirects of what asks for a token are."""
    follows_over_tls: bool = False
    """Whether redirects that lead to TLS are followed, to any host, and no others: many platforms do so."""
    checks_certificates: bool = True
    checks_certificates_to_sign_in: bool = True
    """Whether that of the token endpoint is looked at too; else it is called over connections of its own."""
    tries_bad_certificates_again: bool = True
    """Else what met one is left at that; no vice, since its user is told."""
    sends_without_tls: bool = False
    """Whether what met a bad certificate is sent without TLS at once, to the same host and port."""
    tolerates_unknown: bool = True
    uses_given_id: bool = True
    rereads: bool = True
    heeds_what_it_read: bool = True
    """Whether a change is made again on the version that was read, and not on the one before."""
    apart: bool = True
    """Whether each partner is sent to by itself; else one after the other, each when the one before has it."""
    remembers_each: bool = True
    """Whether each of several partners is tried until it has what is for it."""
    takes_no: bool = True
    """Whether what was refused is left at that."""


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is sent; `$id`, `$now`, `$shared`, `$agency` and the like are filled in."""

    method: str = "POST"
    path: str
    media_type: str = "application/json"
    body: dict[str, Any] = {}


class SenderFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole sender.yaml."""

    name: Name
    title: str
    says: str
    profile: str
    role: Name
    classes: tuple[str, ...] = ()
    """What a run against it claims; empty: all that can be tested."""
    policy: Policy = Policy()
    taking: Taking | None = None
    """How events are taken, by a product that takes them."""
    always: dict[str, Any] = {}
    """Members of every message."""
    messages: dict[Name, Message]
    stimuli: dict[Name, tuple[Name, ...]]
    """The messages that each stimulus makes it send."""
    answers: dict[Name, str] = {}
    """What a person at it would answer to the profile's questions."""


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of that data."""

    at: str
    """JSON pointer."""
    to: Any = msgspec.UNSET
    """What stands there instead; absent: nothing."""


class SenderDefect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One vice of a sender."""

    name: Name
    says: str
    kills: tuple[str, ...]
    also: tuple[str, ...] = ()
    change: tuple[Change, ...]


class SenderDefects(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole defects.yaml."""

    defects: tuple[SenderDefect, ...]


def senders() -> tuple[str, ...]:
    """Return the names of all reference senders that are here."""
    return tuple(sorted(path.parent.name for path in content.root("mocks").glob(f"*/{FILE}")))


def list_sender_defects(name: str) -> tuple[SenderDefect, ...]:
    """Return the defects that can be planted in the sender of that name. Raises MockError."""
    path = _folder(name) / DEFECTS
    return msgspec.convert(of_type(path, SenderDefects).value, SenderDefects).defects if path.is_file() else ()


def sender(name: str, defects: Iterable[str] = ()) -> SenderFile:
    """Return what the sender of that name does, with these defects planted. Raises MockError."""
    value = unshared(of_type(_folder(name) / FILE, SenderFile).value)
    value.setdefault("policy", {})
    known = {one.name: one for one in list_sender_defects(name)}
    for wish in defects:
        if wish not in known:
            raise MockError(f"{name} has no defect {wish!r}", hint=suggest(wish, list(known)))
        for change in known[wish].change:
            _change(value, change, f"{name}: defect {wish}")
    try:
        return msgspec.convert(value, SenderFile)
    except msgspec.ValidationError as error:
        raise MockError(f"the changed sender does not hold together: {error}", where=name) from None


def _folder(name: str) -> Path:
    folder = Path(name) if (Path(name) / FILE).is_file() else content.root("mocks") / name
    if not (folder / FILE).is_file():
        raise MockError(f"there is no sender {name!r}", hint=suggest(name, list(senders())))
    return folder


def _change(value: Any, change: Change, where: str) -> None:
    *above, last = parse_pointer(change.at)
    try:
        for token in above:
            value = value[token] if isinstance(value, dict) else value[int(token)]
        if change.to is msgspec.UNSET:
            del value[last if isinstance(value, dict) else int(last)]
        else:
            value[last if isinstance(value, dict) else int(last)] = change.to
    except (LookupError, ValueError, TypeError):
        raise MockError(f"it changes {change.at!r}, which is not there", where=where) from None
