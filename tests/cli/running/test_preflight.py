"""Preflight says whether a run can begin, and tells wrong configuration from a faulty product."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said, run_file
from tinyapi.product import Product, serving

Call = Callable[..., Said]


def test_a_product_that_is_ready(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        config = run_file(tmp_path, product.url)
        said = hallmark("preflight", "-c", config, "--profile", tiny)
        as_json = hallmark("preflight", "-c", config, "--profile", tiny, "--json")
    assert said.code == 0
    assert "ok   reachable: the address answers\n" in said.out
    assert said.out.endswith("A run can begin.\n")
    value = json.loads(as_json.out)
    assert (value["ready"], value["exit"], value["stopped"]) == (True, 0, "finished")
    assert {c["name"] for c in value["checks"]} >= {"reachable", "credentials", "clock", "round-trip"}


def test_a_credential_that_is_refused(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving(Product(token="another")) as product:
        said = hallmark("preflight", "-c", run_file(tmp_path, product.url), "--profile", tiny)
    assert said.code == 3
    assert "NOT  credentials: everything that was tried is answered 401. Check target.auth" in said.out
    assert "A run cannot begin" in said.out


def test_a_page_in_between(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    page = (200, {"Content-Type": "text/html"}, b"<!doctype html><title>Blocked</title>")
    with serving(Product(misbehave=lambda *_: page)) as product:
        said = hallmark("preflight", "-c", run_file(tmp_path, product.url), "--profile", tiny)
    assert said.code == 3
    assert "a web page came instead of the API (200): something in between answers for it" in said.out
