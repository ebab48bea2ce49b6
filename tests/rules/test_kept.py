"""What is kept of an exchange gives the same signs later as the exchange itself does at once."""

from __future__ import annotations

from building import exchange, reading
from rules.cases import read

from harness.evidence import ExchangeId
from harness.rules import base
from harness.rules.kept import broke, keep, passed, unsure

OTHER = ExchangeId("q", 3)


def test_the_signs_are_those_of_the_exchange() -> None:
    x = reading(read())
    kept = keep(x, 200)
    assert passed(kept, OTHER, OTHER) == base.passed(x, OTHER)
    assert unsure(kept, "no-definition") == base.unsure(x, "no-definition")
    assert not unsure(kept, "no-definition", blocks=False).blocks
    now = base.held(base.broke(x, "old-http", cause="c", cites=(OTHER,), version="1"), x)
    assert broke(kept, "old-http", OTHER, kept.id, cause="c", version="1") == now


def test_a_server_error_stays_its_own_root_cause() -> None:
    kept = keep(reading(exchange("GET", "/notes/n1", b"", 500, {})), 500)
    assert broke(kept, "old-http", cause="c").cause == "server-error/getNote"


def test_target_and_type_are_told_apart() -> None:
    kept = keep(reading(exchange("GET", "/words?limit=2", b"", 200, {}, say={"Content-Type": "Text/HTML; a=b"})), 200)
    assert (kept.path, kept.target, kept.media_type) == ("/v1/words", "/v1/words?limit=2", "text/html")
