"""Gives one root cause to what the same kind of request provokes in several operations, or one thing explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from harness.verdict import Finding, Violation

SEVERAL: Final = 2
"""Operations from which on a kind of request, and no operation, is the cause."""


CREDENTIALS: Final = "authentication/"
OPEN: Final = "authentication/absent"
ACCEPTED: Final = "credential-accepted"
NOT_FOUND: Final = "listed-not-found/"
MISSING: Final = "element-missing/"
OF_LISTS: Final = (
    "element-missing", "element-twice", "link-broken", "listed-not-found", "page-too-long", "returned-differs",
    "total-differs",
)  # fmt: skip
"""What goes wrong in lists, whichever it is: paging is written once for all of them."""
OF_SENDING: Final = (
    "goes-on", "never-delivered", "other-content", "other-name", "overtaken", "sent-again", "sent-though-refused",
    "too-early",
)  # fmt: skip
"""What goes wrong with messages on their way, whichever they are: that is written once for all of them as well."""
WRITTEN_ONCE: Final = (*OF_LISTS, *OF_SENDING)


class Node(NamedTuple):
    """All cases of one cause in one operation whose most telling kind is the same."""

    cause: str
    """As the rule named it: `server-error/createNote`."""
    operation: str
    first: str
    """The most telling kind of request; '' for a right and plain one."""


def grouped(nodes: Iterable[tuple[Node, frozenset[str]]], order: Mapping[str, int]) -> dict[Node, str]:
    """Return the common cause of the nodes that have one; each comes with the kinds that all of its requests are of.

    An operation that fails at a right and plain request fails by itself, whatever else it is sent. `order` says which
    kinds are more telling; of kinds that explain as much, the first is taken.
    """
    common: dict[Node, frozenset[str]] = {}
    for node, kinds in nodes:
        common[node] = common[node] & kinds if node in common else kinds
    alone = {(node.cause, node.operation) for node in common if not node.first}
    found: dict[Node, str] = {}
    for family in sorted({family_of(node) for node in common}):
        rest = {n: k for n, k in common.items() if family_of(n) == family and (n.cause, n.operation) not in alone}
        while (kind := _most_telling(rest, order)) is not None:
            explained = [node for node, kinds in rest.items() if kind in kinds]
            for node in explained:
                found[node] = f"{family}/*/{kind}"
                del rest[node]
    return found


def explained(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in which what one thing explains has that cause.

    An operation that serves anybody shows nothing of what it takes for a credential: whatever was let in, the door was
    open. A list that names what is not there, and leaves out what is, shows other things than there are. What goes
    wrong alike in several lists, or with several messages on their way, lies in what they share.
    """
    findings = tuple(findings)
    said = [violation for finding in findings for violation in finding.violations]
    open_ = {v.operation for v in said if v.cause == OPEN and v.because.code == ACCEPTED}
    astray = {v.cause.removeprefix(NOT_FOUND) for v in said if v.cause.startswith(NOT_FOUND) and not _failed(v)}

    def cause(v: Violation) -> str:
        if v.operation in open_ and v.because.code == ACCEPTED and v.cause.startswith(CREDENTIALS):
            return OPEN
        return NOT_FOUND + v.operation if v.operation in astray and v.cause == MISSING + v.operation else v.cause

    once = tuple(_caused(finding, cause) for finding in findings)
    families: dict[str, set[str]] = {}
    for v in (violation for finding in once for violation in finding.violations):
        families.setdefault(v.cause.partition("/")[0], set()).add(v.cause)
    shared = {family for family in WRITTEN_ONCE if len(families.get(family, ())) >= SEVERAL}

    def alike(v: Violation) -> str:
        family = v.cause.partition("/")[0]
        return f"{family}/*" if family in shared else v.cause

    return tuple(_caused(finding, alike) for finding in once) if shared else once


def _failed(v: Violation) -> bool:
    """Tell whether what a list names may be there all the same: the product failed when it was read."""
    status = v.because.params.get("status")
    return isinstance(status, int) and status >= 500


def _caused(finding: Finding, cause: Callable[[Violation], str]) -> Finding:
    causes = [cause(violation) for violation in finding.violations]
    if all(new == old.cause for new, old in zip(causes, finding.violations, strict=True)):
        return finding
    pairs = zip(finding.violations, causes, strict=True)
    return msgspec.structs.replace(finding, violations=tuple(msgspec.structs.replace(v, cause=c) for v, c in pairs))


def family_of(node: Node) -> str:
    """Return what goes wrong, whichever operation it is in."""
    return node.cause.partition("/")[0]


def kind_of(cause: str) -> str:
    """Return the kind of request that a common cause names, or '' for every other cause."""
    rest = cause.partition("/")[2]
    return rest.removeprefix("*/") if rest.startswith("*/") else ""


def _most_telling(rest: Mapping[Node, frozenset[str]], order: Mapping[str, int]) -> str | None:
    """Return the kind that explains most, if it does so in several operations."""
    best: tuple[int, int, str] | None = None
    for kind in {kind for kinds in rest.values() for kind in kinds}:
        mine = [node for node, kinds in rest.items() if kind in kinds]
        if len({node.operation for node in mine}) >= SEVERAL:
            candidate = (-len(mine), order.get(kind, len(order)), kind)
            best = candidate if best is None else min(best, candidate)
    return best[2] if best is not None else None
