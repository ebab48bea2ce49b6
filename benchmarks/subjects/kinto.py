"""Starts Kinto, Mozilla's store of JSON records, with entity tags, two accounts, and a collection of 40 records."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.subjects import features
from benchmarks.subjects.serving import HOST, Subject, free_port, process
from benchmarks.subjects.venvs import programs

NAME: Final = "kinto"
OWN: Final = "admin"
"""The name that the configuration which Kinto writes itself lets create buckets."""
OTHER: Final = "other"
PASSWORD: Final = "not-a-secret-exercise-password"
BUCKET: Final = "exercise"
COLLECTION: Final = "patrols"
RUN_FILE: Final = """\
product: {{name: kinto, version: "{version}", supplier: Mozilla Services}}
profile: uk-api-base@1.0
target:
  base_url: {url}/v1
  openapi: openapi.json
  environment: sandbox
  auth: {{kind: basic, username: {own}, password: &password {{file: password.secret}}}}
  identities:
    other-agency: {{kind: basic, username: {other}, password: *password}}
limits: {{requests_per_second: 200}}
fixtures:
  parameters: {{bucket_id: {bucket}, collection_id: {collection}}}
"""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Subject]:
    """Serve it while the block runs, in memory, with its configuration, description and log in the folder."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    where = programs(NAME)
    port = port or free_port()
    url, openapi, run_file = f"http://{HOST}:{port}", folder / "openapi.json", folder / "hallmark.yaml"
    ini, version = folder / "kinto.ini", _version(where)
    ini.unlink(missing_ok=True)
    kinto = str(where / "kinto")
    backends = ["--backend", "memory", "--cache-backend", "memory"]
    subprocess.run([kinto, "init", "--ini", str(ini), *backends, "--host", HOST], check=True, capture_output=True)
    values = {"version": version, "url": url, "own": OWN, "other": OTHER, "bucket": BUCKET, "collection": COLLECTION}
    run_file.write_text(RUN_FILE.format(**values), encoding="utf-8")
    (folder / "password.secret").write_text(PASSWORD, encoding="utf-8")
    command = [kinto, "start", "--ini", str(ini), "--port", str(port)]
    with process(command, env=dict(os.environ), folder=folder, ready=(port, "/v1/__heartbeat__")) as log:
        openapi.write_bytes(_call(port, "GET", "/__api__"))
        _fill(port)
        yield Subject(name=NAME, version=version, url=url, openapi=openapi, config=run_file, log=log)


def _fill(port: int) -> None:
    for account in (OWN, OTHER):
        _call(port, "PUT", f"/accounts/{account}", {"data": {"password": PASSWORD}})
    _call(port, "PUT", f"/buckets/{BUCKET}", {"data": {}}, OWN)
    _call(port, "PUT", f"/buckets/{BUCKET}/collections/{COLLECTION}", {"data": {}}, OWN)
    for patrol in features.patrols():
        records = f"/buckets/{BUCKET}/collections/{COLLECTION}/records"
        _call(port, "PUT", f"{records}/{patrol['id']}", {"data": patrol["properties"]}, OWN)


def _call(port: int, method: str, path: str, content: Any = None, account: str = "") -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    headers = {"Content-Type": "application/json"} if content is not None else {}
    if account:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{account}:{PASSWORD}".encode()).decode()
    try:
        body = json.dumps(content) if content is not None else None
        connection.request(method, f"/v1{path}", body=body, headers=headers)
        reply = connection.getresponse()
        found = reply.read()
        assert reply.status < 300, (reply.status, found)
        return found
    finally:
        connection.close()


def _version(where: Path) -> str:
    done = subprocess.run([str(where / "kinto"), "version"], check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]
