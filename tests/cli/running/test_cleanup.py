"""What a run left open is closed afterwards, at the product that it was made at and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said, run_file
from tinyapi.product import Answer, Product, serving

from harness.gather.tidying.tidy import tidied
from harness.loading import find

Call = Callable[..., Said]


class Open(Product):
    """Asks nobody for a credential."""

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        return super().answer(method, target, {"authorization": "Bearer good", **fields}, body)


@pytest.fixture
def here(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the tiny profile one that is known by its name."""
    import harness.cli.running.assembling as assembling

    monkeypatch.setattr(assembling, "find", lambda name: tiny)
    return tmp_path


def test_what_is_left_is_closed(hallmark: Call, here: Path) -> None:
    with serving() as product:
        config = run_file(here, product.url)
        made = hallmark("run", "-c", config, "--only", "N-001", "--out", here / "out", "--json")
        folder = json.loads(made.out)["out"]
        assert set(product.notes) - product.closed
        said = hallmark("cleanup", folder, "-c", config)
        assert set(product.notes) == product.closed
    assert (said.code, said.out) == (0, "")
    assert "closed" in said.err
    assert "nothing remains" in said.err
    assert tidied(Path(folder)).closed


def test_what_cannot_be_closed_is_named(hallmark: Call, here: Path) -> None:
    def stubborn(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (503, {}, b"") if target.endswith("closure") else None

    with serving(Product(misbehave=stubborn)) as product:
        config = run_file(here, product.url)
        made = hallmark("run", "-c", config, "--only", "N-001", "--out", here / "out", "--json")
        said = hallmark("cleanup", json.loads(made.out)["out"], "-c", config)
    assert said.code == 2
    assert said.out.startswith("remains: ")


def test_another_product_is_not_touched(hallmark: Call, here: Path) -> None:
    with serving() as product, serving() as other:
        made = hallmark(*("run", "-c", run_file(here, product.url), "--only", "N-001", "--out", here / "out", "--json"))
        said = hallmark("cleanup", json.loads(made.out)["out"], "-c", run_file(here, other.url))
        assert other.seen == []
    assert said.code == 3
    assert "the run was made at" in said.err


def test_a_run_that_signed_in_needs_its_run_file(hallmark: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as product:
        config = run_file(here, product.url)
        made = hallmark("run", "-c", config, "--only", "N-001", "--out", here / "out", "--json")
        config.unlink()
        monkeypatch.chdir(here)
        said = hallmark("cleanup", json.loads(made.out)["out"])
    assert (said.code, said.out) == (3, "")
    assert "keeps no credential" in said.err
    assert "-c FILE" in said.err


def test_a_run_that_used_no_credential_needs_no_run_file(
    hallmark: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Open()) as product:
        config = run_file(here, product.url)
        text = config.read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if "auth:" not in line and "identities:" not in line]
        config.write_text("\n".join(kept) + "\n", encoding="utf-8")
        made = hallmark("run", "-c", config, "--only", "N-001", "--out", here / "out", "--json")
        assert set(product.notes) - product.closed
        config.unlink()
        monkeypatch.chdir(here)
        monkeypatch.setattr("harness.cli.running.assembling.find", find)
        said = hallmark("cleanup", json.loads(made.out)["out"])
        assert set(product.notes) == product.closed
    assert (said.code, said.out) == (0, "")
    assert "nothing remains" in said.err


def test_a_folder_without_a_run(hallmark: Call, here: Path) -> None:
    said = hallmark("cleanup", here, "-c", run_file(here, "http://127.0.0.1:9/api"))
    assert (said.code, said.out) == (3, "")
