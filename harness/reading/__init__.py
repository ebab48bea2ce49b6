"""Reads recorded exchanges against a contract, purely and fast; the rules see nothing else of them."""

from harness.jsonbytes import NotJson
from harness.reading.check import check_reply, check_request
from harness.reading.fields import Fields
from harness.reading.reading import Reading

__all__ = ["Fields", "NotJson", "Reading", "check_reply", "check_request"]
