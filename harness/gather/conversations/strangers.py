"""Lets another tenant ask for an item that our own agency has made: to read it, find it, change it and remove it."""

from __future__ import annotations

import dataclasses
from typing import Final

import msgspec

from harness.evidence import Exchange
from harness.expression import MISSING
from harness.gather.bench import Bench, Purpose, Sender
from harness.gather.conversations.base import Conversation, Item, make
from harness.gather.conversations.walking import MOST_ON_A_PAGE, walk
from harness.gather.message import Message
from harness.gather.strand import Strand
from harness.resources import Resource

STRANGER: Final = "other-agency"


def _go(bench: Bench, resource: Resource) -> None:
    item = make(bench, resource)
    if item is None or STRANGER not in bench.means.identities:
        return
    item.read()
    theirs = Item(
        bench=dataclasses.replace(bench, sender=As(bench.sender)), resource=resource, path=item.path, sent=item.sent
    )
    theirs.read("read as another tenant")
    if resource.list:
        walk(theirs.bench, resource, MOST_ON_A_PAGE)
    for operation in filter(None, (resource.replace, resource.update)):
        # The tag is our own: it must not be what keeps a stranger out.
        body = item.sent if item.sent is not MISSING else msgspec.UNSET
        theirs.ask(operation, "change as another tenant", body=body, tag=item.tag_for(operation))
    if resource.delete:
        theirs.remove("remove as another tenant", tag=item.tag_for(resource.delete))
        item.read("read what another tenant may not have removed")


@dataclasses.dataclass(frozen=True, slots=True)
class As:
    """Sends by another sender, whoever asks, as the stranger."""

    sender: Sender

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Send one request as another tenant."""
        return self.sender.send(strand, message, msgspec.structs.replace(purpose, identity=STRANGER))


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and resource.item_path),
    writes=True,
    estimate=8,
)
