"""Recognises operations by which a tester could lock itself out, or take away what other operations are tried on."""

from __future__ import annotations

import re
from typing import Final

from harness.contract import Contract
from harness.contract.model import Operation
from harness.resources.names import plain

ENDS: Final = frozenset(
    ("logout", "logoff", "signout", "signoff", "revoke", "revocation", "deactivate", "disable", "suspend", "lock",
     "rotate", "resetpassword", "changepassword", "password", "passwords", "reset", "purge", "wipe")
)  # fmt: skip
"""Words of a path or operationId that end something by themselves, whatever the method."""
OWN: Final = frozenset(
    ("me", "self", "session", "sessions", "token", "tokens", "account", "accounts", "credential", "credentials",
     "apikey", "apikeys", "client", "clients", "user", "users", "tenant", "tenants", "login", "logins", "profile",
     "clientsubscriptions")
)  # fmt: skip
"""Things that the tester itself has over there: to change or remove one may be to lose it."""
CHANGING: Final = frozenset({"PUT", "PATCH", "DELETE"})
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def locks_out(operation: Operation, *, any_method: bool = False) -> bool:
    """Tell whether the operation may end what the tester's own requests rest on.

    Such are tried last: what comes before them is not spoilt, and what comes after is nothing. `any_method`: other
    methods are tried on its path as well.
    """
    segments = [plain(part) for part in operation.path.split("/") if part and "{" not in part]
    words = {plain(word) for word in _WORD.findall(operation.id)} if " " not in operation.id else set()
    if ENDS & {*segments, *words}:
        return True
    # What the path ends in is what is changed; `/users/{id}/notes` is about notes.
    return (any_method or operation.method in CHANGING) and bool(segments) and segments[-1] in OWN


def clears(operation: Operation, contract: Contract) -> bool:
    """Tell whether the operation removes a whole list at once, or a thing that other operations lie under."""
    if operation.method != "DELETE":
        return False
    path = operation.path.rstrip("/")
    return not path.endswith("}") or any(other.path.startswith(f"{path}/") for other in contract.operations)
