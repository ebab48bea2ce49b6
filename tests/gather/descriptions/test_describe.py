"""The supplier's own description is read from a file, or fetched from a declared host and kept as it came."""

from __future__ import annotations

from pathlib import Path

import pytest
from miniatures.suppliers import Keeper
from tinyapi.bench import declared
from tinyapi.product import Answer, Product, serving

from harness.contract.cache import Cache
from harness.description import PARTITION, SOURCE
from harness.errors import ContractError, DeclarationError, TargetError
from harness.evidence import Document, Exchange, ExchangeId
from harness.gather.descriptions.describe import describe, is_address

YAML = {"Content-Type": "application/yaml"}


def test_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_bytes(Keeper.description)
    found = describe(declared(target={"base_url": "http://127.0.0.1:9/api", "openapi": str(path)}))
    assert found.description.contract.operation("createNote") is not None
    source, compiled = found.observations
    assert isinstance(source, Document)
    assert (source.id, source.name, source.body) == (
        ExchangeId(PARTITION, 0),
        f"{SOURCE}:notes.yaml",
        Keeper.description,
    )
    assert compiled.id == ExchangeId(PARTITION, 1)


def fetched(answer: Answer, path: str = "/openapi.yaml") -> tuple[Product, object]:
    with serving(Product(misbehave=lambda method, target, fields: answer)) as product:
        root = product.url.removesuffix("/api")
        target = {"base_url": product.url, "openapi": root + path, "auth": {"kind": "bearer", "token": "${OWN}"}}
        return product, describe(declared(target=target))


def test_from_the_product_without_a_credential() -> None:
    product, found = fetched((200, YAML, Keeper.description), "/openapi.yaml?v=1")
    (seen,) = product.seen
    assert seen[:2] == ("GET", "/openapi.yaml?v=1")
    assert "authorization" not in seen[2]
    exchange, source, compiled = found.observations  # type: ignore[attr-defined]
    assert isinstance(exchange, Exchange)
    assert (exchange.identity, exchange.id) == ("none", ExchangeId(PARTITION, 0))
    assert (source.id.ordinal, compiled.id.ordinal, source.name) == (1, 2, f"{SOURCE}:openapi.yaml")


def test_json_is_known_by_its_first_letter() -> None:
    body = b'{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}'
    _, found = fetched((200, {}, body), "/")
    assert found.observations[1].name == f"{SOURCE}:openapi.json"  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", [(404, {}, b""), (302, {"Location": "/x"}, b""), (200, {}, b"")], ids=lambda a: a[0])
def test_the_product_does_not_give_it(answer: Answer) -> None:
    with pytest.raises(TargetError, match=f"it answered {answer[0]}"):
        fetched(answer)


def test_nobody_answers() -> None:
    with pytest.raises(TargetError, match="no answer: refused"):
        describe(declared(target={"base_url": "http://127.0.0.1:9", "openapi": "http://127.0.0.1:9/openapi.json"}))


def test_a_host_that_is_not_declared_is_not_contacted() -> None:
    with pytest.raises(DeclarationError, match="on another host"):
        describe(declared(target={"base_url": "http://127.0.0.1:9", "openapi": "https://example.org/openapi.json"}))


def test_what_is_no_description() -> None:
    with pytest.raises(ContractError, match="not an OpenAPI description"):
        fetched((200, YAML, b"title: A page"))


def test_none_is_named_or_it_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="its own API description"):
        describe(declared())
    with pytest.raises(DeclarationError, match="cannot read"):
        describe(declared(target={"base_url": "http://127.0.0.1:9", "openapi": str(tmp_path / "none.yaml")}))


def test_addresses_and_paths() -> None:
    assert is_address("HTTPS://example.org/openapi.json")
    assert not is_address("http.yaml")


def test_a_description_that_was_compiled_before_is_read_from_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_bytes(Keeper.description)
    target = {"base_url": "http://127.0.0.1:9/api", "openapi": str(path)}
    cache = Cache(tmp_path / "cache")
    first, second = (describe(declared(target=target), cache=cache) for _ in range(2))
    assert first.observations == second.observations == describe(declared(target=target)).observations
    assert len(list((tmp_path / "cache").iterdir())) == 1
