"""Parses an Arazzo 1.0 document, once and wholly, to workflows that can be walked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from harness.arazzo.links import check
from harness.arazzo.model import Document, Info, SourceDescription, Workflow
from harness.arazzo.raw import (
    ArazzoError,
    JsonObject,
    RawComponents,
    RawDocument,
    RawInfo,
    RawSource,
    RawWorkflow,
    read,
)
from harness.arazzo.reader import read_listen, read_outputs, read_step


def parse(document: object, where: str, operations: Collection[str] | None = None) -> tuple[Workflow, ...]:
    """The workflows of a document; `where` is its file. See `parse_document`."""
    return parse_document(document, where, operations).workflows


def parse_document(document: object, where: str, operations: Collection[str] | None = None) -> Document:
    """The whole document, parsed and linked; raises ArazzoError, a ProfileError, that names file, workflow and step.

    `document` is plain data (dicts, lists, scalars) as the safe YAML or a JSON reader gives it. `operations` are the
    operationIds of the API description, webhooks included; None does not check them. Left out of Arazzo 1.0.1, and
    refused: steps by operationPath or workflowId, actions to another workflow, xpath, and older JSONPath dialects.
    """
    raw = read(RawDocument, document, where)
    info = read(RawInfo, raw.info, f"{where}, info")
    components = read(RawComponents, raw.components, f"{where}, components")
    sources = [read(RawSource, one, f"{where}, sourceDescriptions") for one in raw.source_descriptions]
    parsed = Document(
        info=Info(title=info.title, version=info.version, summary=info.summary, description=info.description),
        sources=tuple(SourceDescription(name=one.name, url=one.url, type=one.type) for one in sources),
        workflows=tuple(_workflow(one, components, where) for one in raw.workflows),
    )
    check(parsed, where, operations)
    return parsed


def _workflow(document: JsonObject, components: RawComponents, where: str) -> Workflow:
    raw = read(RawWorkflow, document, f"{where}, workflow {document.get('workflowId', '?')}")
    at = f"{where}, workflow {raw.workflow_id}"
    return Workflow(
        id=raw.workflow_id,
        steps=tuple(
            read_step(step, raw, components, f"{at}, step {step.get('stepId', index)}")
            for index, step in enumerate(raw.steps)
        ),
        summary=raw.summary,
        description=raw.description,
        inputs=_inputs(raw.inputs, components, at),
        depends_on=raw.depends_on,
        outputs=read_outputs(raw.outputs, f"{at}, outputs"),
        listen=read_listen(raw.listen, f"{at}, x-hallmark-listen"),
    )


def _inputs(schema: Mapping[str, object], components: RawComponents, where: str) -> Mapping[str, object]:
    """The schema itself, or the component that its only $ref names."""
    if "$ref" not in schema:
        return schema
    name = str(schema["$ref"]).removeprefix("#/components/inputs/")
    if name not in components.inputs:
        raise ArazzoError(f"inputs refers to {schema['$ref']!r}, which is not here", where=where)
    return components.inputs[name]
