"""Content is parsed past what we overwrote in it, and our own damage is said as ours."""

from harness.evidence import Redaction
from harness.jsonbytes import NotJson
from harness.reading.content import value_of

MARK = Redaction(part="reply.body", offset=5, length=3, marker="personal:/a", pointer="/a")


def test_plain_content() -> None:
    assert value_of(b'{"a":1}', (), "reply.body") == {"a": 1}
    assert value_of(b'{"a":,}', (), "reply.body") == NotJson("syntax", offset=5)
    assert value_of(NotJson("bomb"), (MARK,), "reply.body") == NotJson("bomb")


def test_a_number_that_was_overwritten() -> None:
    assert value_of(b'{"a":***}', (MARK,), "reply.body") == {"a": 1}
    assert value_of(b'{"a":***}', (MARK,), "request.body") == NotJson("syntax", offset=5)


def test_what_is_wrong_besides_stays_wrong() -> None:
    found = value_of(b'{"a":***,}', (MARK,), "reply.body")
    assert isinstance(found, NotJson)
    assert found.why == "syntax"


def test_compressed_content_that_was_overwritten() -> None:
    damaged = NotJson("content_coding")
    assert value_of(damaged, (MARK,), "reply.body") == NotJson("redacted")
    assert value_of(damaged, (MARK,), "request.body") == damaged
