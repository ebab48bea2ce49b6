"""Starts a PostgreSQL of this machine on loopback with PostGIS and the synthetic features in it, in a new folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.subjects import features
from benchmarks.subjects.serving import HOST, PATIENCE_S, PAUSE_S, NotServed, free_port

DEBIAN: Final = Path("/usr/lib/postgresql")
"""Debian keeps the programs of each major version in a folder of its own, outside of PATH."""
UNPRIVILEGED: Final = "postgres"
"""The account that Debian's package makes; `initdb` refuses to be run by root."""
SCHEMA: Final = "exercise"
TABLES: Final = f"""\
CREATE EXTENSION postgis;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.incidents (
    id text PRIMARY KEY, title text, kind text, severity integer, reported timestamptz, place text, force text,
    uprn text, usrn text, geom geometry(Geometry, 4326)
);
CREATE TABLE {SCHEMA}.patrols (
    id text PRIMARY KEY, callsign text, started timestamptz, crew integer, force text, geom geometry(Point, 4326)
);
"""
FILL: Final = """\
INSERT INTO {schema}.{table} SELECT made.* FROM jsonb_array_elements($features${features}$features$) AS one,
    jsonb_populate_record(NULL::{schema}.{table}, one->'properties' || jsonb_build_object('id', one->'id',
        'geom', ST_AsEWKT(ST_SetSRID(ST_GeomFromGeoJSON(nullif(one->'geometry', 'null')), 4326)))) AS made;
"""


@contextmanager
def filled(log: Path) -> Iterator[str]:
    """Run it while the block runs; yield the URL of the database. Whatever it kept is gone afterwards.

    Raises NotServed when PostgreSQL or PostGIS is not installed, or does not come up within a minute.
    """
    where, port = _programs(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="subject-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        _run([where / "initdb", "-D", folder / "data", "-U", "hallmark", "-A", "trust", "-E", "UTF8", "--locale", "C"])
        with log.open("wb") as sink:
            command: list[str | Path] = [
                where / "postgres",
                "-D",
                folder / "data",
                "-h",
                HOST,
                "-p",
                str(port),
                "-k",
                folder,
            ]
            started: subprocess.Popen[bytes] = subprocess.Popen(
                command, stdout=sink, stderr=subprocess.STDOUT, **_as_whom()
            )
        try:
            _fill(where, port, started, log)
            yield f"postgresql://hallmark@{HOST}:{port}/postgres"
        finally:
            started.send_signal(signal.SIGQUIT)  # at once: nothing is kept
            started.wait(timeout=PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def statements() -> str:
    """Return what makes the two tables, with the same incidents and patrols that the other subjects serve."""
    incidents = json.dumps(features.incidents()["features"])
    patrols = json.dumps(features.patrols())
    return "".join(
        [
            TABLES,
            FILL.format(schema=SCHEMA, table="incidents", features=incidents),
            FILL.format(schema=SCHEMA, table="patrols", features=patrols),
            f"ANALYZE {SCHEMA}.incidents, {SCHEMA}.patrols;\n",
        ]
    )


def _programs() -> Path:
    beside = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for folder in [*beside, *sorted(DEBIAN.glob("*/bin"), reverse=True)]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NotServed("PostgreSQL is not installed (Debian: apt-get install postgresql postgresql-15-postgis-3)")


def _as_whom() -> dict[str, Any]:
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(command: Sequence[str | Path], text: str = "") -> None:
    done = subprocess.run(command, input=text, text=True, capture_output=True, cwd="/", **_as_whom())
    if done.returncode:
        raise NotServed(f"{command[0]} ended with {done.returncode}\n{done.stderr[-2000:]}")


def _fill(where: Path, port: int, started: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    ready: list[str | Path] = [where / "pg_isready", "-q", "-h", HOST, "-p", str(port)]
    while subprocess.run(ready).returncode:
        if started.poll() is not None or time.monotonic() > end:
            raise NotServed(f"PostgreSQL did not come up\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(PAUSE_S)
    psql: list[str | Path] = [
        where / "psql",
        "-h",
        HOST,
        "-p",
        str(port),
        "-U",
        "hallmark",
        "-d",
        "postgres",
        "-q",
        "-X",
    ]
    _run([*psql, "-v", "ON_ERROR_STOP=1", "-f", "-"], statements())
