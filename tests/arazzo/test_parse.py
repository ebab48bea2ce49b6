"""Whole documents: what is read, and what is refused with its place."""

import contextlib
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.arazzo.parse import parse, parse_document
from harness.arazzo.raw import ArazzoError
from harness.errors import ProfileError


def test_a_whole_document(document: dict[str, Any]) -> None:
    parsed = parse_document(document, "f")
    assert (parsed.info.title, parsed.info.version, parsed.info.summary) == ("Close, then update", "1.0.0", "s")
    assert [(one.name, one.url, one.type) for one in parsed.sources] == [("api", "../openapi.yaml", "openapi")]
    create, close = parsed.workflows
    assert (create.id, [step.id for step in create.steps]) == ("create", ["post"])
    assert (close.summary, close.depends_on) == ("An update after closure is refused.", ("create",))
    assert close.inputs == {"type": "object", "properties": {"reason": {"type": "string"}}}
    assert [(name, one.text) for name, one in close.outputs] == [("etag", "$steps.close.outputs.etag")]


def test_a_workflow_is_data_that_travels(document: dict[str, Any]) -> None:
    parsed = parse(document, "f")
    assert parse(document, "f") == parsed
    assert pickle.loads(pickle.dumps(parsed)) == parsed  # noqa: S301


def test_the_document_given_is_not_changed(document: dict[str, Any]) -> None:
    before = repr(document)
    parse(document, "f")
    assert repr(document) == before


@pytest.mark.parametrize(
    "changes,says",
    [
        ({"arazzo": "1.1.0"}, "arazzo"),
        ({"arazzo": "2.0.0"}, "arazzo"),
        ({"info": {"title": "t"}}, "version"),
        ({"sourceDescriptions": []}, "sourceDescriptions"),
        ({"workflows": []}, "workflows"),
        ({"workflows": [{"workflowId": "a", "steps": []}]}, "steps"),
        ({"workflows": [{"workflowId": "a", "steps": [1]}]}, "steps"),
        ({"workflows": [{"steps": [{}]}]}, "workflowId"),
        ({"components": {"schemas": {}}}, "schemas"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_not_arazzo_is_refused(document: dict[str, Any], changes: dict[str, Any], says: str) -> None:
    document.update(changes)
    with pytest.raises(ArazzoError, match=says) as caught:
        parse(document, "x.arazzo.yaml")
    assert isinstance(caught.value, ProfileError)
    assert caught.value.where.startswith("x.arazzo.yaml")


def test_inputs_may_refer_only_to_components(document: dict[str, Any]) -> None:
    document["workflows"][1]["inputs"] = {"$ref": "other.json#/x"}
    with pytest.raises(ArazzoError, match="inputs refers"):
        parse(document, "f")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1.0.1", "$url", "$inputs.x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["arazzo", "info", "workflows", "steps", "stepId", "workflowId", "operationId", "outputs", "x-a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_nothing_but_its_own_error(value: object, workflow: object) -> None:
    whole = {
        "arazzo": "1.0.1",
        "info": {"title": "t", "version": "1"},
        "sourceDescriptions": [{"name": "a", "url": "./a.yaml"}],
        "workflows": [workflow],
    }
    for document in (value, whole, {**whole, "workflows": [{"workflowId": "w", "steps": [value]}]}):
        with contextlib.suppress(ArazzoError):
            parse(document, "f")
