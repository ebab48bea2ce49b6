"""Finds the contract that a partner plays by, and the description that it serves of itself."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from harness import content
from harness.contract import Contract, compile_contract
from harness.errors import MockError
from harness.expression import parse_pointer
from harness.partner.script import FILE, Mock, Script, of_type, unshared
from harness.yamlfile import Loaded


def contract_of(script: Script, mock: Mock) -> Contract:
    """Return the contract that a script plays by: the mock's own, or that of its profile. Raises ContractError."""
    if script.description:
        path = mock.folder / script.description
    elif not script.profile:
        return _nothing(str(mock.folder / FILE))
    else:
        profile, _, version = script.profile.partition("@")
        path = content.root("profiles") / profile / version / "openapi.yaml"
    return _compiled(path, path.stat().st_mtime_ns) if path.is_file() else compile_contract(path)


@lru_cache(maxsize=4)
def _nothing(where: str) -> Contract:
    """The contract of a partner that plays no profile: it has no operations of its own."""
    said = {"openapi": "3.1.0", "info": {"title": "Nothing", "version": "1"}, "paths": {}}
    return compile_contract(Loaded(said, where, None))


@lru_cache(maxsize=4)
def _compiled(path: Path, changed: int) -> Contract:
    # Nothing in a contract changes, so partners of one process share it.
    return compile_contract(path)


def description_of(script: Script, mock: Mock) -> bytes:
    """Return the mock's own description as JSON, with the addresses that it is served under and what a defect says
    otherwise; empty where it has none. Raises MockError."""
    if not script.description:
        return b""
    path = mock.folder / script.description
    document = unshared(of_type(path, dict[str, Any]).value)
    document["servers"] = [{"url": script.base or "/"}]
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            flow["tokenUrl"] = script.authority.token_path
    for pointer, value in script.misdescribed:
        _misdescribe(document, pointer, value, str(path))
    return orjson.dumps(document)


def _misdescribe(document: Any, pointer: str, value: Any, where: str) -> None:
    """Put a value at a place of the document; None takes away what stands there."""
    *above, last = parse_pointer(pointer)
    node = document
    try:
        for token in above:
            node = node[int(token)] if isinstance(node, list) else node[token]
        if value is None:
            del node[int(last) if isinstance(node, list) else last]
        else:
            node[int(last) if isinstance(node, list) else last] = value
    except (LookupError, ValueError, TypeError):
        raise MockError(f"a defect describes {pointer} otherwise, which is not there", where=where) from None
