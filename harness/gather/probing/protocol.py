"""Tries how a product keeps the protocol itself: one named kind of probe a function, all in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from harness.contract import Contract
from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.errors import TargetError
from harness.evidence import Response
from harness.expression import follow, parse_pointer
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.identity.derived import NEW_KEY, OF_ISSUER
from harness.gather.means import DERIVED
from harness.gather.message import JSON, Message, target, write
from harness.gather.pairs import drop, pairs, put
from harness.gather.probing import addresses, examples, odd, weights
from harness.gather.probing.trial import Trial
from harness.reading import NotJson

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
BODY_METHODS: Final = frozenset({"POST", "PUT", "PATCH"})
MOST_FIELDS: Final = 40
"""Members that are taken out or made too long in one body."""
MOST_PAGES: Final = 200
BAD: Final = (
    *("malformed", "tampered", "tampered-claims", "alg-none", "expired", "wrong-audience", "in-query"),
    *("other-certificate", "without-certificate"),
)
"""Every way in which a credential is tried that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of protocol probe."""

    go: Callable[[Trial], None]
    suits: Callable[[Operation], bool]
    """Which operations it is tried on where the profile names none."""
    estimate: int
    """About how many requests it sends for one operation."""
    most: int = 0
    """On how many operations it is tried at most where the profile names none, the simplest first; 0: on all."""


def probe(
    name: str, bench: Bench, operation: Operation, outputs: Mapping[str, object], settings: Mapping[str, Any]
) -> None:
    """Try the operation; `outputs` of a setup fill its parameters. Raises Unfillable."""
    PROTOCOL[name].go(Trial(bench, operation, parameters_of(operation, outputs, bench.inputs), settings))


def suits(name: str, operation: Operation) -> bool:
    """Tell whether the kind of probe makes sense for an operation."""
    return PROTOCOL[name].suits(operation)


def suitable(name: str, contract: Contract) -> Iterator[Operation]:
    """Yield the operations of a description that a kind of probe is tried on."""
    kind = PROTOCOL[name]
    found = (operation for operation in contract.operations if kind.suits(operation))
    if not kind.most:
        yield from found
        return
    yield from sorted(found, key=lambda one: (one.path.count("{"), one.path))[: kind.most]


def _methods(trial: Trial) -> None:
    """Methods that the path does not take (RFC 9110 section 15.5.6)."""
    taken = {one.method for one in trial.bench.contract.on(trial.operation.path)}
    path = target(trial.operation.path, trial.parameters)
    for method in trial.words("methods", METHODS):
        if method in taken:
            continue
        fields: tuple[tuple[str, str], ...] = (("Accept", "*/*"),)
        body = b""
        if method in BODY_METHODS:
            fields, body = (*fields, ("Content-Type", JSON)), b"{}"
        trial.bench.send(Message(method=method, target=path, headers=fields, body=body), f"method {method}")


def _head(trial: Trial) -> None:
    """HEAD, after the GET that it is compared with (RFC 9110 section 9.3.2)."""
    message = write(trial.operation, trial.parameters)
    trial.bench.send(message, "GET, for comparison")
    trial.bench.send(Message(method="HEAD", target=message.target, headers=message.headers), "HEAD")


def _accept(trial: Trial) -> None:
    """Media types that are not on offer (RFC 9110 section 15.5.7)."""
    for wanted in trial.words("accept", ("image/png",)):
        message = trial.request()
        if message is not None:
            trial.bench.send(message.with_header("Accept", wanted), f"Accept: {wanted}")


def _content_type(trial: Trial) -> None:
    """A right body under a media type that the operation does not take (RFC 9110 section 15.5.16)."""
    for brought in trial.words("content_type", ("text/plain",)):
        message = trial.request()
        if message is not None and message.body:
            trial.bench.send(message.with_header("Content-Type", brought), f"Content-Type: {brought}")


def _malformed_json(trial: Trial) -> None:
    """Bodies that are no JSON: cut off, not JSON at all, and not UTF-8 (RFC 8259 sections 2 and 8.1)."""
    message = trial.request()
    if message is None or not message.body:
        return
    cut = message.body[: max(1, len(message.body) // 2)]
    for body, why in (
        (b'{"messageId":', "cut off"),
        (cut, "cut in half"),
        (b"EXERCISE - HALLMARK", "plain words"),
        (b'{"a":"\xff"}', "not UTF-8"),
    ):
        changed = Message(method=message.method, target=message.target, headers=message.headers, body=body)
        trial.bench.send(changed, f"malformed JSON: {why}")


def _credentials(trial: Trial, usual: tuple[str, ...] = ("absent", "malformed", "tampered", "alg-none")) -> None:
    """Credentials that are no good (RFC 9110 section 15.5.2, RFC 6750 section 3.1)."""
    for identity in trial.words("credentials", usual):
        message = trial.request()
        if message is None or identity not in trial.bench.means.identities | DERIVED:
            continue
        try:
            trial.bench.send(message, f"credential {identity}", identity=identity)
        except TargetError:
            continue  # it cannot be had: a token that is no JWT has no algorithm to take away


def _bad_credentials(trial: Trial) -> None:
    """What a good credential is served, then every way in which it can be bad; each by itself."""
    message = trial.request()
    if message is not None:
        trial.bench.send(message, "a good credential, for comparison")
    further = tuple(one for one in OF_ISSUER if one in trial.bench.means.identities)
    for identity in trial.words("credentials", (*BAD, *further)):
        message = trial.request()
        try:
            if message is not None:
                trial.bench.send(message, f"credential {identity}", identity=identity)
        except TargetError:
            continue  # no credential of this kind can be had; the judge sees that it was not tried


def _new_key(trial: Trial) -> None:
    """A good token, then one of a key published after it, until it is taken or patience ends (OIDC Core 10.1.1)."""
    message = trial.request()
    if message is None or NEW_KEY not in trial.bench.means.identities:
        return
    trial.bench.send(message, "a good credential, for comparison")
    pause, waited = 1.0, 0.0
    while True:
        exchange = trial.bench.send(message, "a good credential of a new key", identity=NEW_KEY)
        if getattr(exchange.reply, "status", 0) not in (401, 403) or waited >= trial.bench.means.patience:
            return
        trial.bench.clock.sleep(int(pause * 1_000_000))
        waited, pause = waited + pause, pause * 2


def _scope(trial: Trial) -> None:
    """Who lacks the scope that the operation asks for (RFC 6750 section 3.1)."""
    for identity in trial.words("identities", ("read-only",)):
        message = trial.request()
        if message is not None and identity in trial.bench.means.identities:
            trial.bench.send(message, f"as {identity}", identity=identity)


def _missing_fields(trial: Trial) -> None:
    """The body without each of the members that the description requires, one at a time."""
    for steps in list(_required(trial))[: trial.number("most", MOST_FIELDS)]:
        example = examples.first(trial.operation, trial.bench.inputs)
        if example is not None:
            message = write(
                trial.operation, trial.parameters, json_body=drop(example.body, steps), content_type=example.media_type
            )
            trial.bench.send(message, f"without /{'/'.join(map(str, steps))}")


def _required(trial: Trial) -> Iterator[tuple[str | int, ...]]:
    example = examples.first(trial.operation, trial.bench.inputs)
    if example is None or not isinstance(example.schema, Schema):
        return
    seen = set()
    for pair in pairs(example.schema, example.body):
        if not pair.sure or not isinstance(pair.value, dict):
            continue
        for name in pair.node.get("required", ()):
            steps = (*pair.steps, name)
            if name in pair.value and steps not in seen:
                seen.add(steps)
                yield steps


def _oversize(trial: Trial) -> None:
    """Text that is one character longer than the description allows."""
    lengths = dict(_texts(trial))
    for steps, length in list(lengths.items())[: trial.number("most", MOST_FIELDS)]:
        example = examples.first(trial.operation, trial.bench.inputs)
        if example is not None:
            text = trial.bench.inputs.text()[:length].ljust(length + 1, "x")
            body = put(example.body, steps, text)
            message = write(trial.operation, trial.parameters, json_body=body, content_type=example.media_type)
            trial.bench.send(message, f"{length + 1} characters at /{'/'.join(map(str, steps))}")


def _texts(trial: Trial) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Yield free text with a greatest length; a text with a form of its own would be wrong for other reasons too."""
    example = examples.first(trial.operation, trial.bench.inputs)
    if example is None or not isinstance(example.schema, Schema):
        return
    formed = set()
    found: dict[tuple[str | int, ...], int] = {}
    for pair in pairs(example.schema, example.body):
        if isinstance(pair.value, str):
            if {"pattern", "format", "enum", "const"} & pair.node.keys():
                formed.add(pair.steps)
            length = pair.node.get("maxLength")
            if isinstance(length, int) and pair.sure:
                found[pair.steps] = min(length, found.get(pair.steps, length))
    yield from ((steps, length) for steps, length in found.items() if steps not in formed)


