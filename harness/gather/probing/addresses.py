"""Tries right requests with an address to call that may not be called: without TLS, or inward in any form (RFC 6890).

All lead nowhere: they are broadcast addresses, our own loopback under another number, and ports on which nobody
listens. The port is the one of our own listener, so that it is the host alone that makes the difference.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from harness.contract.model import Operation
from harness.expression import parse_pointer
from harness.gather.message import write
from harness.gather.pairs import add
from harness.gather.probing import examples
from harness.gather.probing.trial import Trial
from harness.resources.traits import callback_pointers

HOSTS: Final = (
    *("127.0.0.2", "10.255.255.255", "172.31.255.255", "192.168.255.255", "169.254.169.254"),
    *("localhost", "localhost.", "10.255.255.255.", "metadata.google.internal"),
    *("2130706434", "0177.0.0.2", "0x7f000002", "0x7f.0.0.2", "127.2"),
    *("[::1]", "[fd00::ffff]", "[fe80::ffff]", "[::ffff:127.0.0.2]", "[::ffff:10.255.255.255]"),
    *("0.0.0.0", "100.127.255.255", "LOCALHOST", "subscriber.example.org@127.0.0.2"),
    *("[::]", "[::ffff:7f00:2]", "[64:ff9b::7f00:2]"),
)
"""Loopback, private, link-local with the address of cloud metadata, names, then the same in decimal, octal, hexadecimal
and short, in IPv6, and IPv4 within IPv6; then this host, addresses that carriers share (RFC 6598), another case, a name
in front that is no host, and in IPv6 this host, IPv4 within it in hexadecimal, and by translation (RFC 6052)."""
PUBLIC: Final = "http://subscriber.example.org/events"
INWARD: Final = (
    "https://169.254.169.254/latest/meta-data/",
    "https://10.255.255.1/hallmark",
    "https://[::1]/hallmark",
    "https://localhost/hallmark",
)
"""Addresses that only the product itself could reach: link-local (metadata), private, and its own loopback."""


def callback_addresses(trial: Trial) -> None:
    """A right body whose address to call is one of these."""
    ours = urlsplit(str(trial.bench.inputs.value({"public_url": "/events"})))
    port = f":{ours.port}" if ours.port else ""
    _call_back(trial, (PUBLIC, f"http://{ours.netloc}{ours.path}", *(f"https://{host}{port}/events" for host in HOSTS)))


def inward_callbacks(trial: Trial) -> None:
    """A right body whose address to call back leads into the product's own network."""
    _call_back(trial, INWARD)


def _call_back(trial: Trial, addresses: tuple[str, ...]) -> None:
    """Put each address into a body of its own, wherever the description has one to call."""
    for address in addresses:
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
