"""A profile is read whole and checked; whatever is wrong in it is said with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from building import NOTES, notes
from rules.cases import CONDITIONS, OF_CALLERS, OF_FEATURES, OF_ISSUERS

from harness.errors import ProfileError
from harness.loading import deciding_files, find, load_bundle, profile_digest, shipped
from harness.profile import NotTested, RuleCall
from harness.rules import RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NOTES, tmp_path / "notes"))


def test_what_is_read() -> None:
    bundle = notes()
    assert bundle.profile.name == "notes@1.0"
    last = len(RULES) - len(OF_CALLERS | OF_FEATURES | OF_ISSUERS | CONDITIONS) + 1
    assert [r.id for r in bundle.profile.requirements] == [f"N-{n:02}" for n in range(1, last)]
    assert "close-twice" in bundle.workflows
    assert bundle.contract.operation("getNote") is not None
    assert bundle.lines["N-01"].endswith("all.yaml:4")
    first = bundle.profile.requirements[0]
    assert first.rule == RuleCall(rule="acceptance/1", with_={"operations": ["createNote"]})
    assert (first.applies, first.effort.probes, first.statement) == (None, 2, "A right note is taken.")


def test_the_same_files_are_read_once_wherever_they_lie(folder: Path) -> None:
    first, again = load_bundle(NOTES), load_bundle(folder)
    assert again.contract is first.contract
    assert again.folder == folder
    assert again.lines["N-01"] == f"{folder / REQUIREMENTS}:4"


def test_files_that_changed_are_read_again(folder: Path) -> None:
    load_bundle(folder)
    file = folder / REQUIREMENTS
    file.write_text(file.read_text().replace("A right note is taken.", "A right note is kept."))
    assert load_bundle(folder).profile.requirements[0].statement == "A right note is kept."


def test_what_no_digest_is_of_is_read_each_time(folder: Path) -> None:
    """A file that the description refers to, and requirements that lie elsewhere."""
    description = folder / "openapi.yaml"
    text = description.read_text()
    (folder / "parts.json").write_text('{"Text": {"type": "string"}}')
    part = "\n  /parts:\n    get:\n      operationId: getPart\n      responses: {'200': {description: One, content: "
    part += "{application/json: {schema: {$ref: 'parts.json#/Text'}}}}}\n"
    description.write_text(text.replace("\npaths:\n", "\npaths:" + part, 1))
    before = load_bundle(folder)
    assert before.contract.operation("getPart") is not None
    (folder / "parts.json").write_text('{"Text": {"type": "integer"}}')
    after = load_bundle(folder)
    assert before.profile.digest == after.profile.digest
    assert before.contract.digest != after.contract.digest


REQUIREMENTS = "requirements/all.yaml"
FIRST = "  rule: acceptance/1\n  with: {operations: [createNote]}\n"
WRONG = [
    ("profile.yaml", "title: Notes", "titel: Notes", "unknown key 'titel'", "titel: Notes"),
    ("profile.yaml", "notice: [For tests.]", "notice: 7", "expected a list", "notice: 7"),
    ("profile.yaml", "id: notes\n", "", "'id' is missing", None),
    ("profile.yaml", "requirements/all.yaml", "../../elsewhere.yaml", "lies outside the profile", None),
    ("profile.yaml", "requirements/all.yaml", "requirements/none.yaml", "cannot read the file", None),
    ("profile.yaml", "title: Notes", "title: [", "not YAML", None),
    (REQUIREMENTS, "- id: N-02", "- id: N-01", "the id N-01 is used twice", "- id: N-01"),
    (REQUIREMENTS, "- id: N-02\n  role: keeper", "- id: N-02\n  role: reader", "there is no role 'reader'", None),
    (REQUIREMENTS, "- id: N-02\n", "- id: N-02\n  clas: all\n", "unknown key 'clas'", "clas: all"),
    (REQUIREMENTS, FIRST, "", "either a rule or a reason in not_tested", "- id: N-01"),
    (REQUIREMENTS, FIRST, FIRST + "  not_tested: why\n", "either a rule or a reason in not_tested", "- id: N-01"),
    (REQUIREMENTS, FIRST, FIRST + "  applies: never\n", "applies is `always` or a rule call", "- id: N-01"),
    (REQUIREMENTS, FIRST, FIRST + "  effort: {probes: 0}\n", "effort", None),
    (REQUIREMENTS, FIRST, FIRST + "  needs: [luck]\n", "'luck' is no need", "- id: N-01"),
    (REQUIREMENTS, FIRST, FIRST + "  needs: ['fixture:uprn']\n", "the profile has no fixture 'uprn'", "- id: N-01"),
    (REQUIREMENTS, FIRST, FIRST + "  needs: ['identity:']\n", "'identity:' is no need", "- id: N-01"),
    (REQUIREMENTS, "probes: [{examples: [createNote]}]", "", "name at least one probe", "- id: N-01"),
    (REQUIREMENTS, "probes: [{examples: [createNote]}]", "probes: [{}]", "exactly one of workflow", None),
    (REQUIREMENTS, "{examples: [createNote]}", "{examples: [makeNote]}", "no operation 'makeNote'", "- id: N-01"),
    (REQUIREMENTS, "{examples: [createNote]}", "{workflow: none}", "there is no workflow 'none'", "- id: N-01"),
    (REQUIREMENTS, "{setup: open-note, credentials", "{setup: none, credentials", "no workflow 'none'", "- id: N-03"),
    (REQUIREMENTS, "source: {ref: hallmark}", "source: {ref: hearsay}", "there is no source 'hearsay'", "- id: N-01"),
    (REQUIREMENTS, "class: all", "class: some", "there is no class 'some'", "- id: N-01"),
    (REQUIREMENTS, "level: MUST", "level: OUGHT", "MUST", "level: OUGHT"),
    ("openapi.yaml", "openapi: 3.1.0", "openapi: 4.0.0", "OpenAPI 4.0.0 cannot be read", "openapi: 4.0.0"),
]


@pytest.mark.parametrize("file, before, after, message, line", WRONG, ids=[w[3] for w in WRONG])
def test_what_is_wrong_is_said_with_file_and_line(
    folder: Path, file: str, before: str, after: str, message: str, line: str | None
) -> None:
    path = folder / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(ProfileError, match=re.escape(message)) as caught:
        load_bundle(folder)
    where = caught.value.where
    named, _, number = where.rpartition(":")
    if number.isdigit():
        assert Path(named) == path
        if line is not None:
            assert line in path.read_text().splitlines()[int(number) - 1]
    else:
        assert str(folder) in where  # a file that is not there, or lies elsewhere, has no line
        assert line is None


def test_scenarios_that_contradict_each_other(folder: Path) -> None:
    shutil.copy(folder / "scenarios" / "notes.arazzo.yaml", folder / "scenarios" / "other.arazzo.yaml")
    with pytest.raises(ProfileError, match="workflow 'open-note' is defined twice") as caught:
        load_bundle(folder)
    assert caught.value.where.endswith("other.arazzo.yaml")


def test_scenarios_of_operations_that_nobody_has(folder: Path) -> None:
    path = folder / "scenarios" / "notes.arazzo.yaml"
    path.write_text(path.read_text().replace("operationId: closeNote", "operationId: burnNote", 1))
    with pytest.raises(ProfileError, match="no operation 'burnNote'") as caught:
        load_bundle(folder)
    assert "workflow close-twice, step close" in caught.value.where


@pytest.mark.parametrize(
    "stimulus, message",
    [
        ({"name": "sing"}, "workflow told: there is no stimulus 'sing'"),
        ({"name": "publish-event", "calls": "all", "schedule": "gap"}, "workflow told: there is no fixture 'gap'"),
    ],
)
def test_scenarios_that_make_a_product_do_what_nobody_knows(
    tmp_path: Path, stimulus: dict[str, str], message: str
) -> None:
    folder = Path(shutil.copytree(find("justice-events@1.0"), tmp_path / "events"))
    path = folder / "scenarios" / "deliveries.arazzo.yaml"
    text = re.sub(r"(?m)^( +x-hallmark-stimulus: ).*$", rf"\1{stimulus}", path.read_text(encoding="utf-8"), count=1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=message):
        load_bundle(folder)


def test_a_requirement_that_says_why_it_is_not_tested(folder: Path) -> None:
    path = folder / REQUIREMENTS
    path.write_text(path.read_text().replace(FIRST, "  not_tested: Nobody can.\n", 1))
    first = load_bundle(folder).profile.requirements[0]
    assert first.rule == NotTested(reason="Nobody can.")


def test_the_digest_is_of_what_decides(folder: Path) -> None:
    files = [p.relative_to(folder).as_posix() for p in deciding_files(folder)]
    assert files == ["profile.yaml", "openapi.yaml", "requirements/all.yaml", "scenarios/notes.arazzo.yaml"]
    before = profile_digest(folder)
    (folder / "COVERAGE.md").write_text("decides nothing")
    assert profile_digest(folder) == before == notes().profile.digest
    for name in files:
        text = (folder / name).read_text()
        (folder / name).write_text(text + "\n# a word more\n")
        assert profile_digest(folder) != before
        (folder / name).write_text(text)
    assert profile_digest(folder) == before


def test_a_requirements_file_decides_by_its_name_too(folder: Path) -> None:
    before = profile_digest(folder)
    (folder / REQUIREMENTS).rename(folder / "requirements" / "every.yaml")
    assert profile_digest(folder) != before


def test_profiles_are_found_by_name_and_by_path(folder: Path) -> None:
    assert find(str(folder)) == folder
    assert "incident-transfer@1.0" in shipped()
    assert find("incident-transfer") == find("incident-transfer@1.0")


@pytest.mark.parametrize(
    "name", ["nothing", "incident-transfer@9.9", "../profiles", "incident-transfer/1.0", "_format", ""]
)
def test_profiles_that_are_not_there(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProfileError, match="there is no profile") as caught:
        find(name)
    assert "incident-transfer@1.0" in caught.value.hint
