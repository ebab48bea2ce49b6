"""What is proposed can be loaded, keeps to the schema, and no text of a description acts in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from building import NOTES, notes
from described import contract_of, document
from hypothesis import given
from hypothesis import strategies as st
from sample_hostile import TEXTS

from harness.declaration import Declaration
from harness.loading import find, load_bundle
from harness.proposal import Proposal, propose
from harness.render.runfile import quoted, render
from harness.runfile import load
from harness.runfile_schema import runfile_schema
from harness.yamlfile import load as load_yaml
from harness.yamlfile import loads

BUNDLES = (notes(), load_bundle(find("uk-api-base@1.0")))
VALIDATOR = jsonschema_rs.validator_for(runfile_schema())


def proposal(text: str) -> Proposal:
    """Return a proposal from a description that says this text wherever it can."""
    oauth = {"clientCredentials": {"tokenUrl": text, "scopes": {text: text}}}
    schemes = {
        "a": {"type": "apiKey", "in": "header", "name": text},
        text: {"type": "oauth2", "flows": oauth},
        "b": {"type": "openIdConnect", "openIdConnectUrl": text},
        "c": {"type": text, "scheme": text},
    }
    security = [{name: [text]} for name in schemes]
    value = document(
        {"/things": {"get": {"operationId": text or "x", "security": security, "responses": {}}}},
        components={"securitySchemes": schemes},
        servers=[{"url": text}, {"url": f"https://test.example.org/{text}", "description": text}],
    )
    value["info"] = {"title": text, "version": text, "contact": {"name": text}}
    return propose(value, contract_of(value), BUNDLES)


def loaded(folder: Path, data: bytes) -> Declaration:
    path = folder / "hallmark.yaml"
    path.write_bytes(data)
    VALIDATOR.validate(loads(data, "hallmark.yaml").value)
    (folder / "openapi.json").touch()
    env = dict.fromkeys(("API_TOKEN", "API_KEY", "CLIENT_SECRET", "API_PASSWORD"), "looked up") | {"HOME": "LEAKED"}
    return load(path, env)


ACTING: dict[str, str] = TEXTS | {
    "variable": "${HOME} $${HOME} ${UNSET}",
    "yaml": "'\"}, profile: x # ! & * | > % @ `",
    "document": "---\n...\n%YAML 1.1",
}


@pytest.mark.parametrize("name", [name for name in ACTING if name != "surrogates"])
def test_hostile_text_stays_text(name: str, tmp_path: Path) -> None:
    data = render(proposal(ACTING[name]), "openapi.json")
    declaration = loaded(tmp_path, data)
    assert declaration.profile == "uk-api-base@1.0"
    assert "LEAKED" not in repr(declaration)
    assert not set(data.decode()) & set("\x00\x1b\u202e\u2066\r")


def test_a_profile_is_proposed_with_its_classes_and_reasons(tmp_path: Path) -> None:
    value: Any = load_yaml(NOTES / "openapi.yaml").value
    data = render(propose(value, contract_of(value), BUNDLES), "openapi.json")
    declaration = loaded(tmp_path, data)
    assert declaration.profile == notes().profile.name
    assert set(declaration.classes) <= {c.id for c in notes().profile.classes}
    assert f"{notes().profile.name}: the description has " in data.decode()


def test_every_example_in_a_comment_can_be_taken_in(tmp_path: Path) -> None:
    text = render(proposal("plain"), "openapi.json").decode()
    kept = [line for line in text.splitlines() if not line.lstrip().startswith("auth:")]
    for example in [line.replace("# ", "", 1) for line in text.splitlines() if line.lstrip().startswith("# auth:")]:
        place = next(i for i, line in enumerate(kept) if line.startswith("target:")) + 1
        loaded(tmp_path, "\n".join([*kept[:place], example, *kept[place:]]).encode())


@given(st.text())
def test_quoted_text_comes_back_as_shown(text: str) -> None:
    back = loads(f"a: {quoted(text)}".encode(), "x.yaml").value["a"]
    assert isinstance(back, str)
    assert "\n" not in back
    assert "${" not in back
