"""The run file that is written to start from is one that can be loaded."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from cli.conftest import Said
from tinyapi.bench import FOLDER

from harness.auth import Auth, ClientCredentials, NoAuth
from harness.errors import DeclarationError
from harness.loading import find
from harness.runfile import load
from harness.yamlfile import loads

Call = Callable[..., Said]


def test_what_is_written_can_be_loaded(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    said = hallmark("init", path)
    assert (said.code, said.out) == (0, "")
    assert "hallmark preflight" in said.err
    declaration = load(path, {"HALLMARK_CLIENT_SECRET": "x"})
    assert [find(name).name for name in declaration.profiles] == ["1.0"]
    assert declaration.target.environment == "sandbox"


def test_a_product_that_calls_others_has_a_template_of_its_own(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    said = hallmark("init", path, "--role", "sender")
    assert said.code == 0
    assert "how the product is made to act" in said.err
    declaration = load(path, {})
    assert (declaration.role, declaration.stimuli, declaration.partners.tls) == ("sender", {}, "auto")
    assert hallmark("lint", path).code == 0
    lines = path.read_text(encoding="utf-8").splitlines()[2:]
    opened = [line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines]
    path.write_text("\n".join(line for line in opened if not line.startswith("stimuli: {}")), encoding="utf-8")
    declaration = load(path, {"PARTNER_SECRET": "x"})
    assert set(declaration.stimuli) == {"*", "close-incident"}
    assert declaration.partners.public_url
    assert declaration.known_deviations
    assert declaration.fixtures
    assert hallmark("init", tmp_path / "b.yaml", "--role", "sender", "--from-openapi", path).code == 3


def test_a_product_that_takes_events_has_one_too(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    said = hallmark("init", path, "--role", "subscriber")
    assert said.code == 0
    assert "where its effects are seen" in said.err
    assert (load(path, {}).role, load(path, {}).subscription) == ("subscriber", None)
    assert hallmark("lint", path).code == 0
    lines = path.read_text(encoding="utf-8").splitlines()[2:]
    opened = [line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines]
    left_out = ("stimuli: {}", "An effect", "  subscribe: {url", "effects: {url")
    path.write_text("\n".join(line for line in opened if not line.startswith(left_out)), encoding="utf-8")
    declaration = load(path, {"PARTNER_SECRET": "x", "SIGNING_SECRET": "x"})
    assert declaration.subscription is not None
    assert declaration.effects is not None
    assert declaration.target.tls.ca
    assert declaration.fixtures == {"signs_with": "letters"}


def test_a_product_that_tells_of_events_has_one_too(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    said = hallmark("init", path, "--role", "publisher")
    assert said.code == 0
    assert "how the product is made to publish" in said.err
    assert load(path, {"CLIENT_SECRET": "x"}).fixtures["retry_gaps"] == [60, 240, 600]
    lines = path.read_text(encoding="utf-8").splitlines()[2:]
    opened = [line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines]
    path.write_text("\n".join(line for line in opened if not line.startswith("stimuli: {}")), encoding="utf-8")
    declaration = load(path, {"CLIENT_SECRET": "x", "OTHER_SECRET": "x", "API_KEY": "x"})
    assert set(declaration.stimuli) == {"publish-event", "publish-two-events"}
    assert set(declaration.target.identities) == {"other-agency"}
    assert declaration.partners.allow_callbacks_to == ("127.0.0.1",)
    assert declaration.known_deviations


def test_every_example_in_a_comment_can_be_taken_in(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    hallmark("init", path)
    lines = path.read_text(encoding="utf-8").splitlines()
    opened = [
        line.replace("# ", "", 1) if line.lstrip().startswith("# ") and i > 1 else line for i, line in enumerate(lines)
    ]
    path.write_text("\n".join(opened), encoding="utf-8")
    for name in ("ca.pem", "client.pem", "client.key"):
        (tmp_path / name).touch()
    declaration = load(path, {"HTTPS_PROXY": "http://127.0.0.1:3128"})
    assert declaration.known_deviations[0].requirement == "IT-012"
    kinds = {type(auth) for auth in (declaration.target.auth, *declaration.target.identities.values())}
    assert kinds | {NoAuth} == set(typing.get_args(Auth)), "every kind of credential is shown once"
    assert set(declaration.target.identities) >= {"other-agency", "read-only", "expired", "wrong-audience"}
    assert declaration.classes
    assert declaration.target.tls.ca.endswith("ca.pem")
    assert declaration.gate.slower_above == 1.5


def test_a_file_that_is_there_is_kept(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hallmark.yaml").write_text("mine", encoding="utf-8")
    said = hallmark("init")
    assert said.code == DeclarationError.exit_code == 3
    assert "--force" in said.err
    assert Path("hallmark.yaml").read_text(encoding="utf-8") == "mine"
    assert hallmark("init", "--force").code == 0
    assert Path("hallmark.yaml").read_text(encoding="utf-8") != "mine"


def test_a_folder_that_is_not_there_is_said(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("init", tmp_path / "gone" / "hallmark.yaml")
    assert said.code == 3
    assert "No such file" in said.err


def test_a_description_proposes_what_can_be_loaded(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    openapi = find("incident-transfer@1.0") / "openapi.yaml"
    said = hallmark("init", path, "--from-openapi", openapi, "--detect", "--url", "https://uat.example.org/api")
    assert (said.code, said.out) == (0, "")
    declaration = load(path, {"CLIENT_SECRET": "x"})
    assert declaration.profiles == ("incident-transfer@1.0",)
    assert declaration.classes
    assert (declaration.target.base, declaration.target.environment) == ("https://uat.example.org/api", "uat")
    assert isinstance(declaration.target.auth, ClientCredentials)


def test_without_detect_only_product_address_and_description_are_taken(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "sub" / "hallmark.yaml"
    path.parent.mkdir()
    openapi = tmp_path / "openapi.yaml"
    openapi.write_bytes((FOLDER / "openapi.yaml").read_bytes())
    assert hallmark("init", path, "--from-openapi", openapi).code == 0
    declaration = load(path, {})
    assert declaration.profiles == ("uk-api-base@1.0",)
    assert Path(declaration.target.openapi).resolve() == openapi.resolve()
    assert "`--detect` proposes a credential" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--detect",), "go with --from-openapi"),
        (("--url", "https://x"), "go with --from-openapi"),
        (("--from-openapi", "{openapi}", "--url", "ftp://x"), "begins with https://"),
        (("--from-openapi", "{nothing}"), "nothing.yaml"),
    ],
)
def test_mistakes_are_said(arguments: tuple[str, ...], told: str, hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "nothing.yaml").write_text("a: 1", encoding="utf-8")
    places = {"openapi": FOLDER / "openapi.yaml", "nothing": tmp_path / "nothing.yaml"}
    said = hallmark("init", tmp_path / "h.yaml", *(one.format(**places) for one in arguments))
    assert said.code == 3
    assert told in said.err
    assert not (tmp_path / "h.yaml").exists()


def test_an_editor_finds_the_schema_beside_the_file(hallmark: Call, tmp_path: Path) -> None:
    assert hallmark("init", tmp_path / "hallmark.yaml", "--with-schema").code == 0
    first = (tmp_path / "hallmark.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./hallmark.schema.json"
    schema = json.loads((tmp_path / "hallmark.schema.json").read_bytes())
    jsonschema_rs.validator_for(schema).validate(loads((tmp_path / "hallmark.yaml").read_bytes(), "x").value)
