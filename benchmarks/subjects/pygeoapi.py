"""Starts pygeoapi, a server of OGC API - Features, with 400 incidents to read and 40 patrols that can be written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.subjects import features
from benchmarks.subjects.serving import HOST, Subject, free_port, process
from benchmarks.subjects.venvs import programs

NAME: Final = "pygeoapi"
CRS: Final = (
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "http://www.opengis.net/def/crs/EPSG/0/27700",
)
PUBLISHED: Final = (
    Path(__file__)
    .parents[3]
    .joinpath("shared", "standards", "published", "ogcapi-features-1.0.1", "ogcapi-features-1.yaml")
)
"""The components that pygeoapi's description refers to at schemas.opengis.net; without it they stay there."""
RUN_FILE: Final = """\
product: {{name: pygeoapi, version: "{version}", supplier: pygeoapi development team}}
profile: uk-api-base@1.0
target:
  base_url: {url}
  openapi: {openapi}
  environment: sandbox
  auth: {{kind: none}}
limits: {{requests_per_second: 200}}
"""
FEATURES: Final = "features.yaml"
"""A second run file, for the profile that brings its own description."""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Subject]:
    """Serve it while the block runs, with its data, configuration, description and log in the folder."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    where = programs(NAME)
    port = port or free_port()
    url = f"http://{HOST}:{port}"
    _write_data(folder)
    config, openapi = folder / "pygeoapi.yaml", folder / "openapi.json"
    config.write_text(yaml.safe_dump(configuration(folder, port), sort_keys=False), encoding="utf-8")
    env = {**os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    _describe(where, config, openapi, env)
    # As its own container does it: its `serve` starts a development server, and says not to use that.
    command = [str(where / "gunicorn"), "--bind", f"{HOST}:{port}", "--workers", "1", "--threads", "2"]
    version = _version(where, env)
    run_file = folder / "hallmark.yaml"
    brought = _brought(folder, openapi, url)
    text = RUN_FILE.format(version=version, url=url, openapi=brought)
    run_file.write_text(text, encoding="utf-8")
    features_only = text.replace("uk-api-base@1.0", "geospatial-ogc@1.0.1").replace(f"  openapi: {brought}\n", "")
    (folder / FEATURES).write_text(features_only, encoding="utf-8")
    command += ["--no-control-socket", "pygeoapi.flask_app:APP"]
    with process(command, env=env, folder=folder, ready=(port, "/conformance?f=json")) as log:
        yield Subject(name=NAME, version=version, url=url, openapi=openapi, config=run_file, log=log)


def _write_data(folder: Path) -> None:
    (folder / "incidents.geojson").write_text(json.dumps(features.incidents()), encoding="utf-8")
    table = {str(number): feature for number, feature in enumerate(features.patrols(), 1)}
    (folder / "patrols.json").write_text(json.dumps({"_default": table}), encoding="utf-8")


def _schemas(folder: Path) -> dict[str, str]:
    """Return the setting by which pygeoapi serves the published components itself, as on a closed network."""
    if not PUBLISHED.exists():
        return {}
    kept = folder / "schemas" / "ogcapi/features/part1/1.0/openapi" / PUBLISHED.name
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PUBLISHED, kept)
    return {"ogc_schemas_location": str(folder / "schemas")}


def _describe(where: Path, config: Path, openapi: Path, env: dict[str, str]) -> None:
    command = [str(where / "pygeoapi"), "openapi", "generate", str(config), "--format", "json"]
    subprocess.run([*command, "--output-file", str(openapi)], env=env, check=True, capture_output=True)


def _brought(folder: Path, openapi: Path, url: str) -> str:
    """Return the description to test by, relative to the folder: what it refers to on the server lies beside it."""
    if not (folder / "schemas").is_dir():
        return openapi.name
    text = openapi.read_text(encoding="utf-8").replace(f'"{url}/schemas/', '"schemas/')
    (folder / "described.json").write_text(text, encoding="utf-8")
    return "described.json"


def _version(where: Path, env: dict[str, str]) -> str:
    done = subprocess.run([str(where / "pygeoapi"), "--version"], env=env, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def configuration(folder: Path, port: int) -> dict[str, Any]:
    """Return pygeoapi's configuration: nothing in it switches a check of its own off."""
    return {
        "server": {
            "bind": {"host": HOST, "port": port},
            "url": f"http://{HOST}:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-GB"],
            "pretty_print": False,
            "limits": {"default_items": 20, "max_items": 100, "on_exceed": "throttle"},
            "map": {"url": "https://tiles.example.org/{z}/{x}/{y}.png", "attribution": "none"},
            **_schemas(folder),
        },
        "logging": {"level": "ERROR"},
        "metadata": _metadata(),
        "resources": {"incidents": _incidents(folder), "patrols": _patrols(folder)},
    }


def _metadata() -> dict[str, Any]:
    return {
        "identification": {
            "title": "Exercise incidents",
            "description": "Synthetic incidents for an interoperability exercise",
            "keywords": ["exercise"],
            "keywords_type": "theme",
            "terms_of_service": "https://creativecommons.org/publicdomain/zero/1.0/",
            "url": "https://example.org",
        },
        "license": {"name": "CC0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        "provider": {"name": "Exercise", "url": "https://example.org"},
        "contact": {"name": "Exercise desk", "email": "exercise@example.org", "url": "https://example.org"},
    }


def _incidents(folder: Path) -> dict[str, Any]:
    provider = {
        "type": "feature",
        "name": "GeoJSON",
        "data": str(folder / "incidents.geojson"),
        "id_field": "id",
        "time_field": "reported",
        "title_field": "title",
        "crs": list(CRS),
        "storage_crs": CRS[0],
    }
    return _collection("Incidents", (-180, -90, 180, 90), provider)


def _patrols(folder: Path) -> dict[str, Any]:
    provider = {
        "type": "feature",
        "name": "TinyDB",
        "data": str(folder / "patrols.json"),
        "id_field": "id",
        "time_field": "started",
        "title_field": "callsign",
        "editable": True,
    }
    return _collection("Patrols", (-9, 49, 2, 61), provider)


def _collection(title: str, box: tuple[int, int, int, int], provider: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "collection",
        "title": title,
        "description": f"{title} of the exercise",
        "keywords": ["exercise"],
        "links": [{"type": "text/html", "rel": "canonical", "title": "about", "href": "https://example.org"}],
        "extents": {
            "spatial": {"bbox": list(box), "crs": CRS[0]},
            # As YAML's own times: pygeoapi refuses every `datetime` where its configuration has them as texts.
            "temporal": {"begin": features.FIRST, "end": features.FIRST + timedelta(minutes=features.MINUTES)},
        },
        "providers": [provider],
    }
