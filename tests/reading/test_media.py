"""Content-Type and Accept are held against what the contract describes."""

from __future__ import annotations

import pytest

from harness.contract import Media
from harness.reading.media import acceptable, described

NAMES = ("application/json", "application/json; version=2", "text/*", "*/*")


@pytest.mark.parametrize(
    "names, content_type, found",
    [
        (NAMES, "application/json", "application/json"),
        (NAMES, "Application/JSON; charset=utf-8", "application/json"),
        (NAMES, "application/json;version=2", "application/json; version=2"),
        (NAMES, "text/html", "text/*"),
        (NAMES, "image/png", "*/*"),
        (NAMES[:2], "text/html", None),
        (NAMES[1:2], "application/json", None),
        (NAMES[:1], "", None),
        (NAMES[2:3], "textual/x", None),
    ],
)
def test_described(names: tuple[str, ...], content_type: str, found: str | None) -> None:
    media = described({name: Media(media_type=name, schema=None) for name in names}, content_type)
    assert (media.media_type if media else None) == found


@pytest.mark.parametrize(
    "accept, offered, yes",
    [
        ("application/json", ["application/json"], True),
        ("Application/JSON;q=0.1, text/html", ["application/json"], True),
        ("text/html", ["application/json"], False),
        ("*/*", ["application/json"], True),
        ("application/*;q=0.5", ["application/json"], True),
        ("application/json;q=0, */*", ["application/json"], False),
        ("application/*;q=0, application/json", ["application/json"], True),
        ("text/html", ["application/json", "text/*"], True),
        ("text/html", ["*/*"], True),
        ("", ["application/json"], True),
        ("application/json;q=x", ["application/json"], True),
    ],
)
def test_acceptable(accept: str, offered: list[str], yes: bool) -> None:
    assert acceptable(accept, offered) is yes
