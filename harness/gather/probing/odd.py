"""Tries right requests with one thing added: a member nobody described, a correlation identifier, an inward address."""

from __future__ import annotations

from typing import Final

from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.expression import parse_pointer
from harness.gather.fuzzing.pairs import add
from harness.gather.message import write
from harness.gather.probing import examples
from harness.gather.probing.trial import Trial
from harness.resources.traits import callback_pointers, correlation_fields

NOWHERE: Final = "2147480001"
"""A number that hardly names anything."""
EXTRA: Final = "hallmarkUnknownMember"
INWARD: Final = (
    "https://169.254.169.254/latest/meta-data/",
    "https://10.255.255.1/hallmark",
    "https://[::1]/hallmark",
    "https://localhost/hallmark",
)
"""Addresses that only the product itself could reach: link-local (metadata), private, and its own loopback."""


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


def inward_callbacks(trial: Trial) -> None:
    """A right body whose address to call back leads into the product's own network."""
    for address in INWARD:
        example = examples.first(trial.operation, trial.bench.inputs)
        if example is None or example.schema is None:
            return
        for pointer in callback_pointers(example.schema, example.body):
            body = add(example.body, tuple(parse_pointer(pointer)), address)
            message = write(trial.operation, trial.parameters, json_body=body, content_type=example.media_type)
            trial.bench.send(message, f"call back {address}")


def takes_callbacks(operation: Operation) -> bool:
    """Tell whether an operation creates or changes something; which take an address is seen when it is tried."""
    return operation.method in ("POST", "PUT", "PATCH") and bool(operation.request_bodies)
