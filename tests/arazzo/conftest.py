"""Gives the tests of scenarios a document to spoil."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def document() -> dict[str, Any]:
    """A document that uses every part that is read."""
    return {
        "arazzo": "1.0.1",
        "info": {"title": "Close, then update", "version": "1.0.0", "summary": "s"},
        "sourceDescriptions": [{"name": "api", "url": "../openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "create",
                "inputs": {"type": "object", "properties": {"incident": {"type": "object"}}},
                "steps": [
                    {
                        "stepId": "post",
                        "operationId": "createIncident",
                        "requestBody": {"payload": "$inputs.incident"},
                        "successCriteria": [{"condition": "$statusCode == 201"}],
                        "outputs": {"id": "$response.body#/id"},
                    }
                ],
                "outputs": {"id": "$steps.post.outputs.id"},
            },
            {
                "workflowId": "close-then-update",
                "summary": "An update after closure is refused.",
                "dependsOn": ["create"],
                "inputs": {"$ref": "#/components/inputs/reason"},
                "parameters": [
                    {"name": "id", "in": "path", "value": "$workflows.create.outputs.id"},
                    {"name": "Accept", "in": "header", "value": "application/json"},
                ],
                "failureActions": [{"reference": "$components.failureActions.again"}, {"name": "stop", "type": "end"}],
                "x-note": "extensions pass",
                "steps": [
                    {
                        "stepId": "close",
                        "operationId": "$sourceDescriptions.api.closeIncident",
                        "parameters": [
                            {"reference": "$components.parameters.trace", "value": "abc"},
                            {"name": "Accept", "in": "header", "value": "application/problem+json"},
                        ],
                        "requestBody": {
                            "contentType": "application/json",
                            "payload": {"reason": "?", "list": [1, 2], "x-kept": True},
                            "replacements": [
                                {"target": "/reason", "value": "EXERCISE {$inputs.reason}"},
                                {"target": "/list/1", "value": 3},
                                {"target": "/new", "value": None},
                            ],
                        },
                        "successCriteria": [
                            {"condition": "$statusCode == 200"},
                            {"context": "$response.body", "condition": "$.closedAt", "type": "jsonpath"},
                        ],
                        "onSuccess": [
                            {"name": "skip", "type": "goto", "stepId": "update", "criteria": [{"condition": "true"}]}
                        ],
                        "outputs": {"etag": "$response.header.ETag"},
                        "x-hallmark-await": {
                            "operation": "incidentClosed",
                            "within": 5,
                            "criteria": [{"condition": "$request.body#/event == 'closed'"}],
                            "outputs": {"event": "$request.body#/id"},
                        },
                    },
                    {
                        "stepId": "update",
                        "operationId": "updateIncident",
                        "x-hallmark-identity": "other-agency",
                        "requestBody": {"payload": {"event": "$steps.close.outputs.event"}},
                        "successCriteria": [{"condition": "$statusCode == 409"}],
                        "onFailure": [
                            {"name": "again", "type": "retry", "retryAfter": 0.5, "retryLimit": 3, "stepId": "close"},
                            {"name": "done", "type": "end"},
                        ],
                    },
                ],
                "outputs": {"etag": "$steps.close.outputs.etag"},
            },
        ],
        "components": {
            "inputs": {"reason": {"type": "object", "properties": {"reason": {"type": "string"}}}},
            "parameters": {"trace": {"name": "X-Trace", "in": "header", "value": "none"}},
            "failureActions": {"again": {"name": "again", "type": "retry", "retryAfter": 1, "retryLimit": 5}},
        },
    }