def _paging(trial: Trial) -> None:
    """A list, walked page by page to its end."""
    following = parse_pointer(str(trial.settings.get("next", "/nextCursor")))
    cursor_name = str(trial.settings.get("cursor", "cursor"))
    limit = str(trial.number("limit", 2))
    parameters = trial.parameters | {("query", str(trial.settings.get("parameter", "limit"))): limit}
    cursor: object = None
    for page in range(trial.number("most", MOST_PAGES)):
        if cursor is not None:
            parameters = parameters | {("query", cursor_name): str(cursor)}
        exchange = trial.bench.send(write(trial.operation, parameters), f"page {page + 1}")
        found = _following(trial, exchange, following)
        if found is None or found == cursor:
            return
        cursor = found


def _following(trial: Trial, exchange: Any, pointer: tuple[str, ...]) -> str | None:
    if not isinstance(exchange.reply, Response) or exchange.reply.status != 200:
        return None
    page = trial.bench.read(exchange).reply_json
    found = follow(page, pointer) if not isinstance(page, NotJson) else None
    return str(found) if isinstance(found, str | int) and found != "" else None


def _asks(operation: Operation) -> bool:
    """Tell whether nobody is served without a credential."""
    return bool(operation.security) and all(operation.security)


def _reads_for_some(operation: Operation) -> bool:
    return operation.method == "GET" and _asks(operation)


