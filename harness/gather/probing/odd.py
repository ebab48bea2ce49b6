"""Tries right requests with one thing added: a member nobody described, a correlation identifier."""

from __future__ import annotations

from typing import Final

from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.gather.message import write
from harness.gather.probing import examples
from harness.gather.probing.trial import Trial
from harness.resources.traits import correlation_fields

NOWHERE: Final = "2147480001"
"""A number that hardly names anything."""
EXTRA: Final = "hallmarkUnknownMember"


def unknown_member(trial: Trial) -> None:
    """A right body with one more member."""
    example = examples.first(trial.operation, trial.bench.inputs)
    if example is not None and isinstance(example.body, dict):
        body = {**example.body, EXTRA: trial.bench.inputs.text()}
        message = write(trial.operation, trial.parameters, json_body=body, content_type=example.media_type)
        trial.bench.send(message, "a member that nobody described")


def absent(trial: Trial) -> None:
    """A read of something that is not there: a fresh identifier in the last place of the path."""
    named = [p for p in trial.operation.parameters if p.location == "path"]
    if named:
        last = named[-1]
        kind = getattr(last.schema, "node", {}).get("type", "string") if isinstance(last.schema, Schema) else "string"
        value = str(trial.bench.inputs.value({"generate": "uuid"})) if kind == "string" else NOWHERE
        parameters = {**trial.parameters, ("path", last.name): value}
        trial.bench.send(write(trial.operation, parameters), "what is not there")


def names_an_item(operation: Operation) -> bool:
    """Tell whether an operation reads something that its path names."""
    return operation.method == "GET" and operation.path.rstrip("/").endswith("}")


def correlation(trial: Trial) -> None:
    """A right request with an identifier of ours in each field that the description has for it."""
    message = trial.request()
    described = {p.name.lower(): p.name for p in trial.operation.parameters if p.location == "header"}
    for name in correlation_fields(trial.bench.contract):
        if message is not None and name in described:
            value = trial.bench.inputs.value({"generate": "uuid"})
            trial.bench.send(message.with_header(described[name], value), f"{described[name]}")
