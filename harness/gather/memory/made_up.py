"""Remembers what this run itself has written over there: only other people's data is kept out of the evidence."""

from __future__ import annotations

import json
from typing import Any

import msgspec


class MadeUp:
    """Texts of the values in bodies that were sent; `in` tells whether a value came from us."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._before: frozenset[str] = frozenset()

    def __contains__(self, text: object) -> bool:
        return text in self._texts or text in self._before

    def known(self) -> frozenset[str]:
        """Return all texts by now."""
        return self._before | self._texts

    def begin(self, before: frozenset[str]) -> None:
        """Count only these as known from before; see `anew`."""
        self._before = before
        self._texts = set()

    def anew(self) -> None:
        """Forget what was learnt since `begin`.

        What each fuzzed partition may show then hangs on no other, and so not on which process gathers it.
        """
        self._texts = set()

    def learn(self, body: bytes) -> None:
        """Take in a JSON body that is about to be sent; anything else says nothing."""
        if body[:1] not in (b"{", b"[", b'"'):
            return
        try:
            self._add(msgspec.json.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return

    def _add(self, value: Any) -> None:
        if isinstance(value, dict):
            for member in value.values():
                self._add(member)
        elif isinstance(value, list):
            for member in value:
                self._add(member)
        elif isinstance(value, str):
            self._texts.add(value)
        elif type(value) is int:
            self._texts.add(str(value))  # as below, and quicker: there are lists of many numbers
        elif value is not None:
            self._texts.add(json.dumps(value))
