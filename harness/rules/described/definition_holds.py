"""Holds what a server does against its own API definition: replies, errors, parameters, sign-in, collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harness.contract import Match
from harness.reading.media import described
from harness.rules import base
from harness.rules.described.definition_seen import Answer, Seen
from harness.rules.kept import Kept, broke, passed, unsure
from harness.rules.statuses import SERVERS_OWN
from harness.served import ITEMS, choices_of, takes_any

_ODD: Final = re.compile(r"%(?:[01][0-9a-f]|2f|5c|7f)", re.IGNORECASE)
"""What few servers take as part of a name in a path: whether they found the operation at all is not told."""
UNTOLD: Final = frozenset({401, 403, 407, 429})
"""Refusals that say nothing of what was asked for; who may be behind them is not known."""


def _matched(seen: Seen) -> Iterator[tuple[Answer, Match]]:
    """Yield each answer to what the definition has, with the operation there."""
    assert seen.served is not None
    for answer in seen.answers.values():
        if answer.kept.status in (404, 405) and _ODD.search(answer.kept.path):
            continue
        found = seen.served.match(answer.kept.method, answer.kept.target, seen.base)
        if found is not None:
            yield answer, found


def is_implemented(seen: Seen) -> Iterator[base.Sign]:
    """What the definition has can be asked for (/req/oas30/oas-impl).

    A refusal may have another reason; a name in a path may be gone, unless the definition itself names it.
    """
    for answer, found in _matched(seen):
        kept, operation = answer.kept, found.operation
        if kept.method != "GET" or not answer.plain or kept.status in UNTOLD:
            continue
        if kept.status < 400:
            yield passed(kept, *seen.at)
        elif kept.status >= 500 or kept.status == 405 or (kept.status == 404 and _must_be_there(found)):
            cause = f"not-implemented/{operation.path}"
            yield broke(kept, "not-implemented", *seen.at, cause=cause, path=operation.path, status=kept.status)


def _must_be_there(found: Match) -> bool:
    """Tell whether the definition names all that the path names, and does not say that it may be missing."""
    operation = found.operation
    named = all(
        value in map(str, choices_of(operation.parameter("path", name))) for name, value in found.path_params.items()
    )
    return named and "404" not in operation.replies


def has_all_replies(seen: Seen) -> Iterator[base.Sign]:
    """Every status that comes, and the type of what comes, is in the definition (/req/oas30/completeness)."""
    yield from _replies(seen, 200, 499)


def has_all_errors(seen: Seen) -> Iterator[base.Sign]:
    """Every status of an error that comes is in the definition (/req/oas30/exceptions-codes)."""
    yield from _replies(seen, 400, 499)


def _replies(seen: Seen, least: int, most: int) -> Iterator[base.Sign]:
    """A server that fails is not asked to announce that."""
    for answer, found in _matched(seen):
        kept, operation = answer.kept, found.operation
        if not least <= kept.status <= most or kept.status in UNTOLD | SERVERS_OWN:
            continue
        reply = operation.reply_for(kept.status)
        if reply is None:
            cause = f"definition-without/{kept.status}"
            yield broke(kept, "status-not-defined", *seen.at, cause=cause, path=operation.path, status=kept.status)
        elif kept.status < 300 and reply.media and described(reply.media, kept.content_type) is None:
            cause = f"definition-without/{kept.media_type}"
            yield broke(kept, "type-not-defined", *seen.at, cause=cause, path=operation.path, got=kept.media_type)
        else:
            yield passed(kept, *seen.at)


def says_how_to_sign_in(seen: Seen) -> Iterator[base.Sign]:
    """Where nobody is served without a credential, the definition says which it takes (/req/oas30/security)."""
    assert seen.served is not None
    for answer, found in _matched(seen):
        kept, security = answer.kept, found.operation.security
        if not answer.anonymous or kept.status not in (401, 403):
            continue
        known = seen.served.contract.security_schemes
        if security and all(security) and all(name in known for either in security for name, _ in either):
            yield passed(kept, *seen.at)
        else:
            yield broke(kept, "sign-in-not-defined", *seen.at, cause="sign-in-not-defined", path=found.operation.path)


def is_access_controlled(seen: Seen) -> Iterator[base.Sign]:
    """Somebody without a credential is refused; where all are served, nothing has to be said of signing in."""
    alone = [answer.kept for answer in seen.answers.values() if answer.anonymous]
    refused = [kept for kept in alone if kept.status in (401, 403)]
    if refused:
        yield passed(refused[0])
    elif any(kept.status < 300 for kept in alone):
        yield broke(next(kept for kept in alone if kept.status < 300), "open-to-all")


def refuses_unknown_parameters(seen: Seen) -> Iterator[base.Sign]:
    """A parameter that the definition does not have is refused with 400 (/req/core/query-param-unknown)."""
    assert seen.served is not None
    for answer, found in _matched(seen):
        kept = answer.kept
        if not answer.odd or not answer.lists or kept.status in UNTOLD or kept.status >= 500:
            continue
        any_ = takes_any(seen.served, found.operation)
        if kept.status == 400:
            yield passed(kept, *seen.at)
        elif any_ is None:
            yield unsure(kept, "perhaps-free-form", path=found.operation.path)
        elif not any_ and kept.status < 300:
            cause = "unknown-parameter-taken"
            yield broke(kept, "unknown-parameter-taken", *seen.at, cause=cause, status=kept.status)


def names_all_parameters(seen: Seen) -> Iterator[base.Sign]:
    """Some list of features takes no parameters but those that the definition names."""
    assert seen.served is not None
    assert seen.brought is not None
    lists = [(o, takes_any(seen.served, o)) for o in seen.served.lists()]
    if any(not any_ for _, any_ in lists):
        yield passed(seen.brought.kept, *seen.at)
    elif lists:
        yield broke(seen.brought.kept, "parameters-free-form", *seen.at, path=lists[0][0].path)


def lists_collections(seen: Seen) -> Iterator[base.Sign]:
    """Every collection that the run got to know otherwise is in the list (/req/core/fc-md-items)."""
    assert seen.served is not None
    assert seen.brought is not None
    if not seen.lists:
        return
    known = dict.fromkeys(seen.served.collections(), seen.brought.kept)
    known |= {name: kept for name, kept in seen.belongs.items() if name not in known}
    for name, kept in known.items():
        opened = _opened(seen, name) if kept is seen.brought.kept else kept
        if name in seen.listed:
            yield passed(seen.lists[0], kept.id, *seen.at)
        elif seen.cut:
            yield unsure(kept, "list-goes-on", blocks=False, name=name)
        elif opened is not None:
            cites = (seen.lists[0].id, *seen.at)
            yield broke(opened, "collection-not-listed", *cites, cause="collection-not-listed", name=name)


def _opened(seen: Seen, name: str) -> Kept | None:
    """Return what shows that a collection is there: a definition may name what is not."""
    for answer in seen.answers.values():
        found = ITEMS.search(answer.kept.path)
        if answer.kept.status == 200 and found is not None and found[2] == name:
            return answer.kept
    return None
