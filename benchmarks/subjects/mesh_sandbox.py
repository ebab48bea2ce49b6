"""Starts NHS England's MESH sandbox, whose requests are signed with HMAC, with messages in its mailboxes."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.subjects.serving import HOST, Subject, free_port, process
from benchmarks.subjects.venvs import programs

NAME: Final = "mesh-sandbox"
KEY: Final = "not-a-secret-exercise-key"
PASSWORD: Final = "password"
"""As the sandbox ships its mailboxes; nothing outside this machine knows it."""
MAILBOXES: Final = ("X26ABC1", "X26ABC2", "X26ABC3")
WORKFLOW: Final = "TEST_WORKFLOW"
HOOK: Final = Path(__file__).parents[2] / "docs/examples/nhs_mesh.py"
RUN_FILE: Final = """\
product: {{name: mesh-sandbox, version: "{version}", supplier: NHS England}}
profile: uk-api-base@1.0
target:
  base_url: {url}
  openapi: openapi.json
  environment: sandbox
  auth:
    kind: hook
    hook: {hook}:sign
    settings: {{mailbox: {own}}}
    secrets: &secrets {{password: {{file: password.secret}}, shared_key: {{file: shared-key.secret}}}}
  identities:
    other-agency:
      kind: hook
      hook: {hook}:sign
      settings: {{mailbox: {other}}}
      secrets: *secrets
limits: {{requests_per_second: 200}}
fixtures:
  parameters: {{mailbox_id: {own}, workflow_id: {workflow}, ods_code: X26, mex-to: {other}, mex-workflowid: {workflow}}}
"""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Subject]:
    """Serve it while the block runs, checking signatures in full, with its description and log in the folder."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    where = programs(NAME)
    port = port or free_port()
    env = {**os.environ, "AUTH_MODE": "full", "STORE_MODE": "memory", "SHARED_KEY": KEY}
    command = [str(where / "python"), "-m", "uvicorn", "mesh_sandbox.api:app", "--host", HOST, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    url, openapi, run_file = f"http://{HOST}:{port}", folder / "openapi.json", folder / "hallmark.yaml"
    version = _version(where)
    own, other, _ = MAILBOXES
    values = {"version": version, "url": url, "hook": HOOK, "own": own, "other": other, "workflow": WORKFLOW}
    run_file.write_text(RUN_FILE.format(**values), encoding="utf-8")
    (folder / "password.secret").write_text(PASSWORD, encoding="utf-8")
    (folder / "shared-key.secret").write_text(KEY, encoding="utf-8")
    with process(command, env=env, folder=folder, ready=(port, "/openapi.json")) as log:
        openapi.write_bytes(_call(port, "GET", "/openapi.json", {}, b""))
        for number in range(3):
            _send(port, number, own, other)
            _send(port, number, other, own)
        yield Subject(name=NAME, version=version, url=url, openapi=openapi, config=run_file, log=log)


def authorization(mailbox: str, now: datetime, nonce: str, count: int = 0) -> str:
    """Return the value of Authorization for a mailbox: HMAC-SHA256 over mailbox, nonce, count, password and minute.

    Source: MESH API, "Authorization header": `NHSMESH mailbox:nonce:count:yyyyMMddHHmm:hash`.
    """
    stamp = now.strftime("%Y%m%d%H%M")
    signed = f"{mailbox}:{nonce}:{count}:{PASSWORD}:{stamp}"
    digest = hmac.new(KEY.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return f"NHSMESH {mailbox}:{nonce}:{count}:{stamp}:{digest}"


def _send(port: int, number: int, sender: str, receiver: str) -> None:
    """Send a message from one mailbox to another, so that reading finds something."""
    headers = {
        "Authorization": authorization(sender, datetime.now(UTC), str(uuid.uuid4())),
        "Accept": "application/vnd.mesh.v2+json",
        "Content-Type": "text/plain",
        "mex-to": receiver,
        "mex-workflowid": WORKFLOW,
        "mex-localid": f"exercise-{number}",
        "mex-filename": f"exercise-{number}.txt",
    }
    found = _call(port, "POST", f"/messageexchange/{sender}/outbox", headers, b"exercise message")
    assert json.loads(found)["message_id"], found


def _call(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path, body=body or None, headers=headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def _version(where: Path) -> str:
    code = f"from importlib.metadata import version; print(version({NAME!r}))"
    done = subprocess.run([str(where / "python"), "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()
