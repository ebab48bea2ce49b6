"""Serves one subject until it is interrupted, and says where it is and how it was described."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from benchmarks.subjects import kinto, mesh_sandbox, pygeoapi, tipg
from benchmarks.subjects.serving import Subject

SUBJECTS: Final[dict[str, Callable[[Path, int], AbstractContextManager[Subject]]]] = {
    pygeoapi.NAME: pygeoapi.served,
    kinto.NAME: kinto.served,
    mesh_sandbox.NAME: mesh_sandbox.served,
    tipg.NAME: tipg.served,
}


def main(arguments: list[str]) -> int:
    """Print one line of JSON when the subject answers; end by SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="benchmarks.subjects", description=__doc__)
    parser.add_argument("name", choices=sorted(SUBJECTS))
    parser.add_argument("--out", type=Path, help="where its data, configuration, description and log go")
    parser.add_argument("--port", type=int, default=0, help="a free one when left out")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="subject-") as spare:
        try:
            with SUBJECTS[asked.name](asked.out or Path(spare), asked.port) as subject:
                print(json.dumps({key: str(getattr(subject, key)) for key in subject.__slots__}), flush=True)
                threading.Event().wait()
        except KeyboardInterrupt:
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
