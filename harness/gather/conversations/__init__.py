"""Holds the conversations that are held with a resource, whatever it is about: a table, one file each."""

from __future__ import annotations

from typing import Final

from harness.gather.conversations import (
    apart,
    beneath,
    collection,
    conditional,
    forged,
    lifecycle,
    pages,
    places,
    repeat,
    strangers,
    systems,
    text,
)
from harness.gather.conversations.base import Conversation

CONVERSATIONS: Final[dict[str, Conversation]] = {
    "lifecycle": lifecycle.CONVERSATION,
    "collection": collection.CONVERSATION,
    "apart": apart.CONVERSATION,
    "beneath": beneath.CONVERSATION,
    "conditional": conditional.CONVERSATION,
    "strangers": strangers.CONVERSATION,
    "text": text.CONVERSATION,
    "repeat": repeat.CONVERSATION,
    "forged": forged.CONVERSATION,
    "places": places.CONVERSATION,
    "pages": pages.CONVERSATION,
    "systems": systems.CONVERSATION,
}
"""By the name that a probe gives; each is held once with every resource that it fits."""

__all__ = ["CONVERSATIONS", "Conversation"]
