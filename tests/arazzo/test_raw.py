"""Shapes: what passes, and what an error says of what does not."""

import pytest

from harness.arazzo.raw import ArazzoError, RawAction, RawAwait, RawParameter, RawStep, read


def test_extensions_pass_and_ours_are_read() -> None:
    step = read(RawStep, {"stepId": "a", "operationId": "op", "x-other": 1, "x-hallmark-identity": "none"}, "here")
    assert (step.step_id, step.operation_id, step.identity) == ("a", "op", "none")


@pytest.mark.parametrize(
    "shape,document,says",
    [
        (RawStep, {"operationId": "op"}, "stepId"),
        (RawStep, {"stepId": "a", "operationID": "op"}, "operationID"),
        (RawStep, {"stepId": 1}, "stepId"),
        (RawStep, {"stepId": "a b"}, "stepId"),
        (RawStep, {"stepId": "a", "x-hallmark-wait": {}}, "x-hallmark-wait"),
        (RawStep, {"stepId": "a", "outputs": {"a b": "$url"}}, "outputs"),
        (RawStep, [], "list"),
        (RawStep, None, "NoneType"),
        (RawAwait, {"operation": "op"}, "within"),
        (RawAwait, {"operation": "op", "within": 0}, "within"),
        (RawAwait, {"operation": "op", "within": "5s"}, "within"),
        (RawParameter, {"name": "a", "value": 1}, "in"),
        (RawParameter, {"name": "a", "in": "body", "value": 1}, "in"),
        (RawParameter, {"name": "a", "in": "path"}, "value"),
        (RawAction, {"name": "a", "type": "stop"}, "type"),
        (RawAction, {"name": "a", "type": "retry", "retryAfter": -1}, "retryAfter"),
        (RawAction, {"name": "a", "type": "retry", "retryLimit": 1.5}, "retryLimit"),
        (RawAction, {"name": "a", "type": "retry", "retryLimit": True}, "retryLimit"),
    ],
)
def test_an_error_says_which_key_and_where(shape: type[RawStep], document: object, says: str) -> None:
    with pytest.raises(ArazzoError, match=says) as caught:
        read(shape, document, "file, workflow w")
    assert caught.value.where == "file, workflow w"