def _asks_for_scope(operation: Operation) -> bool:
    return _asks(operation) and all(any(scopes for _, scopes in either) for either in operation.security)


def _any(operation: Operation) -> bool:
    return True


def _reads(operation: Operation) -> bool:
    return operation.method == "GET"


def _takes_json(operation: Operation) -> bool:
    return any(name == JSON or name.endswith("+json") for name in operation.request_bodies)


def _limits_rate(operation: Operation) -> bool:
    return weights.limits_rate(operation.replies)


def _pages(operation: Operation) -> bool:
    return operation.method == "GET" and operation.parameter("query", "limit") is not None


PROTOCOL: Final[dict[str, Kind]] = {
    "methods": Kind(_methods, _any, 3),
    "head": Kind(_head, _reads, 2),
    "accept": Kind(_accept, _reads, 1),
    "content-type": Kind(_content_type, _takes_json, 1),
    "malformed-json": Kind(_malformed_json, _takes_json, 4),
    "credentials": Kind(_credentials, _any, 4),
    "no-credential": Kind(lambda trial: _credentials(trial, ("absent",)), _asks, 1),
    "bad-credentials": Kind(_bad_credentials, _reads_for_some, 1 + len(BAD)),
    "new-key": Kind(_new_key, _reads_for_some, 2, most=2),
    "scope": Kind(_scope, _asks_for_scope, 1),
    "missing-fields": Kind(_missing_fields, _takes_json, 10),
    "oversize": Kind(_oversize, _takes_json, 5),
    "unknown-member": Kind(odd.unknown_member, _takes_json, 1),
    "absent": Kind(odd.absent, odd.names_an_item, 1),
    "correlation": Kind(odd.correlation, _any, 1),
    "inward-callbacks": Kind(addresses.inward_callbacks, addresses.takes_callbacks, 1),
    "callback-addresses": Kind(addresses.callback_addresses, addresses.takes_callbacks, 2 + len(addresses.HOSTS)),
    "paging": Kind(_paging, _pages, 4),
    "large": Kind(weights.large, _takes_json, 2),
    "deep": Kind(weights.deep, _takes_json, 6),
    "burst": Kind(weights.burst, _limits_rate, 10),
}
