"""Holds replies against the description of their operation."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import requests

from harness.contract import Contract

VALIDATORS: dict[tuple[str, str, int], jsonschema_rs.Draft202012Validator] = {}


def kept(contract: Contract, operation: str, reply: requests.Response, status: int) -> Any:
    """Return the body of a reply that has this status and keeps the description, None where there is none."""
    assert reply.status_code == status, reply.text
    known = contract.operation(operation)
    assert known is not None
    documented: Any = known.reply_for(status)
    for name, header in documented.headers.items():
        assert not header.required or name in {field.lower() for field in reply.headers}, name
    if not documented.media:
        assert reply.content == b""
        return None
    media = reply.headers["Content-Type"]
    assert media in documented.media
    if media == "application/x-ndjson":
        return reply.text
    schema = documented.media[media].schema
    validator = VALIDATORS.setdefault(
        (contract.digest, operation, status),
        jsonschema_rs.Draft202012Validator(schema.plain(), validate_formats=True),
    )
    assert [error.message for error in validator.iter_errors(reply.json())] == []
    return reply.json()
