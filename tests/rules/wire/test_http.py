"""`http/1`: the status line of a reply, and content under statuses that have none."""

from __future__ import annotations

import msgspec
import pytest
from building import exchange, gist, judge, with_reply
from rules.cases import older, read

from harness.evidence import Response


def test_the_version_that_a_reply_says() -> None:
    assert gist(judge("http/1", {}, read())) == "conforms"
    assert gist(judge("http/1", {}, older(read()))) == "violates: old-http"
    assert gist(judge("http/1", {}, read(), older(read()))) == "violates: old-http"


@pytest.mark.parametrize("status", [204, 304])
def test_content_where_there_may_be_none(status: int) -> None:
    x = exchange("GET", "/notes/n1", b"", status, b"")
    assert gist(judge("http/1", {}, x)) == "conforms"
    reply = x.reply
    assert isinstance(reply, Response)
    full = with_reply(x, msgspec.structs.replace(reply, body=b"{}"))
    assert gist(judge("http/1", {}, full)) == "violates: content-where-none-may-be"
