"""A login is read from steps or from an Arazzo file, and what is wrong with it is told before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.auth import Login, LoginStep
from harness.errors import DeclarationError
from harness.gather.signin.loginscript import script_of
from harness.sealed import Secret

DESCRIPTION = """\
openapi: 3.1.0
info: {title: identity, version: '1'}
paths:
  /session:
    post: {operationId: signIn, responses: {default: {description: Any.}}}
"""
WORKFLOW = """\
arazzo: 1.0.1
info: {title: sign in, version: '1'}
sourceDescriptions: [{name: identity, url: identity.yaml, type: openapi}]
workflows:
  - workflowId: sign-in
    steps: [{stepId: in, operationId: signIn}]
  - workflowId: sign-in-again
    steps: [{stepId: in, operationId: signIn}]
"""


def written(folder: Path, workflow: str = WORKFLOW, description: str = DESCRIPTION) -> Login:
    (folder / "identity.yaml").write_text(description)
    (folder / "login.arazzo.yaml").write_text(workflow)
    return Login(workflow=str(folder / "login.arazzo.yaml"))


def test_steps_are_a_workflow_in_short() -> None:
    steps = (
        LoginStep(id="form", path="/login", method="GET", outputs={"csrf": "$response.header.X-CSRF"}),
        LoginStep(id="in", path="/login", form={"user": "{$inputs.user}"}, headers={"X-CSRF": "x"}, status=303),
    )
    login = Login(steps=steps, inputs={"user": "we"}, secrets={"password": Secret("p")})
    script = script_of(login, "https://example.org/api/", "target.auth")
    assert script.base == "https://example.org/api"
    assert [step.operation for step in script.workflow.steps] == ["GET /login", "POST /login"]
    assert set(script.workflow.inputs["properties"]) == {"user", "password"}  # type: ignore[call-overload]
    assert [name for name, _ in script.workflow.outputs] == ["csrf"]
    assert {operation.id for operation in script.contract.operations} == {"GET /login", "POST /login"}


def test_a_file_brings_its_description(tmp_path: Path) -> None:
    login = written(tmp_path)
    script = script_of(login, "https://example.org", "target.auth")
    assert (script.workflow.id, script.base) == ("sign-in", "https://example.org")
    assert script.contract.operation("signIn") is not None
    other = Login(workflow=login.workflow, workflow_id="sign-in-again", base_url="https://id.example.org/v1/")
    script = script_of(other, "https://example.org", "target.auth")
    assert (script.workflow.id, script.base) == ("sign-in-again", "https://id.example.org/v1")


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"workflow": WORKFLOW.replace("signIn", "signOut")}, "signOut"),
        ({"workflow": WORKFLOW.replace("identity.yaml", "https://example.org/a.yaml")}, "one description, beside it"),
        ({"workflow": "- 1"}, "login.arazzo.yaml"),
        ({"workflow": "a: ["}, "login.arazzo.yaml"),
        ({"description": "a: b"}, "identity.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_its_name(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        script_of(written(tmp_path, **changes), "https://example.org", "target.auth")
    assert words in str(caught.value)
    assert "target.auth" in str(caught.value)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no such file"):
        script_of(Login(workflow=str(tmp_path / "none.yaml")), "https://example.org", "target.auth")
    login = Login(workflow=written(tmp_path).workflow, workflow_id="sign-inn")
    with pytest.raises(DeclarationError, match="Did you mean 'sign-in'"):
        script_of(login, "https://example.org", "target.auth")
    for step in ({"outputs": {"token": "$nothing"}}, {"form": {"password": "{$inputs.password}"}}):
        wrong = Login(steps=(LoginStep(id="in", path="/in", **step),))
        with pytest.raises(DeclarationError, match="steps"):
            script_of(wrong, "https://example.org", "target.auth")
