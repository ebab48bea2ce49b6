"""Preflight says whether a run can begin, and tells wrong configuration from a faulty product."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import relayed
import yaml
from cli.conftest import Said, run_file
from tinyapi.product import Product, serving

from harness.cli.partners.sender_recording import write_sender_config
from harness.partner.sender.product import running_sender

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


def test_a_path_that_is_closed_to_a_product_that_calls_us(hallmark: Call, tmp_path: Path) -> None:
    with running_sender("reference-sender") as running:
        config = write_sender_config(tmp_path, running)
    value = yaml.safe_load(config.read_text()) | {"stimuli": {}, "answers": ""}
    with relayed.product(lambda *_: b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<h1>Welcome</h1>") as portal:
        config.write_text(yaml.safe_dump(value | {"partners": {"public_url": portal.url}}))
        said = hallmark("preflight", "-c", config)
    assert said.code == 3
    closed = f"NOT  path: the path is not open: what was sent to {portal.url}/incident-transfer/v1 did not come here"
    assert f"{closed} (status 200). Check partners.public_url" in said.out
    assert said.out.endswith("the path is not open.\n")
