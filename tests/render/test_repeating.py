"""The lines that repeat a finding make anew what was removed since, and name it in the request that follows."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from sample_report import exchange, exchange_id, report
from threads import served

from harness.evidence import Exchange, Response
from harness.render.curl import BODY, LONGEST
from harness.render.repeating import IN_ORDER, WHY, Repeating, hint

needs_shell = pytest.mark.skipif(
    sys.platform == "win32" or not (shutil.which("curl") and shutil.which("jq")), reason="needs curl, jq and a shell"
)
GONE = "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01"


class Keeper(BaseHTTPRequestHandler):
    """Keeps notes under names of its own, and says of each where it is in the way of its class."""

    made: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []
    located = False

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = str(uuid.uuid4())
        self.made[name] = body
        self.send_response(201)
        if self.located:
            self.send_header("Location", f"{self.path}/{name}/?x=/y")
        self.end_headers()
        self.wfile.write(b"" if self.located else json.dumps({"note id": {"noteId": name}}, indent=1).encode())

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self.asked.append(name)
        self.send_response(200 if name in self.made else 404)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def keeper() -> Iterator[tuple[str, type[Keeper]]]:
    kept = type("Kept", (Keeper,), {"made": {}, "asked": []})
    with served(ThreadingHTTPServer(("127.0.0.1", 0), kept)) as url:
        yield f"{url}/notes/v1", kept


def created(ordinal: int, name: str, located: bool = False, **changes: Any) -> Exchange:
    head = f"HTTP/1.1 201 Created\r\nLocation: /notes/v1/notes/{name}" if located else "HTTP/1.1 201 Created"
    body = b"" if located else json.dumps({"note id": {"noteId": name}}).encode()
    return exchange(ordinal, reply=Response(status=201, head=head.encode(), body=body), **changes)


def read(ordinal: int, name: str = GONE) -> Exchange:
    return exchange(ordinal, method="GET", target=f"/notes/v1/notes/{name}", body=b"")


def repeating(*exchanges: Exchange, target: str = "") -> Repeating:
    told = report((), exchanges)
    if target:
        subjects = tuple(msgspec.structs.replace(one, target=target) for one in told.context.subjects)
        told = msgspec.structs.replace(told, context=msgspec.structs.replace(told.context, subjects=subjects))
    return Repeating(told.exchanges, told.context)


@needs_shell
@pytest.mark.parametrize("located", [True, False])
def test_what_is_gone_is_made_anew_and_found(located: bool, keeper: tuple[str, type[Keeper]], tmp_path: Path) -> None:
    url, kept = keeper
    kept.located = located
    outer = created(0, GONE, located)
    link = b'{"\xc3\xa9":"it\'s","of":"%b"}' % GONE.encode()
    inner = created(1, "11111111-aaaa", located, target=f"/notes/v1/notes/{GONE}/parts", body=link)
    last = read(2, "11111111-aaaa")
    lines = repeating(outer, inner, last, target=url).lines(last)
    assert [line.partition("=")[0] for line in lines[:-1]] == ["ID", "ID2"]
    assert GONE not in "".join(lines)
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "OWN_AGENCY_TOKEN": "t0ken"}
    command = ["sh", "-euc", "\n".join(lines)]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("HTTP/1.0 200"), (lines, done.stderr)
    first, second = kept.made
    assert kept.asked == [second]
    assert kept.made[second] == link.replace(GONE.encode(), first.encode())


def test_what_a_case_rests_on_is_sent_before() -> None:
    gone = exchange(1, method="DELETE", target=f"/notes/v1/notes/{GONE}", body=b"")
    maker, last = created(0, GONE), read(2)
    told = repeating(maker, gone, last)
    assert told.before(last) == (maker,)
    assert told.before(last, (exchange_id(1), exchange_id(7))) == (maker, gone)
    lines = told.lines(last, (exchange_id(1),))
    assert lines[1].startswith("curl -i -X DELETE")
    assert lines[1].endswith('/notes/"$ID"')
    assert lines[2].endswith('/notes/"$ID"')


def test_what_names_nothing_that_was_made_is_one_line() -> None:
    last = read(1, "seeded")
    lines = repeating(created(0, GONE), last).lines(last)
    assert len(lines) == 1
    assert lines[0].endswith("/notes/v1/notes/seeded")
    assert hint(lines) == ""


def test_what_the_product_sent_is_not_repeated() -> None:
    last = msgspec.structs.replace(read(1), from_party="product")
    assert repeating(created(0, GONE), last).lines(last) == ()


def test_a_program_that_is_needed_is_named() -> None:
    with_jq, without = (repeating(created(0, GONE, how), read(1)).lines(read(1)) for how in (False, True))
    assert "jq" in hint(with_jq)
    assert "made anew" not in hint(without)
    assert "jq" not in hint(without)
    assert "make it anew" in hint(without)


def test_where_long_content_is_to_be_had_is_said() -> None:
    long, short = (exchange(1, body=b"x" * length) for length in (LONGEST + 1, LONGEST))
    said, nothing = (hint(repeating(one).lines(one)) for one in (long, short))
    assert "--format pytest" in said
    assert BODY in said
    assert nothing == ""


def test_a_hostile_name_does_nothing_in_the_shell() -> None:
    name = "';touch made;'\"$(touch made)"
    maker = exchange(
        0,
        reply=Response(status=201, head=b"HTTP/1.1 201 Created", body=json.dumps({f"{name}id": "aaaaaaaaaa"}).encode()),
    )
    last = read(1, "aaaaaaaaaa")
    lines = repeating(maker, last).lines(last)
    words = shlex.split(lines[0].removeprefix("ID=$(").removesuffix(")"))
    assert words[-1] == f".[{json.dumps(name + 'id')}]"


def test_what_only_came_before_is_not_said_to_make_something() -> None:
    assert hint(("curl -i http://127.0.0.1/notes", "curl -i http://127.0.0.1/notes/1")) == IN_ORDER
    assert hint(("ID=$(curl -s http://127.0.0.1/notes)", 'curl -i http://127.0.0.1/notes/"$ID"')) == WHY
    assert hint(("curl -i http://127.0.0.1/notes/1",)) == ""
