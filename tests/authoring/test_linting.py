"""Broken profiles: for each flaw one clear line, with file and line."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest
from building import NOTES

from harness.authoring.linting import Flaw, flaws
from harness.content import root

CORE = "requirements/core.yaml"
SCENES = "scenarios/core.arazzo.yaml"
BOMB = "status: draft\na: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in itertools.pairwise("abcdefgh")
)
BROKEN = {
    "not-yaml": ("profile.yaml", "title: ", "title: [", "not YAML", ""),
    "unknown-key": ("profile.yaml", "status: draft", "stattus: draft", "unknown key 'stattus'", "stattus: draft"),
    "no-publisher": ("profile.yaml", 'publisher: "Your organisation"\n', "", "the key 'publisher' is missing", ""),
    "no-such-file": ("profile.yaml", "core.yaml]", "croe.yaml]", "croe.yaml: cannot read the file", "requirements: ["),
    "outside": (
        "profile.yaml",
        "requirements/core.yaml",
        "../../../x.yaml",
        "lies outside the profile",
        "requirements",
    ),
    "missing-source": (CORE, "  source: {ref: own}\n", "", "the key 'source' is missing", "- id: DR-01"),
    "unknown-source": (CORE, "{ref: own}", "{ref: hearsay}", "there is no source 'hearsay'", "- id: DR-01"),
    "reused-id": (CORE, "id: DR-02", "id: DR-01", "the id DR-01 is used twice", "- id: DR-01"),
    "unknown-class": (CORE, "class: core", "class: crew", "there is no class 'crew'", "- id: DR-01"),
    "unknown-role": (CORE, "role: provider", "role: singer", "there is no role 'singer'", "- id: DR-01"),
    "unknown-level": (CORE, "level: MUST", "level: OUGHT", "expected one of MUST, SHOULD, MAY", "level: OUGHT"),
    "unknown-basis": (CORE, "basis: harness", "basis: rumour", "expected one of", "basis: rumour"),
    "unknown-rule": (CORE, "rule: schema/1", "rule: schemer/1", "schemer/1", "- id: DR-01"),
    "wrong-parameter": (CORE, "statuses: [200]", "statusses: [200]", "statusses", "- id: DR-01"),
    "neither-rule-nor-reason": (CORE, "  not_tested: It", "  # It", "either a rule or a reason", "- id: DR-03"),
    "no-explanation": (
        CORE,
        "  explain: >-\n    Without",
        "  # Without",
        "the key 'explain' is missing",
        "- id: DR-01",
    ),
    "no-probe": (CORE, "  probes: [{workflow: read-all}]\n", "", "name at least one probe", "- id: DR-01"),
    "no-workflow": (CORE, "{workflow: read-all}", "{workflow: read-al}", "no workflow 'read-al'", "- id: DR-01"),
    "no-operation": (CORE, "{workflow: read-all}", "{examples: [lst]}", "there is no operation 'lst'", "- id: DR-01"),
    "no-effort": (CORE, "effort: {probes: 1}", "effort: {probes: 0}", "effort.probes is at least 1", ""),
    "no-need": (CORE, "  effort:", "  needs: [luck]\n  effort:", "'luck' is no need", "- id: DR-01"),
    "openapi": ("openapi.yaml", "openapi: 3.1.0", "openapi: 9.9", "OpenAPI 9.9 cannot be read", "openapi: 9.9"),
    "openapi-reference": ("openapi.yaml", "#/components/schemas/Record", "#/components/schemas/Rec", "Rec", "$ref"),
    "openapi-example": ("openapi.yaml", "example: {id: r-1", "example: {ids: r-1", "breaks its own schema", "example"),
    "arazzo-operation": (SCENES, "operationId: getRecord", "operationId: gone", "no operation 'gone'", "stepId: read"),
    "openapi-circle": (
        "openapi.yaml",
        "    Record:\n      type: object",
        "    Record: {$ref: '#/components/schemas/Other'}\n    Other: {$ref: '#/components/schemas/Record'}\n"
        "    Old:\n      type: object",
        "the schema is defined by itself",
        "",
    ),
    "openapi-pattern": (
        "openapi.yaml",
        "{type: string, maxLength: 200",
        "{type: string, pattern: '(a+'",
        "no regular",
        "'(a+'",
    ),
    "openapi-endless": (
        "openapi.yaml",
        "{type: string, maxLength: 200",
        "{type: string, pattern: '^(a+)+$'",
        "exponentially",
        "(a+)+",
    ),
    "openapi-elsewhere": (
        "openapi.yaml",
        "'#/components/schemas/Record'",
        "'https://example.org/a#/A'",
        "lies elsewhere",
        "https",
    ),
    "openapi-outside": (
        "openapi.yaml",
        "'#/components/schemas/Record'",
        "'../../../../etc/passwd'",
        "outside",
        "passwd",
    ),
    "deep": (
        "openapi.yaml",
        "components:",
        f"x-deep: {'[' * 3000}{']' * 3000}\ncomponents:",
        "nesting depth",
        "x-deep",
    ),
    "aliases": ("profile.yaml", "status: draft", BOMB, "values once aliases are written out", ""),
    "tag": (
        "profile.yaml",
        "status: draft",
        "status: !!python/object/apply:os.system [id]",
        "is not allowed",
        "python",
    ),
    "key-twice": (CORE, "  level: MUST", "  level: MUST\n  level: MAY", "the key 'level' occurs twice", "level: MAY"),
    "no-list": (CORE, "- id: DR-01", "id: DR-01\n- id: DR-01", "not YAML", ""),
    "no-text": (CORE, "  level: MUST", "  level: MUST \0", "characters that are not text", "level: MUST"),
    "list-of-levels": (CORE, "level: MUST", "level: [MUST]", "expected one of MUST, SHOULD, MAY", "level: [MUST]"),
    "two-classes": (CORE, "class: core", "class: [core, other]", "expected text, found a list", "class: [core"),
    "turned-id": (CORE, "id: DR-01", "id: DR-\u202e01", "U+202E (right-to-left override)", "DR-"),
    "turned-title": ("profile.yaml", "title: ", "title: \u2066", "U+2066 (left-to-right isolate)", "title"),
    "id-of-a-path": (CORE, "id: DR-01", "id: ../../DR-01", "the id '../../DR-01' is not of letters", "DR-01"),
    "ids-alike": (CORE, "id: DR-02", "id: dr-01", "the ids DR-01 and dr-01 differ in capital letters", "dr-01"),
    "profile-of-a-path": ("profile.yaml", "id: duty-roster", "id: ../duty", "the id '../duty' is not of", "../duty"),
    "version-of-a-path": ("profile.yaml", "'0.1'", "'../1'", "the version '../1' is not of", "../1"),
    "absolute": ("profile.yaml", "requirements/core.yaml", "/etc/passwd", "lies outside the profile", "requirements:"),
    "file-twice": ("profile.yaml", "core.yaml]", "core.yaml, requirements/core.yaml]", "named twice", "requirements:"),
    "arazzo-key": (SCENES, "stepId: list", "stepIdd: list", "stepIdd", ""),
}


@pytest.mark.parametrize("file, before, after, message, line", BROKEN.values(), ids=BROKEN)
def test_each_flaw_is_one_line_with_its_place(
    roster: Path, file: str, before: str, after: str, message: str, line: str
) -> None:
    path = roster / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = flaws(roster)
    told = [flaw for flaw in found if message in str(flaw)]
    assert told, found
    assert all("\n" not in str(flaw) for flaw in found)
    named, number = _place(told[0])
    assert named == path
    if line:
        assert line in path.read_text(encoding="utf-8").splitlines()[number - 1]


def _place(flaw: Flaw) -> tuple[Path, int]:
    """Return the file and the line that a flaw names."""
    name, _, rest = flaw.where.rpartition(".yaml:")
    return Path(name + ".yaml"), int(rest.partition(":")[0].partition(" ")[0])


@pytest.mark.parametrize("kind", ["conforms", "violates"])
def test_a_requirement_has_an_example_of_either_kind(roster: Path, kind: str) -> None:
    shutil.rmtree(roster / "examples" / "DR-02" / kind)
    (flaw,) = flaws(roster)
    assert f"DR-02: there is no example that {kind}" in flaw.message
    assert _place(flaw)[0] == roster / CORE


@pytest.mark.parametrize("kind, other", [("conforms", "violates"), ("violates", "conforms")])
def test_an_example_that_judges_the_other_way(roster: Path, kind: str, other: str) -> None:
    mine, theirs = (next((roster / "examples" / "DR-01" / one).iterdir()) for one in (kind, other))
    mine.write_bytes(theirs.read_bytes())
    (flaw,) = flaws(roster)
    assert f"DR-01: this judges {other}, not {kind}" in flaw.message
    assert flaw.where == f"{mine}:1"


def test_an_example_that_shows_nothing_is_no_example(roster: Path) -> None:
    mine = next((roster / "examples" / "DR-01" / "conforms").iterdir())
    value = json.loads(mine.read_bytes())
    value["exchanges"][0]["request"]["target"] = "/elsewhere"
    mine.write_text(json.dumps(value), encoding="utf-8")
    assert [flaw.message[:32] for flaw in flaws(roster)] == ["DR-01: this judges inconclusive,"]


def test_an_example_that_cannot_be_read(roster: Path) -> None:
    mine = next((roster / "examples" / "DR-01" / "conforms").iterdir())
    mine.write_text("{", encoding="utf-8")
    (flaw,) = flaws(roster)
    assert "DR-01: not JSON: syntax" in flaw.message


def test_an_example_of_no_requirement(roster: Path) -> None:
    (roster / "examples" / "DR-01").rename(roster / "examples" / "DR-99")
    told = "\n".join(map(str, flaws(roster)))
    assert told.count("there is no requirement DR-99") == 2
    assert "DR-01: there is no example that conforms" in told


def test_a_rule_that_cannot_be_hides_no_flaw_of_another_requirement(roster: Path) -> None:
    path = roster / CORE
    text = path.read_text(encoding="utf-8").replace("# Core: what every provider does.", "", 1).lstrip("\n")
    rest = text[text.index("- id: DR-01") :]
    path.write_text(rest.replace("rule: sequence/1", "rule: sequences/1"), encoding="utf-8")
    shutil.rmtree(roster / "examples" / "DR-01" / "violates")
    told = "\n".join(map(str, flaws(roster)))
    assert ":1: DR-01: there is no example that violates" in told
    assert "sequences/1" in told
    assert "DR-02: this judges" not in told


def test_all_that_is_wrong_is_said_at_once(roster: Path) -> None:
    path = roster / CORE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("class: core", "class: crew").replace("level: MUST", "level: OUGHT"), encoding="utf-8")
    assert sum("OUGHT" in str(flaw) for flaw in flaws(roster)) == 2
    path.write_text(text.replace("class: core", "class: crew"), encoding="utf-8")
    assert len(flaws(roster)) == 3


def test_requirements_without_examples_are_all_named() -> None:
    found = flaws(NOTES)
    assert found
    assert {flaw.message.partition(": ")[2] for flaw in found} == {
        "there is no example that conforms",
        "there is no example that violates",
    }


@pytest.mark.parametrize("folder", sorted(p.parent for p in root("profiles").glob("*/*/profile.yaml")), ids=str)
def test_the_profiles_that_are_carried_have_no_flaw(folder: Path) -> None:
    assert flaws(folder) == ()


def test_a_profile_for_which_products_bring_the_description_has_one_for_its_examples(for_any: Path) -> None:
    assert flaws(for_any) == ()
    (for_any / "reference.yaml").write_text("openapi: 9.9\n", encoding="utf-8")
    (flaw,) = flaws(for_any)
    assert "OpenAPI 9.9 cannot be read" in flaw.message
    assert _place(flaw) == (for_any / "reference.yaml", 1)
    (for_any / "reference.yaml").unlink()
    (flaw,) = flaws(for_any)
    assert "there is no reference.yaml, and no partner ? with a description" in flaw.message
    assert "as reference.yaml" in flaw.hint


@pytest.mark.parametrize("name", ["../mocks/reference-records", "nobody", "reference-records/.."])
def test_a_reference_partner_is_one_of_ours_and_no_path(for_any: Path, name: str) -> None:
    (for_any / "reference.yaml").unlink()
    profile = for_any / "profile.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("description: subject", f"description: subject\nreference: {name}"), "utf-8")
    (flaw,) = flaws(for_any)
    assert f"no partner {name} with a description" in flaw.message


def test_what_cannot_be_read_of_the_description_is_said_once(roster: Path) -> None:
    path = roster / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{type: string, maxLength: 200", "{type: string, pattern: '(a+'", 1), "utf-8")
    assert ["no regular expression" in flaw.message for flaw in flaws(roster)] == [True]


def test_a_reason_is_put_into_words(roster: Path) -> None:
    mine, theirs = (next((roster / "examples" / "DR-01" / one).iterdir()) for one in ("conforms", "violates"))
    mine.write_bytes(theirs.read_bytes())
    assert "this judges violates, not conforms: schema pointer=" in flaws(roster)[0].message
    assert flaws(roster, lambda because: f"<{because.code}>")[0].message.endswith("not conforms: <schema>")
