"""Says who sent an exchange, whether an answer came, and which operation it addresses."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from harness.contract import Contract, Match, Operation
from harness.evidence import HALLMARK, PRODUCT, Exchange, ExchangeId, Partial, Response
from harness.reading.lazy import lazy

OUR_LIMITS = frozenset(("our_cap", "interrupted", "stale"))
"""Reasons of `Partial` and `Silence` that lie with us and not with the product."""

NOT_THEIRS = frozenset(("interrupted", "stale"))
"""Silences that say nothing about the product: our process ended, or a kept connection had gone and we asked again."""


@lru_cache(maxsize=64)
def prefix_of(base: str) -> str:
    """Return the path of a base URL, or of a path, without a trailing slash."""
    return urlsplit(base).path.rstrip("/")


class Addressed:
    """One exchange and the operation that its request is for."""

    renewed = False
    """Whether a 401 was answered by sending the request again with a new token; set by who sees both."""

    def __init__(self, exchange: Exchange, contract: Contract, base: str = "") -> None:
        """`base` is the base URL of the product (`Subject.target`), or its path alone."""
        self.exchange = exchange
        self.contract = contract
        self.base = base
        self.id: ExchangeId = exchange.id
        self.from_product = exchange.from_party == PRODUCT
        """Whether the product sent the request: a call that a partner of ours received."""

    @property
    def to_partner(self) -> bool:
        """Whether the product called a partner of ours that serves the contract's own paths below `base`."""
        return self.from_product and self.exchange.to_party not in (HALLMARK, PRODUCT)

    @property
    def calls_back(self) -> bool:
        """Whether the address was given to the caller: the product called us, or a partner of ours the product."""
        if self.from_product:
            return not self.to_partner
        return self.exchange.from_party != HALLMARK and self.exchange.to_party == PRODUCT

    @property
    def _prefix(self) -> str:
        """What stands before the contract's own path in the address that is called."""
        return "" if self.calls_back else prefix_of(self.base)

    @property
    def beside_interface(self) -> bool:
        """Whether the request is for nothing below the address of the interface: for that itself, or beside it."""
        target, prefix = self.exchange.request.target.partition("?")[0], self._prefix
        # One thing may be named by its path alone and in absolute form (RFC 9112 section 3.2).
        path = target if target.startswith("/") else f"/{target.partition('://')[2].partition('/')[2]}"
        return path.rstrip("/") == prefix or not path.startswith(f"{prefix}/")

    @property
    def sent_at(self) -> int:
        """When the request left, microseconds since 1970 by our clock."""
        return self.exchange.times.anchor + self.exchange.times.sent

    @property
    def answered_at(self) -> int:
        """When the last octet of the answer had come, microseconds since 1970 by our clock."""
        return self.exchange.times.anchor + self.exchange.times.last_byte

    @lazy
    def status(self) -> int | None:
        """The status of a whole answer; None where there was none (house law 4)."""
        reply = self.exchange.reply
        return reply.status if isinstance(reply, Response) else None

    @property
    def partial(self) -> bool:
        """Whether an answer began and did not end well."""
        return isinstance(self.exchange.reply, Partial)

    @property
    def silence(self) -> str:
        """Why no whole answer came; '' where one did."""
        reply = self.exchange.reply
        return "" if isinstance(reply, Response) else reply.why

    @lazy
    def match(self) -> Match | None:
        """The operation that the request addresses, with its path parameters."""
        request = self.exchange.request
        if self.calls_back:
            found = self.contract.match_webhook(request.method, request.target)
            return found or self._by_content() or self.contract.match(request.method, request.target)
        return self.contract.match(request.method, request.target, self._prefix)

    def _by_content(self) -> Match | None:
        """The operation that the content tells, where the address does not; the request's side knows the content."""
        return None

    @lazy
    def operation(self) -> Operation | None:
        """The operation that the request addresses, or None."""
        return self.match.operation if self.match is not None else None

    @lazy
    def operation_id(self) -> str:
        """The operation's id, or ''."""
        return self.match.operation.id if self.match is not None else ""

    @lazy
    def may_split(self) -> bool:
        """Whether the path holds an encoded slash: many servers divide the path there, and then it is another one."""
        return "%2f" in self.exchange.request.target.partition("?")[0].lower()

    @lazy
    def method_is_taken(self) -> bool:
        """Whether some path of the contract that fits the target has the method, though another is matched before."""
        return self.contract.takes(self.exchange.request.method, self.exchange.request.target, self._prefix)

    @lazy
    def operations_on_path(self) -> dict[str, Operation]:
        """The operations that the request's path has, by method; empty where the contract has no such path."""
        return self.contract.paths_matching(self.exchange.request.target, self._prefix)
