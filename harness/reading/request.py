"""Reads the request of an exchange: its parts, and whether it was valid."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_plus

from harness.contract import Check, Match, Operation, Parameter, Problem
from harness.jsonbytes import NotJson
from harness.reading.addressed import Addressed
from harness.reading.check import check_request
from harness.reading.coding import decoded
from harness.reading.content import value_of
from harness.reading.fields import Fields, fields_of
from harness.reading.fitting import fitting
from harness.reading.forms import form_asked
from harness.reading.lazy import lazy
from harness.reading.media import acceptable, described
from harness.reading.parameters import cookies_of, query_items
from harness.reading.redacted import Redacted, fields_touched, target_touched

SOUND = frozenset(("genuine", "", "absent"))
"""What `credential` says of a credential that is not bad on purpose; `absent` where the product asks for none."""


FIELDS: Final = ("accept", "content-encoding", "content-type", "idempotency-key", "origin", "range")
"""Fields of a request that make it another one. Which version it names hangs on the state; others do not matter."""

LONGEST = 200
"""Octets of an Accept field whose meaning is remembered."""


class RequestSide(Addressed):
    """The views of a request."""

    @lazy
    def request_headers(self) -> Fields:
        """Header fields of the request."""
        return fields_of(self.exchange.request.head)

    @property
    def path_params(self) -> dict[str, str]:
        """Path parameters, percent-decoded."""
        return self.match.path_params if self.match is not None else {}

    @lazy
    def query_items(self) -> tuple[tuple[str, str], ...]:
        """Every pair of the query, decoded, in order."""
        return query_items(self.exchange.request.target)

    @lazy
    def query(self) -> dict[str, str]:
        """The query by name; of two of one name the first."""
        return dict(reversed(self.query_items))

    @lazy
    def form_asked(self) -> tuple[str, ...]:
        """The media types that the request asks for by a parameter of its query (`f=html`); empty: none."""
        return form_asked(self.operation, self.query) if self.operation is not None and self.query_items else ()

    @lazy
    def cookies(self) -> dict[str, str]:
        """Cookies of the request, by name."""
        return cookies_of(self.request_headers)

    @lazy
    def _request_content(self) -> bytes | NotJson:
        coding = self.request_headers.get("content-encoding", "")
        return decoded(self.exchange.request.body, coding) if coding else self.exchange.request.body

    @property
    def request_bytes(self) -> bytes:
        """Content of the request after content decoding, or as it came where that cannot be done."""
        content = self._request_content
        return self.exchange.request.body if isinstance(content, NotJson) else content

    @lazy
    def request_json(self) -> Any:
        """The request's JSON value, or `NotJson`; whatever its media type says."""
        if not self.exchange.request.body:
            return NotJson("empty")
        return value_of(self._request_content, self.exchange.redactions, "request.body")

    def _by_content(self) -> Match | None:
        """The webhook that an inbound call to a shared callback URL is: the one whose description it breaks least."""
        return fitting(self.contract.webhooks, self.exchange.request.method, self.request_json)

    @lazy
    def request_check(self) -> Check:
        """What is wrong with the request, and what cannot be known; of an unknown operation nothing."""
        return check_request(self.operation, self) if self.operation is not None else Check()

    @property
    def request_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the request, for certain."""
        return self.request_check.problems

    @property
    def request_unknown(self) -> tuple[Problem, ...]:
        """What may be wrong with the request and cannot be known."""
        return self.request_check.unknown

    @property
    def request_is_valid(self) -> bool:
        """Whether the operation is known and nothing is, or may be, wrong with the request."""
        return self.operation is not None and not self.request_problems and self.request_check.sure

    @property
    def request_body_invalid(self) -> bool:
        """Whether the request's content is wrong, for certain."""
        return any(problem.part in ("body", "media_type") for problem in self.request_problems)

    @property
    def brings_undocumented_type(self) -> bool:
        """Whether the request has content of a media type that the operation does not take."""
        if not self.exchange.request.body or self.operation is None:
            return False
        bodies, given = self.operation.request_bodies, self.request_headers.get("content-type")
        return bool(bodies) and given is not None and described(bodies, given) is None

    @property
    def accepts_nothing_documented(self) -> bool:
        """Whether the Accept field refuses every media type of the operation's successful replies."""
        accept = self.request_headers.get("accept")
        if self.operation is None or accept is None:
            return False
        return _refuses_all(self.operation, accept) if len(accept) <= LONGEST else _refuses(self.operation, accept)

    def fact(self, name: str) -> str:
        """What the gatherer attests of the credential besides: `scheme`, `alg`, `bound`, `scope`; '' where nothing."""
        return next((it.facts[name] for it in self.exchange.redactions if name in it.facts), "")

    @lazy
    def credential(self) -> str:
        """What the gatherer attests of the credential (`genuine`, `expired`, `tampered` ...); `absent` without one."""
        for redaction in self.exchange.redactions:
            if "credential" in redaction.facts:
                return redaction.facts["credential"]
        return "" if "authorization" in self.request_headers else "absent"

    @lazy
    def request_print(self) -> bytes:
        """What tells the request from others: who sent it, with which credential, and what it said."""
        request = self.exchange.request
        said = (request.method, request.target, self.exchange.identity, self.credential)
        fields = (f"{name}={self.request_headers.get(name, '')}" for name in FIELDS)
        head = "\n".join((*said, *fields)).encode("utf-8", "surrogatepass")
        return hashlib.sha256(head + hashlib.sha256(request.body).digest()).digest()

    @lazy
    def request_redacted(self) -> Redacted:
        """Redactions of the request's body."""
        return Redacted(self.exchange.redactions, "request.body", self.exchange.request.body)

    def parameter_redacted(self, parameter: Parameter) -> bool:
        """Tell whether the text of a request's parameter was overwritten, in part or whole."""
        redactions = self.exchange.redactions
        if not redactions:
            return False
        if parameter.location in ("header", "cookie"):
            name = parameter.name.lower() if parameter.location == "header" else "cookie"
            return name in fields_touched(redactions, "request.head", self.exchange.request.head)
        names, path = target_touched(redactions, self.exchange.request.target)
        return path if parameter.location == "path" else any(_same(parameter.name, each) for each in names)


def _same(name: str, sent: str) -> bool:
    """Tell whether a query's name, as sent, is that of a parameter, or of a member of one (`deepObject`)."""
    text = unquote_plus(sent)
    return text == name or text.startswith(f"{name}[")


def _refuses(operation: Operation, accept: str) -> bool:
    said = [reply for status, reply in operation.replies.items() if status.startswith("2")]
    offered = {name for reply in said for name in reply.media}
    return bool(offered) and not acceptable(accept, offered)


_refuses_all = lru_cache(maxsize=1024)(_refuses)
"""A run sends few different Accept fields, and asks this of every exchange."""
