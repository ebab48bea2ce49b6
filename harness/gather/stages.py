"""Fuzzes one operation: cases from its description first, then ones near to what was taken, then what they made.

An oracle that is handed in steers what is looked into more closely; its opinion is thrown away, and the judge finds the
same again from the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from harness.contract.model import Operation
from harness.evidence import Exchange, Response
from harness.gather import fuzz
from harness.gather.bench import Bench
from harness.gather.cases import Case, Maker, cases_of, near
from harness.gather.learning import Learnt
from harness.gather.message import Message
from harness.gather.parameters import known_of
from harness.gather.producing import Producer, deleting, identifier, members, versioned
from harness.gather.saying import Sayer
from harness.gather.shrinking import shrunk

CASES: Final = 20
"""Right cases, wrong cases, and cases of the second stage, each, where a probe does not say."""
SHRINKING: Final = 40
"""Requests that looking for one smallest request may take."""
REPEATS: Final = 2
"""How often a smallest request is sent again, to see how often it goes wrong."""
MOST_WRONGS: Final = 5
"""Different things wrong that are looked into more closely, in one operation."""
RENEWED: Final = 10
"""Times that what an operation deletes is made anew."""
FOLLOWED: Final = 2
"""Things that were made and are followed to their end."""
MOST_CLEANED: Final = 200

Oracle = Callable[[Exchange], str]
"""Names what is wrong with an exchange, as far as can be told on the spot; '' for nothing."""
CasesOf = Callable[[Operation, int, int], tuple[Case, ...]]
"""Gives the cases of an operation for a seed and a number; see `cases_of`."""


def probe(
    bench: Bench,
    operation: Operation,
    outputs: Mapping[str, object],
    settings: Mapping[str, Any],
    oracle: Oracle,
    cases: CasesOf = cases_of,
) -> None:
    """Send generated requests, right ones and wrong ones; `outputs` of a setup fill the path.

    `settings["cases"]` is how many right ones, wrong ones and ones of the second stage; `settings["search"]` how many
    of each kind a generator of properties makes besides. Raises StopRun and Unfillable.
    """
    trial = _Trial(bench, operation, outputs, oracle)
    count = int(settings.get("cases", CASES))
    made = cases(operation, bench.inputs.seed, count)
    for case in made:
        trial.say(case)
    trial.near(count)
    trial.search(int(settings.get("search", 0 if any(case.right for case in made) else count)))
    trial.follow()
    trial.look_closer()
    trial.clean_up()


class _Trial:
    """One operation under way."""

    def __init__(self, bench: Bench, operation: Operation, outputs: Mapping[str, object], oracle: Oracle) -> None:
        self.bench = bench
        self.operation = operation
        self.oracle = oracle
        self.producer = Producer(bench, known_of(operation, outputs, bench.inputs))
        self.sayer = Sayer(bench, operation, self.producer.parameters(operation))
        self.sayer.parameters |= versioned(bench, operation, self.sayer.parameters)
        self.learnt = Learnt()
        self.renewed = 0
        self.made: list[tuple[str, Case]] = []
        """Identifiers of what the operation created, with the case that did."""
        self.wrong: dict[str, Case] = {}
        """The smallest case so far for each thing that is wrong."""

    def say(self, case: Case, stage: str = "fuzz") -> Exchange | None:
        """Send a case, and take in what came of it."""
        exchange = self.sayer.say(case, stage)
        if exchange is None:
            return None
        self.learnt.hear(case, exchange, self.bench.read(exchange))
        self.judge(case, exchange)
        if _succeeded(exchange):
            self.succeeded(case, exchange)
        return exchange

    def judge(self, case: Case, exchange: Exchange) -> str:
        """Return what is wrong, and remember the smallest case of it."""
        wrong = self.oracle(exchange)
        known = self.wrong.get(wrong)
        if wrong and (len(self.wrong) < MOST_WRONGS if known is None else _size(case) < _size(known)):
            self.wrong[wrong] = case
        return wrong

    def succeeded(self, case: Case, exchange: Exchange) -> None:
        """Note what was created, what was deleted, and which version there is now."""
        method, parameters = self.operation.method, self.sayer.parameters
        if method == "POST" and not self.operation.path.endswith("}"):
            found = identifier(self.bench, exchange, "id")
            if found is not None:
                self.made.append((found, case))
                self.producer.note(self.operation, exchange, found)
        elif method == "DELETE" and self.renewed < RENEWED:
            self.renewed += 1
            parameters = self.sayer.parameters = self.producer.parameters(self.operation)
        tag = self.bench.read(exchange).reply_headers.get("etag")
        for key in parameters:
            if tag and key[1].lower() == "if-match":
                parameters[key] = tag

    def near(self, count: int) -> None:
        """Send cases near to those that were taken, or that led to something new."""
        maker, random = Maker(self.operation, self.bench.inputs.random), self.bench.inputs.random
        seen: set[object] = set()
        for number in range(count):
            if not self.learnt.accepted:
                return
            base = self.learnt.accepted[int(random.random() ** 2 * len(self.learnt.accepted))]
            case = near(maker, base, self.learnt.of, right=number % 2 == 0)
            if case is not None and case.key not in seen:
                seen.add(case.key)
                self.say(case, "near")

    def search(self, count: int) -> None:
        """Let the generator of properties search, where it is asked for or nothing else is at hand."""
        if count:
            fuzz.search(self.sayer, count, lambda exchange: not self.oracle(exchange))

    def follow(self) -> None:
        """Follow some things that were made: read, change and delete them, and ask again for what is gone."""
        collection = self.operation.path
        delete = deleting(self.bench.contract, collection)
        if delete is None:
            return
        on_member = [pair for pair in members(self.bench.contract, collection) if pair[0] is not delete]
        named = next(name for operation, name in members(self.bench.contract, collection) if operation is delete)
        for found, _ in self.made[:FOLLOWED]:
            for stage in ("made", "changed", "gone"):
                for operation, name in on_member:
                    self._right(operation, name, found, stage)
                if stage != "made":
                    self._right(delete, named, found, stage)

    def _right(self, operation: Operation, name: str, found: str, stage: str) -> None:
        """Send a right request about a thing that was made."""
        parameters = {**self.sayer.parameters, ("path", name): found}
        sayer = Sayer(self.bench, operation, parameters)
        case = next((case for case in cases_of(operation, 0, 1) if case.right), None)
        exchange = sayer.say(case, stage) if case is not None else None
        if case is not None and exchange is not None:
            self.learnt.hear(case, exchange, self.bench.read(exchange))

    def look_closer(self) -> None:
        """Find the smallest request for each thing that is wrong, and send it again to see how often it is."""
        for wrong, case in list(self.wrong.items()):

            def same(smaller: Case, wrong: str = wrong) -> bool:
                exchange = self.sayer.say(smaller, "smaller")
                return exchange is not None and self.oracle(exchange) == wrong

            smallest = shrunk(case, same, SHRINKING)
            message = self.sayer.message(smallest)
            for _ in range(REPEATS + 1):
                self.sayer.send(message, f"again: {smallest.why}")

    def clean_up(self) -> None:
        """Delete what was made for this, as far as the description tells how."""
        for path, name in self.producer.made[:MOST_CLEANED]:
            delete = self.bench.operation(name)
            if all(p.location == "path" or not p.required for p in delete.parameters):
                target = path.removeprefix(self.bench.prefix)
                self.bench.send(Message(method="DELETE", target=target, headers=(("Accept", "*/*"),)), "clean up")


def _succeeded(exchange: Exchange) -> bool:
    return isinstance(exchange.reply, Response) and 200 <= exchange.reply.status < 300


def _size(case: Case) -> int:
    return len(case.body) + sum(len(name) + len(text) for name, text in (*case.path, *case.query))
