"""Gives projects in which pytest is run with Hallmark, and a product that answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from plugin_sessions import Live, Session
from tinyapi.product import Answer, Product, serving


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A project whose product is nowhere."""
    return Session(pytester, monkeypatch, "http://127.0.0.1:9/api")


@pytest.fixture
def product() -> Iterator[Product]:
    """A product that keeps notes, and answers for them as it should but for one thing: no note can be changed."""

    def stubborn(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (418, {}, b"") if method == "PATCH" else None

    with serving(Product(misbehave=stubborn)) as served:
        yield served


@pytest.fixture
def live(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, product: Product) -> Live:
    """A project whose product answers."""
    return Live(pytester, monkeypatch, product)
