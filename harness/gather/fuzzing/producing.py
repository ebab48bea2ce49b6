"""Makes what an operation needs over there: finds what creates it, sends a right request, reads the identifier."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote, unquote

from harness.contract import Contract
from harness.contract.model import Operation
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench
from harness.gather.cases import Case, cases_of
from harness.gather.cases.parameters import Parameters
from harness.gather.fuzzing.learning import plain
from harness.gather.fuzzing.saying import Sayer
from harness.gather.message import IN_PATH, Message, Unaddressable, accept, target
from harness.gather.restraint.limits import SAFE_METHODS
from harness.jsonbytes import NotJson

MOST_TRIED: Final = 4
"""Right requests that are tried before a thing is taken for one that cannot be made."""
_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


class Producer:
    """Makes things for one partition; what it made is in `made`, newest last."""

    def __init__(self, bench: Bench, parameters: Parameters) -> None:
        """`parameters` are texts that are known already, and stay as they are."""
        self.bench = bench
        self._fixed = dict(parameters)
        self.made: list[tuple[str, str]] = []
        """Path of each thing that was made, below the base URL, and the operation that deletes it."""
        self._ready: dict[str, tuple[Case, ...]] = {}

    def parameters(self, operation: Operation) -> Parameters:
        """Return texts for the path's parameters, each thing made anew as far as the description tells how."""
        found = dict(self._fixed)
        for name in _PARAMETER.findall(operation.path):
            if ("path", name) in found:
                continue
            create = creating(self.bench.contract, operation.path, name)
            made = self._make(create, name, found) if create is not None and self.bench.means.write else None
            if made is None:
                break
            found["path", name] = made
        return self._known(operation) | found

    def _known(self, operation: Operation) -> Parameters:
        """Return what the exploration knows for the path: where it will be changed, only what this run has made."""
        knowledge = self.bench.inputs.knowledge
        if knowledge is None:
            return {}
        known = knowledge.path_values(operation, ours=operation.method not in SAFE_METHODS)
        return {("path", name): text for name, text in known.items()}

    def _make(self, create: Operation, name: str, known: Parameters) -> str | None:
        sayer = Sayer(self.bench, create, known)
        for case in self._cases(create):
            exchange = sayer.say(case, "prepare")
            found = identifier(self.bench, exchange, name) if exchange is not None else None
            if found is not None:
                self.note(create, exchange, found)
                return found
        return None

    def note(self, create: Operation, exchange: Exchange | None, identifier: str) -> None:
        """Remember that a thing was made, so that it can be cleaned up."""
        delete = deleting(self.bench.contract, create.path)
        if delete is not None and exchange is not None:
            path = exchange.request.target.partition("?")[0].rstrip("/")
            self.made.append((f"{path}/{quote(identifier, safe=IN_PATH)}", delete.id))

    def _cases(self, create: Operation) -> tuple[Case, ...]:
        if create.id not in self._ready:
            made = cases_of(create, 0, MOST_TRIED)
            self._ready[create.id] = tuple(case for case in made if case.right)
        return self._ready[create.id]


def versioned(bench: Bench, operation: Operation, parameters: Parameters) -> Parameters:
    """Return the entity tag that a change must name (RFC 9110 section 13.1.1), read just now."""
    tagged = [p.name for p in operation.parameters if p.location == "header" and p.name.lower() == "if-match"]
    read = next((o for o in bench.contract.on(operation.path) if o.method == "GET"), None)
    if not tagged or read is None or ("header", tagged[0]) in parameters:
        return {}
    try:
        message = Message(method="GET", target=target(read.path, parameters), headers=(("Accept", accept(read)),))
    except Unaddressable:
        return {}
    tag = bench.read(bench.send(message, "read its entity tag")).reply_headers.get("etag")
    return {("header", tagged[0]): tag} if tag else {}


def creating(contract: Contract, path: str, name: str) -> Operation | None:
    """Return the operation that POSTs to the collection which `{name}` is a member of."""
    collection = path.partition(f"/{{{name}}}")[0]
    return next((o for o in contract.on(collection) if o.method == "POST"), None)


def deleting(contract: Contract, collection: str) -> Operation | None:
    """Return the operation that deletes a member of a collection."""
    return next((operation for operation, _ in contract.members(collection) if operation.method == "DELETE"), None)


def identifier(bench: Bench, exchange: Exchange, name: str) -> str | None:
    """Return the identifier of what an exchange created: from its content, else the end of its Location."""
    if not isinstance(exchange.reply, Response) or not 200 <= exchange.reply.status < 300:
        return None
    reading = bench.read(exchange)
    body = reading.reply_json
    found = None if isinstance(body, NotJson) else identified(body, name)
    if found is None:
        location = reading.reply_headers.get("location", "") or ""
        found = unquote(location.partition("?")[0].rstrip("/").rpartition("/")[2])
    return found or None


def identified(body: Any, name: str) -> str | None:
    """Return the member that is the identifier: of the parameter's name, else `id`, `uuid` or the only one in `Id`."""
    if not isinstance(body, dict):
        return None
    only = next(iter(body.values())) if len(body) == 1 else None
    body = only if isinstance(only, dict) else body
    scalars = {plain(key): value for key, value in body.items() if isinstance(value, str | int) and value != ""}
    for wanted in (plain(name), "id", "uuid", "identifier", "reference"):
        if wanted in scalars and not isinstance(scalars[wanted], bool):
            return str(scalars[wanted])
    ids = [value for key, value in scalars.items() if key.endswith("id") and not isinstance(value, bool)]
    return str(ids[0]) if len(ids) == 1 else None
