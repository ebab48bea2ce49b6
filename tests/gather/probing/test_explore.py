"""A resource is explored by reading its list, making an item and reading it."""

from __future__ import annotations

from pathlib import Path

from records import gathered

from harness import archive
from harness.evidence import Exchange


def test_what_is_sent_for_each_resource(tmp_path: Path) -> None:
    done = gathered(tmp_path, ())
    seen: dict[str, list[str]] = {}
    for one in archive.read(done.evidence).observations:
        if isinstance(one, Exchange) and one.id.partition.startswith("explore:"):
            seen.setdefault(one.id.partition, []).append(one.request.method)
    whole = ["GET", "POST", "GET"]
    assert seen == {
        f"explore:/{name}": whole for name in ("persons", "objects", "locations", "events", "subscriptions")
    } | {"explore:/exports": ["POST", "GET"]}
