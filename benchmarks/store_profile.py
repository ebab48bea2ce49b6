"""Writes a profile that checks of every operation of a description what schemathesis checks by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

RULES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("no-server-error/1", {}),
    ("status/1", {}),
    ("schema/1", {}),
    ("media-type/1", {}),
    ("refusal/1", {"when": [{"is": "invalid"}]}),
    ("acceptance/1", {}),
)
"""Its not_a_server_error, status_code_conformance, response_schema_conformance, content_type_conformance,
negative_data_rejection and positive_data_acceptance."""


def write_profile(folder: Path, description: dict[str, Any], cases: int) -> None:
    """Write it; each operation is fuzzed with so many cases of each kind."""
    (folder / "requirements").mkdir(parents=True)
    profile = {
        "id": "store",
        "version": "1.0",
        "title": "Store",
        "publisher": "The benchmarks",
        "summary": "What schemathesis checks by itself.",
        "notice": ["It claims nothing."],
        "sources": {"benchmarks": {"title": "The benchmarks"}},
        "roles": [{"id": "provider", "title": "Provider"}],
        "classes": [{"id": "fuzzed", "title": "Fuzzed", "explain": "Every operation."}],
        "requirements": ["requirements/all.yaml"],
    }
    requirements = [_requirement(n, rule, with_, cases) for n, (rule, with_) in enumerate(RULES, 1)]
    (folder / "profile.yaml").write_text(json.dumps(profile), encoding="utf-8")
    (folder / "openapi.yaml").write_text(json.dumps(description), encoding="utf-8")
    (folder / "requirements" / "all.yaml").write_text(json.dumps(requirements), encoding="utf-8")


def write_run_file(path: Path, url: str) -> None:
    """Write a run file without a limit that would be reached."""
    limits = {"requests_per_second": 1e6, "max_requests": 10**7, "max_minutes": 600}
    declared = {
        "product": {"name": "Store", "version": "1", "supplier": "The benchmarks"},
        "profile": "store@1.0",
        "target": {"base_url": url},
        "limits": limits,
    }
    path.write_text(json.dumps(declared), encoding="utf-8")


def _requirement(number: int, rule: str, with_: dict[str, Any], cases: int) -> dict[str, Any]:
    return {
        "id": f"S-{number:03d}",
        "role": "provider",
        "class": "fuzzed",
        "level": "MUST",
        "basis": "harness",
        "statement": f"{rule} holds.",
        "source": {"ref": "benchmarks"},
        "explain": "It is measured.",
        "rule": rule,
        "with": with_,
        "probes": [{"fuzz": ["*"], "with": {"cases": cases}}],
        "effort": {"probes": 20},
    }
