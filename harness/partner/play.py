"""Plays a script: one request in, one reply out, without any network."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from msgspec import structs

from harness.contract import Contract, Schema
from harness.contract.model import Operation
from harness.errors import MockError
from harness.expression import Headers
from harness.fit import suggest
from harness.partner.acts.running import in_order
from harness.partner.acts.table import AnyAct, asking
from harness.partner.authority import Authority, Refused
from harness.partner.bench import Bench
from harness.partner.call import PLAINLY, Call, Came, Fields, Fresh, Reply, Step, World
from harness.partner.guard import guard, guarded
from harness.partner.instant import written
from harness.partner.methods import METHODS
from harness.partner.nearest import missed
from harness.partner.problem import problem
from harness.partner.routes import Route, Routes
from harness.partner.script import FILE, Mock, Script
from harness.partner.store import Answered, Store
from harness.partner.wires import Asked

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
LONGEST_KNOWN: Final = 512
"""Characters of a target that is remembered."""
MOST_SAME: Final = 64
"""Sets of header fields that are remembered with those that every answer has."""
MOST_SHOWN: Final = 40
"""Characters of a method that nobody knows."""
_ECHOED: Final = re.compile(r"[\x21-\x7e]{1,128}\Z")
"""What comes back of a field that is echoed."""
NO_HEADERS: Final = Headers(())


class Said(NamedTuple):
    """What a script says to one request."""

    reply: Reply
    operation: str = ""
    """Its name in the script, one of ENDPOINTS, or empty where nothing takes the request."""
    client: str = ""
    """Who called, by the credential; empty: nobody found out."""
    fault: str = ""
    """The fault that is played on it."""


def stocked(script: Script, store: Store) -> Store:
    """Return a store in which lies what the script says, unless it was there before."""
    if store.stocked:
        return store
    for name, stock in script.state.items():
        for record in stock.records:
            store.shelf(name, record[stock.of] if stock.of else "").put(record[stock.key], record)
    return store


class Play:
    """A script with everything in it compiled."""

    def __init__(
        self, script: Script, mock: Mock, authority: Authority, contract: Contract, description: bytes = b""
    ) -> None:
        """Compile; `description` is what it serves of itself. Raises MockError that names file, operation and act."""
        self.script = script
        self.authority = authority
        self.description = description
        always = {**script.headers, "Server": script.server}
        self._always = [(name.lower(), (name, text)) for name, text in always.items()]
        self._fields = lru_cache(maxsize=MOST_SAME)(self._all_fields)
        self._routes = Routes()
        self._known: list[Operation] = []
        self.contract = contract
        for name, acts in script.operations.items():
            method, path, operation = _address(name, contract, mock)
            bench = Bench(operation, authority, script.base, description)
            if not acts or acts[-1].when or not acts[-1].answers:
                last = f"{name}/{acts[-1].id}" if acts else name
                raise MockError(f"{name} does not end with an answer", where=mock.places.get(last, ""))
            if operation is not None:
                self._known.append(operation)
            try:
                self._routes.add(method, path, Route(name, self._in_order(acts, bench, operation)))
            except MockError as error:
                act = f"{name}/{error.where}"
                raise MockError(f"{act}: {error.message}", where=mock.places.get(act, ""), hint=error.hint) from None

    def _in_order(self, acts: tuple[AnyAct, ...], bench: Bench, operation: Operation | None) -> Step:
        """Make acts ready; before the first that does something stands the guard, where the script has not said no."""
        if operation is None or not self.script.validates:
            return in_order(acts, bench)
        first = asking(acts)
        asked, done = in_order(acts[:first], bench), in_order(acts[first:], bench)
        return guarded(asked, guard(operation, self.contract), done)

    def reply(
        self, world: World, method: str, target: str, headers: Headers, body: bytes, came: Came = PLAINLY
    ) -> Reply:
        """Answer a request whose target is in origin or absolute form (RFC 9112 section 3.2)."""
        return self.said(world, method, target, headers, body, came).reply

    def said(self, world: World, method: str, target: str, headers: Headers, body: bytes, came: Came = PLAINLY) -> Said:
        """Answer a request as `reply` does, and say what it was for."""
        path, query = _parted(target)
        endpoint = self.authority.endpoint(path)
        if method not in METHODS:
            said = Said(problem(501, f"The method {method[:MOST_SHOWN]} is not known here."))
        elif endpoint:
            answer = self.authority.answer(endpoint, method, dict(headers), body, world.now(), came)
            said = Said(answer, endpoint)
        else:
            said = self._operation(world, method, path, query, headers, body, came)
        reply = self._finished(said.reply, self._more(world, headers, came))
        if self.script.wires:
            reply = self._spoilt(reply, Asked(method=method, operation=said.operation, query=query))
        return Said(reply, said.operation, said.client)

    def named(self, method: str, target: str) -> str:
        """Return the name of the operation that a request addresses, or empty."""
        path = _parted(target)[0]
        if endpoint := self.authority.endpoint(path):
            return endpoint
        base = self.script.base
        routes = self._routes.find(path[len(base) :])[0] if path.startswith(base + "/") else {}
        route = routes.get("GET" if method == "HEAD" and self.script.head else method)
        return route.operation if route is not None else ""

    def caller(self, headers: Headers, now: float, came: Came) -> str:
        """Return the client whose token a request carries, or empty."""
        found = self.authority.identify(headers.get("authorization"), now, certificate=came.certificate)
        return "" if isinstance(found, Refused) else str(found["client"])

    def schema_of(self, operation: str, status: int) -> Schema | None:
        """Return the schema that the contract gives for JSON under a status of an operation."""
        found = self.contract.operation(operation)
        said = found.reply_for(status) if found is not None else None
        schemas = [media.schema for media in said.media.values()] if said is not None else []
        return next((schema for schema in schemas if isinstance(schema, Schema)), None)

    def spoken(
        self, world: World, reply: Reply, method: str = "", headers: Headers = NO_HEADERS, came: Came = PLAINLY
    ) -> Reply:
        """Finish a reply that the host gives by itself, before any operation is known."""
        asked = Asked(method=method, operation="", query="")
        return self._spoilt(self._finished(reply, self._more(world, headers, came)), asked)

    def _more(self, world: World, headers: Headers, came: Came) -> Fields:
        """Fields that depend on how the request came and what it said."""
        name, hsts = self.script.echo, self.script.tls.hsts
        secure = (("Strict-Transport-Security", hsts),) if came.secure and hsts else ()
        if not name:
            return secure
        sent = headers.get(name, "")
        return ((name, sent if _ECHOED.match(sent) else world.store.fresh_uuid()), *secure)

    def _operation(
        self, world: World, method: str, path: str, query: str, headers: Headers, body: bytes, came: Came
    ) -> Said:
        if path == "*" and method == "OPTIONS":
            allow = (("Allow", ", ".join(sorted({each.method for each in self._known}))),)
            return Said(problem(405, "OPTIONS is not taken here.", headers=allow))
        if not path.startswith("/"):
            return Said(problem(400, "The request target cannot be read."))
        base = self.script.base
        routes, parameters = self._routes.find(path[len(base) :]) if path.startswith(base + "/") else ({}, {})
        route = routes.get("GET" if method == "HEAD" and self.script.head else method)
        if route is None:
            more = missed(method, path, body, self._known, base)
            if not routes:
                return Said(problem(404, "Nothing lies under this path.", more=more))
            allow = (("Allow", self._allow(routes)),)
            return Said(problem(405, "The path does not take the method.", headers=allow, more=more))
        call = self._call(world, route.operation, method, parameters, query, headers, body)
        call.target, call.certificate = path, came.certificate
        reply = self._run(call, route)
        return Said(reply, route.operation, call.scope["identity"]["client"] if "identity" in call.scope else "")

    def _allow(self, routes: dict[str, Route]) -> str:
        also = {"HEAD"} if "GET" in routes and self.script.head else set()
        return ", ".join(sorted({*routes, *also}))

    def _call(
        self, world: World, operation: str, method: str, path: dict[str, str], query: str, headers: Headers, body: bytes
    ) -> Call:
        found: dict[str, Any] = {}
        scope: dict[str, Any] = {
            "request": {"header": headers, "path": path},
            "found": found,
            "now": written(world.now()),
            "fresh": Fresh(world.store),
            "base": self.script.base,
            "facts": self.script.facts,
        }
        return Call(
            world=world,
            operation=operation,
            method=method,
            path=path,
            query=query,
            headers=headers,
            body=body,
            scope=scope,
            found=found,
        )

    def _run(self, call: Call, route: Route) -> Reply:
        reply = route.run(call)
        if reply is None:
            raise LookupError(f"{route.operation}: no act has answered")
        if call.once and 200 <= reply.status < 300:
            call.world.store.remember(call.once, Answered(call.digest, reply, call.world.now() + call.pause))
        return structs.replace(reply, pause=call.pause) if call.pause else reply

    def _finished(self, reply: Reply, more: Fields) -> Reply:
        # Written out: a copy by `replace` costs several times as much, and this is done for every call.
        return Reply(
            status=reply.status,
            headers=(*self._fields(reply.headers), *more),
            body=reply.body,
            pause=reply.pause,
            delivery=reply.delivery,
        )

    def _all_fields(self, fields: Fields) -> Fields:
        """Return the fields of an answer with those that every answer has."""
        given = [name.lower() for name, _ in fields]
        return (*fields, *(field for low, field in self._always if low not in given))

    def _spoilt(self, reply: Reply, asked: Asked) -> Reply:
        for wire in self.script.wires:
            if wire.covers(asked, reply):
                reply = wire.spoil(asked, reply)
        return reply


def _parted(target: str) -> tuple[str, str]:
    """Return path and query of a target."""
    return _known(target) if len(target) <= LONGEST_KNOWN else _part(target)


def _part(target: str) -> tuple[str, str]:
    path, _, query = _origin(target).partition("?")
    return path, query


_known = lru_cache(maxsize=512)(_part)


def _origin(target: str) -> str:
    scheme, mark, rest = target.partition("://")
    if not mark or "/" in scheme or "?" in scheme:
        return target
    return "/" + rest.partition("/")[2]


def _address(name: str, contract: Contract, mock: Mock) -> tuple[str, str, Operation | None]:
    """Method, path template and contract of an operation that a script names."""
    if " " in name:
        method, _, path = name.partition(" ")
        if method in _METHODS and path.startswith("/"):
            return method, path, None
        raise MockError(f"{name!r} is no operation", where=str(mock.folder / FILE), hint="Write METHOD /path.")
    operations = {each.id: each for each in contract.operations}
    if name not in operations:
        raise MockError(
            f"the contract of {mock.data['profile']} has no operation {name!r}",
            where=str(mock.folder / FILE),
            hint=suggest(name, list(operations)),
        )
    found = operations[name]
    return found.method, found.path, found
