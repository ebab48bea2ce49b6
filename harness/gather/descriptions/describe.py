"""Gets the supplier's own API description, from a file or from the product's host, before anything is planned."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from harness.contract import Contract, compile_contract
from harness.contract.cache import Cache
from harness.declaration import Declaration
from harness.description import PARTITION, Description, documents
from harness.errors import ContractError, DeclarationError, TargetError
from harness.evidence import Exchange, Observation, Response
from harness.gather.clock import Clock, SystemClock
from harness.gather.identity.certificates import OWN, client_of, clients_of, elsewhere, identities_of
from harness.gather.identity.declared import secrets_of
from harness.gather.restraint.limits import Bounds, Undeclared
from harness.gather.transmission.letter import Manner
from harness.gather.wire import Wire
from harness.redact import Redactor
from harness.yamlfile import MAX_BYTES, loads

ACCEPT: Final = (("Accept", "application/json, application/vnd.oai.openapi+json, application/yaml, */*;q=0.1"),)


class Described(NamedTuple):
    """The description, and what evidence keeps of how it came about."""

    description: Description
    observations: tuple[Observation, ...]


class _Kept:
    """A journal in memory: the run's own is not open yet."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def sent(self, exchange: Exchange) -> None:
        """The reply's turn will come."""

    def got(self, exchange: Exchange) -> None:
        """Keep what is whole."""
        self.exchanges.append(exchange)

    def keep(self, observation: Observation) -> None:
        """Nothing else is observed."""


def is_address(openapi: str) -> bool:
    """Tell whether `target.openapi` is a URL and not a path."""
    return openapi.lower().startswith(("http://", "https://"))


def describe(declaration: Declaration, clock: Clock | None = None, cache: Cache | None = None) -> Described:
    """Return the description that `target.openapi` names, compiled, or as it lies in `cache` from another time.

    Raises DeclarationError where none is named or it cannot be read, TargetError where the product does not give it,
    and ContractError where it is no API description.
    """
    openapi = declaration.target.openapi
    if not openapi:
        hint = "Give --openapi FILE or URL, or target.openapi in hallmark.yaml."
        raise DeclarationError("this profile tests a product against its own API description", hint=hint)
    if is_address(openapi):
        return _fetched(declaration, clock or SystemClock(), cache)
    path = Path(openapi)
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DeclarationError(f"cannot read the API description: {error.strerror}", where=openapi) from None
    return _described(body, path.name, _compiled(body, path.name, path, cache), ())


def _fetched(declaration: Declaration, clock: Clock, cache: Cache | None) -> Described:
    target, journal = declaration.target, _Kept()
    bounds = msgspec.structs.replace(Bounds.of(declaration.limits), body_cap=MAX_BYTES)
    with Wire(
        target.base,
        journal=journal,
        redactor=Redactor(secrets_of(target)),
        clock=clock,
        limits=declaration.limits,
        bounds=bounds,
        proxy=target.proxy,
        tls=target.tls,
        clients=clients_of(target),
        also=elsewhere(target),
    ) as wire:
        manner = Manner(client=client_of(OWN, identities_of(target)))  # without it there may be no connection at all
        try:
            part = wire.partition(PARTITION)
            exchange = wire.send(
                part, "GET", target.openapi, ACCEPT, identity="none", intent="API description", manner=manner
            )
        except Undeclared:
            hint = "Fetch it yourself and give the file: only the hosts of base_url and token_url are contacted."
            raise DeclarationError(
                "the API description lies on another host", where=target.openapi, hint=hint
            ) from None
        body = _body(exchange, target.openapi, wire.trouble)
    name = target.openapi.partition("?")[0].rpartition("/")[2] or "openapi"
    # What begins with a brace is JSON, whatever it is called, and is read as such several times as fast.
    name = f"{name}.json" if body.lstrip()[:1] == b"{" and not name.endswith(".json") else name
    return _described(body, name, _compiled(body, name, None, cache), tuple(journal.exchanges))


def _compiled(body: bytes, name: str, path: Path | None, cache: Cache | None) -> Contract:
    if cache is not None:
        return cache.contract(body, name, path)
    return compile_contract(loads(body, str(path or name), ContractError, path))


def _described(body: bytes, name: str, contract: Contract, before: tuple[Exchange, ...]) -> Described:
    source, compiled = documents(body, name, contract, len(before))
    description = Description(source=source, compiled=compiled, contract=contract)
    return Described(description, (*before, source, compiled))


def _body(exchange: Exchange, url: str, trouble: str) -> bytes:
    reply = exchange.reply
    if isinstance(reply, Response) and reply.status == 200 and reply.body:
        return reply.body
    got = f"it answered {reply.status}" if isinstance(reply, Response) else f"no answer: {reply.why} {trouble}".strip()
    hint = (
        "Save the description and give the file: it is asked for without a credential, and redirects are not followed."
    )
    raise TargetError(f"the product does not give its API description: {got}", where=url, hint=hint)
