"""Looks at small descriptions for what is odd about them."""

from __future__ import annotations

import json
from typing import Any

from described import document

from harness.contract.compile import Compiled, compile_description
from harness.contract.lint import Finding, lint
from harness.errors import ContractError
from harness.yamlfile import loads


def compiled_of(made: dict[str, Any]) -> Compiled:
    return compile_description(loads(json.dumps(made, indent=1).encode(), "openapi.json", ContractError))


def findings_of(paths: dict[str, Any], **rest: Any) -> list[Finding]:
    return list(lint(compiled_of(document(paths, **rest))))


def codes_of(paths: dict[str, Any], **rest: Any) -> list[str]:
    return [finding.code for finding in findings_of(paths, **rest)]


def places_of(paths: dict[str, Any], **rest: Any) -> dict[str, str]:
    """Return place by code; for descriptions with one finding of each code."""
    return {finding.code: finding.where for finding in findings_of(paths, **rest)}
