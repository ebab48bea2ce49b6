"""Reads workflows written in Arazzo 1.0, with five extensions that begin with `x-hallmark-`."""

from harness.arazzo.links import step_references
from harness.arazzo.model import (
    OWN,
    Await,
    Document,
    End,
    FailureAction,
    Goto,
    Info,
    Listen,
    Outputs,
    Parameter,
    RequestBody,
    Retry,
    SourceDescription,
    Step,
    Stimulus,
    SuccessAction,
    Workflow,
)
from harness.arazzo.parse import parse, parse_document
from harness.arazzo.raw import ArazzoError

__all__ = [
    "OWN",
    "ArazzoError",
    "Await",
    "Document",
    "End",
    "FailureAction",
    "Goto",
    "Info",
    "Listen",
    "Outputs",
    "Parameter",
    "RequestBody",
    "Retry",
    "SourceDescription",
    "Step",
    "Stimulus",
    "SuccessAction",
    "Workflow",
    "parse",
    "parse_document",
    "step_references",
]
