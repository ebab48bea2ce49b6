"""Reads how a login goes, from an Arazzo workflow or from the steps of a run file, into one workflow to be walked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from harness import yamlfile
from harness.arazzo import Document, Workflow, parse_document
from harness.auth import Login, LoginStep
from harness.contract import Contract, compile_contract
from harness.errors import CannotRun, DeclarationError
from harness.fit import suggest
from harness.gather.scenarios import FORM

HERE = "steps"


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A login, ready to be walked."""

    workflow: Workflow
    contract: Contract
    """Describes the operations that the workflow calls."""
    base: str
    """Base URL of these operations, without a trailing slash."""


def script_of(auth: Login, product: str, where: str) -> Script:
    """Return the login; `product` is the product's base URL. Raises DeclarationError, which names `where`."""
    base = (auth.base_url or product).rstrip("/")
    try:
        if auth.steps:
            document, contract = _of_steps(auth)
        else:
            document, contract = _of_file(Path(auth.workflow))
    except CannotRun as error:
        raise DeclarationError(error.message, where=f"{where}: {error.where}", hint=error.hint) from error
    return Script(workflow=_chosen(document, auth, where), contract=contract, base=base)


def _of_file(path: Path) -> tuple[Document, Contract]:
    if not path.is_file():
        raise DeclarationError("there is no such file", where=str(path))
    value = yamlfile.load(path, DeclarationError).value
    sources = parse_document(value, str(path)).sources
    if len(sources) != 1 or "://" in sources[0].url:
        hint = "Give sourceDescriptions with one file, relative to the workflow."
        raise DeclarationError("a login's workflow has one description, beside it", where=str(path), hint=hint)
    contract = compile_contract(path.parent / sources[0].url)
    return parse_document(value, str(path), [operation.id for operation in contract.operations]), contract


def _of_steps(auth: Login) -> tuple[Document, Contract]:
    paths: dict[str, Any] = {}
    for step in auth.steps:
        described = {"operationId": _operation(step), "responses": {"default": {"description": "Any."}}}
        paths.setdefault(step.path, {})[step.method.lower()] = described
    description = {"openapi": "3.1.0", "info": {"title": "login", "version": "1"}, "paths": paths}
    loaded = yamlfile.loads(json.dumps(description).encode(), HERE, DeclarationError)
    outputs = {name: f"$steps.{step.id}.outputs.{name}" for step in auth.steps for name in step.outputs}
    names: dict[str, Any] = {name: {} for name in (*auth.inputs, *auth.secrets)}
    workflow = {
        "workflowId": "login",
        "inputs": {"type": "object", "properties": names},
        "steps": [_step(step) for step in auth.steps],
        **({"outputs": outputs} if outputs else {}),
    }
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "login", "version": "1"},
        "sourceDescriptions": [{"name": "login", "url": "login.json", "type": "openapi"}],
        "workflows": [workflow],
    }
    return parse_document(document, HERE), compile_contract(loaded)


def _step(step: LoginStep) -> dict[str, Any]:
    found: dict[str, Any] = {
        "stepId": step.id,
        "operationId": _operation(step),
        "parameters": [{"name": name, "in": "header", "value": value} for name, value in step.headers.items()],
        "successCriteria": [{"condition": f"$statusCode == {step.status}"}],
        "outputs": step.outputs,
    }
    if step.form is not None:
        found["requestBody"] = {"contentType": FORM, "payload": step.form}
    elif step.json is not None:
        found["requestBody"] = {"contentType": "application/json", "payload": step.json}
    return {name: value for name, value in found.items() if value}


def _operation(step: LoginStep) -> str:
    return f"{step.method} {step.path}"


def _chosen(document: Document, auth: Login, where: str) -> Workflow:
    known = [workflow.id for workflow in document.workflows]
    wanted = auth.workflow_id or known[0]
    found = next((workflow for workflow in document.workflows if workflow.id == wanted), None)
    if found is None:
        raise DeclarationError(f"no workflow is called {wanted!r}", where=where, hint=suggest(wanted, known))
    return found
