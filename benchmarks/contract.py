"""Measures how long a description takes to be compiled, and to be read again from the cache: a made one, or a file.

Each figure is that of a new process, from reading the file to the
whole contract; importing is told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.goals import asking, told

GOAL_FIRST_S, GOAL_SECOND_S = 5, 0.5
OPERATIONS = 1_200
CODE = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from harness.contract.cache import Cache
ready = time.perf_counter()
path = Path(sys.argv[1])
contract = Cache(Path(sys.argv[2])).contract(path.read_bytes(), path.name, path)
done = time.perf_counter()
import resource
print(ready - start, done - ready, len(contract.operations), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def made(folder: Path) -> Path:
    """Write a description with a schema of its own for each operation, and examples; return its path."""
    schemas = {
        f"S{n}": {
            "type": "object",
            "required": ["id", "kind"],
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "kind": {"type": "string", "enum": ["a", "b"], "example": "a"},
                "next": {"$ref": f"#/components/schemas/S{(n + 1) % OPERATIONS}"},
                **{f"member{m}": {"type": "string", "maxLength": 100, "description": "words " * 20} for m in range(20)},
            },
        }
        for n in range(OPERATIONS)
    }
    paths = {}
    for n in range(OPERATIONS):
        media = {
            "schema": {"$ref": f"#/components/schemas/S{n}"},
            "examples": {"one": {"value": {"id": n, "kind": "a"}}},
        }
        reply = {"description": "", "content": {"application/json": media}}
        parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        paths[f"/things{n}/{{id}}"] = {
            "get": {"operationId": f"o{n}", "parameters": [parameter], "responses": {"200": reply}}
        }
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Made", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    path = folder / "made.json"
    path.write_text(json.dumps(whole, indent=2))
    return path


def measured(path: Path, cache: Path) -> dict[str, float]:
    """Return the seconds of one process, the operations and the greatest memory in MB."""
    command = [sys.executable, "-c", CODE, str(path), str(cache)]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    imported, contract, operations, memory = line.split()
    return {
        "import": round(float(imported), 3),
        "contract": round(float(contract), 3),
        "operations": int(operations),
        "memory_mb": int(memory),
    }


def main(arguments: list[str]) -> int:
    """Print one line of JSON: the first time, the second time; return 1 where either takes more than it should."""
    parser = asking("contract", __doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a description; left out: a made one of 1,200 operations")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or made(Path(folder))
        first, second = (measured(path, Path(folder) / "cache") for _ in range(2))
        found = {"bytes": path.stat().st_size, "first": first, "second": second}
    goals = {"goal_first": GOAL_FIRST_S, "goal_second": GOAL_SECOND_S}
    met = {"first": first["contract"] <= GOAL_FIRST_S, "second": second["contract"] <= GOAL_SECOND_S}
    return told({"benchmark": "contract", **found, **goals}, met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
