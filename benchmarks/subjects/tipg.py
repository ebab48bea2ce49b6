"""Starts TiPg, a server of OGC API - Features over PostGIS, with the incidents and patrols that pygeoapi has."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.subjects import postgres
from benchmarks.subjects.serving import HOST, Subject, free_port, process
from benchmarks.subjects.venvs import programs

NAME: Final = "tipg"
SETTINGS: Final = {
    "TIPG_DB_SCHEMAS": json.dumps([postgres.SCHEMA]),
    "TIPG_DEFAULT_FEATURES_LIMIT": "20",
    "TIPG_MAX_FEATURES_PER_QUERY": "100",
}
"""As for pygeoapi: twenty features a page, a hundred at most. All else is as it ships."""
RUN_FILE: Final = """\
product: {{name: tipg, version: "{version}", supplier: Development Seed}}
profile: geospatial-ogc@1.0.1
target:
  base_url: {url}
  environment: sandbox
  auth: {{kind: none}}
limits: {{requests_per_second: 200}}
"""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Subject]:
    """Serve it while the block runs, with its description, run file and logs in the folder.

    Raises NotServed where PostgreSQL or PostGIS is not on this machine.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    where = programs(NAME)
    port = port or free_port()
    url, openapi, run_file = f"http://{HOST}:{port}", folder / "openapi.json", folder / "hallmark.yaml"
    version = _version(where)
    run_file.write_text(RUN_FILE.format(version=version, url=url), encoding="utf-8")
    command = [str(where / "python"), "-m", "uvicorn", "tipg.main:app", "--host", HOST, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    with postgres.filled(folder / "postgres.log") as database:
        env = {**os.environ, **SETTINGS, "DATABASE_URL": database}
        with process(command, env=env, folder=folder, ready=(port, "/conformance?f=json")) as log:
            with urllib.request.urlopen(f"{url}/api", timeout=10) as reply:
                openapi.write_bytes(reply.read())
            yield Subject(name=NAME, version=version, url=url, openapi=openapi, config=run_file, log=log)


def _version(where: Path) -> str:
    code = f"from importlib.metadata import version; print(version({NAME!r}))"
    done = subprocess.run([str(where / "python"), "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()
