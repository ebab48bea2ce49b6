"""Holds one operation under one kind of protocol probe, with what it is tried with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.contract.model import Operation
from harness.gather.bench import Bench
from harness.gather.cases.parameters import Parameters
from harness.gather.message import Message
from harness.gather.probing import examples


@dataclass(frozen=True, slots=True)
class Trial:
    """One operation under one kind of probe."""

    bench: Bench
    operation: Operation
    parameters: Parameters
    settings: Mapping[str, Any]

    def request(self) -> Message | None:
        """Return a request that keeps the description, made afresh; None where nothing is known to send."""
        return examples.request(self.operation, self.parameters, self.bench.inputs)

    def words(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Return a setting that is one word or a list of them."""
        value = self.settings.get(name, default)
        return (value,) if isinstance(value, str) else tuple(map(str, value))

    def number(self, name: str, default: int) -> int:
        """Return a setting that is a whole number."""
        return int(self.settings.get(name, default))
