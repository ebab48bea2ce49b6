"""Follows one operation while it is fuzzed: what was taken, what was made, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from harness.contract.model import Operation
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench
from harness.gather.cases import Case
from harness.gather.cases.parameters import known_of
from harness.gather.fuzzing.learning import MOST_VALUES, Learnt
from harness.gather.fuzzing.producing import Producer, identifier, versioned
from harness.gather.fuzzing.saying import Sayer
from harness.gather.message import Message
from harness.gather.restraint.limits import SAFE_METHODS

MOST_WRONGS: Final = 5
"""Different things wrong that are looked into more closely, in one operation."""
RENEWED: Final = 10
"""Times that what an operation deletes is made anew."""

Oracle = Callable[[Exchange], str]
"""Names what is wrong with an exchange, as far as can be told on the spot; '' for nothing."""


class Pursuit:
    """One operation under way."""

    def __init__(self, bench: Bench, operation: Operation, outputs: Mapping[str, object], oracle: Oracle) -> None:
        """`outputs` of a setup fill parameters; what else the path needs is made, as far as the description tells."""
        self.bench = bench
        self.operation = operation
        self.oracle = oracle
        self.producer = Producer(bench, known_of(operation, outputs, bench.inputs))
        self.sayer = Sayer(bench, operation, self.producer.parameters(operation))
        self.sayer.parameters |= versioned(bench, operation, self.sayer.parameters)
        self.learnt = _known(bench)
        self._shared = operation.method in SAFE_METHODS and not operation.path.rstrip("/").endswith("}")
        self.made: list[str] = []
        """Identifiers of what the operation created."""
        self.wrong: dict[str, tuple[Case, Message]] = {}
        """The smallest case so far for each thing that is wrong, and the request that it was."""
        self.slowest = 0
        """Of the answers so far, microseconds."""
        self.hung = 0
        """Cases that were never answered."""
        self._renewed = 0
        self._said: set[object] = set()

    def say(self, case: Case, stage: str = "fuzz") -> Exchange | None:
        """Send a case, and take in what came of it."""
        message = self.sayer.message(case)
        key = (message.target, message.headers, message.body)
        if key in self._said:
            return None  # what is put in its place makes it a request that was sent already
        self._said.add(key)
        exchange = self.sayer.send(message, f"{stage}: {'right' if case.right else 'wrong'}, {case.why}")
        if exchange is None:
            return None
        reading = self.bench.read(exchange)
        if reading.status is not None:
            self.slowest = max(self.slowest, exchange.times.last_byte - exchange.times.sent)
        self.learnt.hear(case, exchange, reading, shared=self._shared)
        self._judge(case, message, exchange)
        if isinstance(exchange.reply, Response) and 200 <= exchange.reply.status < 300:
            self._succeeded(exchange)
        return exchange

    def _judge(self, case: Case, message: Message, exchange: Exchange) -> None:
        """Remember the smallest case of each thing that is wrong."""
        wrong = self.oracle(exchange)
        known = self.wrong.get(wrong)
        if wrong and (len(self.wrong) < MOST_WRONGS if known is None else size_of(case) < size_of(known[0])):
            self.wrong[wrong] = (case, message)

    def _succeeded(self, exchange: Exchange) -> None:
        """Note what was created, what was deleted, and which version there is now."""
        method, parameters = self.operation.method, self.sayer.parameters
        if method == "POST" and not self.operation.path.endswith("}"):
            found = identifier(self.bench, exchange, "id")
            if found is not None:
                self.made.append(found)
                self.producer.note(self.operation, exchange, found)
        elif method == "DELETE" and self._renewed < RENEWED:
            self._renewed += 1
            parameters = self.sayer.parameters = self.producer.parameters(self.operation)
        tag = self.bench.read(exchange).reply_headers.get("etag")
        for key in parameters:
            if tag and key[1].lower() == "if-match":
                parameters[key] = tag


def _known(bench: Bench) -> Learnt:
    """Return what the exploration saw in lists, which is the same for every partition."""
    learnt = Learnt()
    knowledge = bench.inputs.knowledge
    for elements in knowledge.elements.values() if knowledge is not None else ():
        for element in elements[:MOST_VALUES]:
            learnt.remember(element)
    return learnt


def size_of(case: Case) -> int:
    """Return how large a case is, for the choice of the smallest."""
    return len(case.body) + sum(len(name) + len(text) for name, text in (*case.path, *case.query))
