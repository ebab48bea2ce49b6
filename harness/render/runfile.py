"""Renders a proposal as a commented run file that can be loaded; texts of the description can do nothing in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from harness.proposal import Credential, Fitting, Proposal
from harness.render.inert import one_line

LONGEST: Final = 200
SCHEMA: Final = "https://hallmark.example.org/formats/hallmark.schema.json"


def render(proposal: Proposal, openapi: str, schema: str = SCHEMA) -> bytes:
    """Return hallmark.yaml in UTF-8; `openapi` is the description's path from there, `schema` what an editor reads."""
    return "".join(line + "\n" for line in _lines(proposal, openapi, schema)).encode()


def quoted(text: str) -> str:
    """Return text as YAML in double quotes: no line, no reference to the environment, nothing that acts."""
    return json.dumps(one_line(text, LONGEST).replace("${", "$ {"), ensure_ascii=False)


def _lines(p: Proposal, openapi: str, schema: str) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={schema}"
    yield f"# Proposed from {_comment(openapi)}. Read it through: what is a guess says so."
    yield ""
    product = f"name: {quoted(p.title)}, version: {quoted(p.version)}, supplier: {quoted(p.supplier)}"
    yield f"product: {{{product}}}   # printed on every report; the supplier is a guess"
    yield ""
    yield from _profile(p)
    yield ""
    yield "target:"
    yield f"  environment: {p.environment}                # sandbox or uat; live is refused"
    yield from _address(p)
    if p.own_description:
        yield f"  openapi: {quoted(openapi)}"
    yield from _auth(p.credentials) if p.detected else ("  auth: {kind: none}   # `--detect` proposes a credential",)
    yield ""
    yield "limits: {requests_per_second: 50, max_requests: 20000, max_minutes: 20, read_only: false}"
    yield from _fixtures(p)


def _profile(p: Proposal) -> Iterator[str]:
    for fitting in p.fittings:
        yield f"# {fitting.profile}: the description has {fitting.served} of its {fitting.of} operations"
    yield f"profile: {p.profile}"
    if p.role:
        yield f"role: {p.role}"
    chosen = next((f for f in p.fittings if f.profile == p.profile), None)
    if chosen is None:
        yield f"# classes: [{', '.join(p.claimable)}]   # what you claim; default: all of these"
    else:
        yield from _classes(chosen)


def _classes(fitting: Fitting) -> Iterator[str]:
    yield f"classes: [{', '.join(fitting.classes)}]   # every operation of these is described"
    for name, missing in fitting.lacking.items():
        yield f"# not claimed: {name} (not described: {', '.join(missing)})"


def _address(p: Proposal) -> Iterator[str]:
    found = [one for one in p.servers if one]
    if p.base_url not in found:
        named = f"; the description names {', '.join(found)}" if found else ""
        yield f"  # {_comment(f'the address of a sandbox or of acceptance testing{named}')}"
    yield f"  base_url: {quoted(p.base_url)}"


def _auth(credentials: tuple[Credential, ...]) -> Iterator[str]:
    if not credentials:
        yield "  auth: {kind: none}                # the description asks for no credential"
        return
    first, *others = credentials
    yield f"  # for {_comment(first.scheme)}{_comment(f': {first.note}') if first.note else ''}"
    yield f"  auth: {_flow(first.auth)}"
    for other in others:
        note = f" ({other.note})" if other.note else ""
        yield f"  # {_comment(f'for {other.scheme}{note}')}"
        yield f"  # auth: {_flow(other.auth)}"
    yield "  # identities:   # further credentials; what needs one that is not given stays inconclusive"
    yield "  #   other-agency: {kind: bearer, token: '${OTHER_TOKEN}'}"


def _fixtures(p: Proposal) -> Iterator[str]:
    if not p.fixtures:
        return
    yield ""
    yield "# fixtures:                         # what exists over there"
    for name, told in p.fixtures.items():
        yield f"#   {name}: ''   # {_comment(told)}"


def _flow(value: dict[str, Any]) -> str:
    """Return a mapping in one line; references to the environment are ours and stay."""
    parts = (f"{key}: {_flow(each) if isinstance(each, dict) else _scalar(str(each))}" for key, each in value.items())
    return "{" + ", ".join(parts) + "}"


def _scalar(text: str) -> str:
    if re.fullmatch(r"\$\{[A-Z_]+\}", text):
        return f"'{text}'"
    return text if re.fullmatch(r"[a-z][a-z0-9.-]*", text) else quoted(text)


def _comment(text: str) -> str:
    return one_line(text, LONGEST)
