"""Keywords that say nothing in the description's version are found where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from linting import places_of


@pytest.mark.parametrize(
    "version, node, keyword",
    [
        ("3.0.3", {"const": 1}, "const"),
        ("3.0.3", {"type": "string", "nullable": True}, ""),
        ("3.1.0", {"type": "string", "nullable": True}, "nullable"),
        ("3.1.0", {"const": 1}, ""),
    ],
)
def test_each_version_has_its_own(version: str, node: dict[str, Any], keyword: str) -> None:
    content = {"application/json": {"schema": {"properties": {"a": node}}}}
    found = places_of({"/a": {"get": {"responses": {"200": {"content": content}}}}}, version=version)
    base = "#/paths/~1a/get/responses/200/content/application~1json/schema/properties/a"
    assert found == ({"keywords/ignored": f"{base}/{keyword}"} if keyword else {})
