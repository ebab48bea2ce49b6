"""A product is made to act by a person, a program or a call, and that it was not is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
import relayed
from threads import served

from harness.declaration import Way
from harness.gather.calling.stimuli import Brief, Callee, NotBroughtAbout, bring_about, by_person

BRIEF = Brief(
    stimulus="send",
    instruction="Send it.",
    partner_url="http://127.0.0.1:1/x",
    token_url="http://127.0.0.1:1/token",
    client_id="own",
    client_secret="s3cret",
    fixtures={"own_agency": "GB-POL-X01"},
)


def test_a_person_is_told_what_to_do_and_never_the_secret() -> None:
    told: list[str] = []
    bring_about(BRIEF, {}, lambda text: told.append(text) or "")  # type: ignore[func-returns-value]
    assert "Send it." in told[0]
    assert "http://127.0.0.1:1/x" in told[0]
    assert "s3cret" not in told[0]
    with pytest.raises(NotBroughtAbout, match="cannot"):
        bring_about(BRIEF, {}, lambda text: " Skip")
    with pytest.raises(NotBroughtAbout, match="nobody"):
        bring_about(BRIEF, {}, None)


def test_of_several_partners_all_are_told() -> None:
    one = Callee(
        name="police", agency="GB-POL-X04", url="http://127.0.0.1:2/x", token_url="http://127.0.0.1:2/token",
        client_id="own", client_secret="s3cret",
    )  # fmt: skip
    brief, told = msgspec.structs.replace(BRIEF, partners=(one,)), []
    bring_about(brief, {}, lambda text: told.append(text) or "")  # type: ignore[func-returns-value]
    assert "GB-POL-X04 (police): http://127.0.0.1:2/x, tokens from http://127.0.0.1:2/token" in told[0]
    assert "s3cret" not in told[0]
    assert json.loads(brief.variables()["HALLMARK_PARTNERS"])[0]["agency"] == "GB-POL-X04"


def test_a_program_is_told_by_variables_and_standard_input(tmp_path: Path) -> None:
    code = (
        "import os, sys, json; value = json.load(sys.stdin);"
        "open('told', 'w').write(os.environ['HALLMARK_PARTNER_URL'] + ' ' + value['fixtures']['own_agency'])"
    )
    bring_about(BRIEF, {"*": Way(command=(sys.executable, "-c", code))}, None, tmp_path)
    assert (tmp_path / "told").read_text() == "http://127.0.0.1:1/x GB-POL-X01"


@pytest.mark.parametrize(
    "command, why",
    [((sys.executable, "-c", "raise SystemExit('no such button')"), "command:1"), (("/no/program",), "no-command")],
)
def test_a_program_that_fails_is_said(command: tuple[str, ...], why: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotBroughtAbout, match=why):
        bring_about(BRIEF, {"send": Way(command=command)}, None)
    assert ("no such button" in capfd.readouterr().err) is (why == "command:1"), "its author is to see why"


def test_what_no_way_is_given_for_is_a_persons() -> None:
    way = Way(url="http://127.0.0.1:1/x")
    assert [by_person("send", ways) for ways in ({}, {"close": way}, {"send": way}, {"*": way})] == [
        True,
        True,
        False,
        False,
    ]


@pytest.fixture
def interface() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Serve a test interface of a product that takes what is sent to /ok."""
    heard: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            status = {"/ok/send": 202, "/away": 302}.get(self.path, 500)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/ok/send")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    with served(server) as url:
        yield url, heard


def test_an_interface_is_called(interface: tuple[str, list[tuple[str, bytes]]]) -> None:
    url, heard = interface
    bring_about(BRIEF, {"send": Way(url=url + "/ok/{stimulus}")}, None)
    assert heard[0][0] == "/ok/send"
    assert json.loads(heard[0][1])["client_secret"] == "s3cret"


def test_an_interface_that_fails_or_leads_elsewhere_is_said(interface: tuple[str, list[tuple[str, bytes]]]) -> None:
    url, heard = interface
    for path, why in (("/bad", "interface:500"), ("/away", "interface:302")):
        with pytest.raises(NotBroughtAbout, match=why):
            bring_about(BRIEF, {"*": Way(url=url + path)}, None)
    assert [path for path, _ in heard] == ["/bad", "/away"]
    with pytest.raises(NotBroughtAbout, match="no-interface"):
        bring_about(BRIEF, {"*": Way(url="http://127.0.0.1:9/x")}, None)


def test_an_interface_that_speaks_no_http_is_said_and_ends_no_run() -> None:
    silly = relayed.product(lambda *_: b"no HTTP at all\r\n")
    with silly as product, pytest.raises(NotBroughtAbout, match="no-interface"):
        bring_about(BRIEF, {"*": Way(url=product.url)}, None)
