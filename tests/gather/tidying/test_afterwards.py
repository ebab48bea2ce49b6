"""Shows that a run takes away what it made of a product's own things, and names what a limit left."""

from __future__ import annotations

from pathlib import Path

from records import conversation, gathered

from harness import archive
from harness.declaration import Limits
from harness.evidence import Exchange


def test_a_run_leaves_nothing(tmp_path: Path) -> None:
    done = gathered(tmp_path, [conversation("collection", "/objects")])
    assert done.left == ()
    evidence = archive.read(done.evidence)
    removed = [o for o in evidence.observations if isinstance(o, Exchange) and o.id.partition == "cleanup"]
    assert {o.request.method for o in removed} == {"GET", "DELETE"}
    assert evidence.footer is not None
    assert evidence.footer.left == ()


def test_what_a_limit_leaves_is_named(tmp_path: Path) -> None:
    done = gathered(tmp_path, [conversation("collection")], limits=Limits(max_requests=30, requests_per_second=1000))
    assert done.stopped == "limit: max_requests 30"
    assert any(path.startswith("/persons/") for path in done.left)
