"""A run gathers, judges, writes every form, and exits by the verdict; the same seed repeats its choices."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from cli.conftest import Said, run_file
from tinyapi.product import Product, problem, serving

from harness.content import root

Call = Callable[..., Said]
SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((root("reports") / "formats" / "result.schema.json").read_bytes())
)


def test_json_is_all_of_standard_output(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        said = hallmark(
            *("run", "-c", run_file(tmp_path, product.url), "--profile", tiny, "--seed", "3", "--only", "N-001"),
            *("--out", tmp_path / "out", "--json", "--plain"),
        )
    value = json.loads(said.out)
    SCHEMA.validate(value)
    assert (said.code, value["exit"]) == (2, 2), "limited to one requirement shows no whole class"
    assert value["verdicts"][0]["limited_to"] == ["N-001"]
    assert value["seed"] == 3
    assert [f["outcome"] for f in value["verdicts"][0]["findings"]] == ["conforms"]
    assert "ok  reachable" in said.err
    assert {p.name for p in Path(value["out"]).iterdir()} >= {"report.html", "report.txt", "verdict.json", "junit.xml"}
    last = said.err.rstrip().splitlines()[-1]
    assert last.startswith("notes@1.0, role keeper: inconclusive. "), "the verdict stands last, where it is read"
    again = hallmark("judge", value["evidence"], "--json")
    assert json.loads(again.out)["verdicts"] == value["verdicts"]


def test_reports_are_written_where_they_are_asked_for(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        said = hallmark(
            *(
                "run",
                "-c",
                run_file(tmp_path, product.url),
                "--profile",
                tiny,
                "--only",
                "N-001",
                "--out",
                tmp_path / "o",
            ),
            *("--plain", "--report", f"tap={tmp_path / 'x.tap'}", "--report", "github=-"),
        )
    assert said.code == 2
    assert (tmp_path / "x.tap").read_text(encoding="utf-8").startswith("TAP version 14\n1..2\n")
    assert said.out.rstrip().splitlines()[-2].startswith("::error "), "the verdict of a limited run is no success"


def test_two_things_do_not_share_standard_output(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("run", "--url", "http://127.0.0.1:9", "--json", "--report", "tap=-")
    assert said.code == 3
    assert "one JSON object" in said.err


def test_a_product_that_is_wrong_gives_exit_1(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    def broken(method: str, target: str, fields: dict[str, str]) -> tuple[int, dict[str, str], bytes] | None:
        wrong = method == "GET" and target.count("/") == 3 and "cursor" not in target
        return problem(404) if wrong else None

    with serving(Product(misbehave=broken)) as product:
        said = hallmark(
            *("run", "-c", run_file(tmp_path, product.url), "--profile", tiny, "--only", "N-001", "--out", tmp_path)
        )
    assert said.code == 1, said.err
    assert "VIOLATES" in said.out
    assert "seed" in said.err


def test_a_credential_that_is_no_good_is_said_once_and_is_exit_3(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving(Product(token="another")) as product:
        said = hallmark(
            *("run", "-c", run_file(tmp_path, product.url), "--profile", tiny, "--out", tmp_path / "out", "--json")
        )
    value = json.loads(said.out)
    assert (said.code, value["verdict"], value["stopped"]) == (3, "inconclusive", "preflight: credentials refused")
    assert said.err.count("NOT credentials") == 1
    assert "fault of the configuration, not of the product" in said.err
    assert not any(f["outcome"] == "violates" for f in value["verdicts"][0]["findings"])


def test_nobody_there_is_exit_3(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    said = hallmark("run", "--url", "http://127.0.0.1:9/api", "--profile", tiny, "--out", tmp_path, "--json")
    assert (said.code, json.loads(said.out)["verdict"]) == (3, "inconclusive")
    assert "was refused. Check target.base_url." in said.err


def test_a_dry_run_sends_nothing(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        config = run_file(tmp_path, product.url)
        said = hallmark("run", "-c", config, "--profile", tiny, "--seed", "1", "--dry-run", "--out", tmp_path / "out")
        as_json = hallmark("run", "-c", config, "--profile", tiny, "--seed", "1", "--dry-run", "--json")
        assert product.seen == []
    assert said.code == 0
    assert "workflow:create-and-read" in said.out
    assert "nothing was sent" in said.out
    assert not (tmp_path / "out").exists()
    assert {p["name"] for p in json.loads(as_json.out)["partitions"]} >= {"workflow:create-and-read", "fuzz:createNote"}


def test_a_run_can_be_gone_on_with(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        config = run_file(tmp_path, product.url)
        options = ("-c", config, "--profile", tiny, "--json")
        first = hallmark("run", *options, "--seed", "5", "--only", "N-001", "--out", tmp_path / "out")
        folder = json.loads(first.out)["out"]
        again = hallmark("run", *options, "--resume", folder)
    assert json.loads(again.out)["seed"] == 5
    assert json.loads(again.out)["verdicts"] == json.loads(first.out)["verdicts"]
    assert again.code == first.code


@pytest.mark.parametrize(
    "change, words",
    [
        ("sandbox: yes\n", "hallmark.yaml:9: sandbox"),
        ("role: 7\n", "hallmark.yaml:9: role"),
        ("known_deviations: [{requirement: N-001}]\n", "hallmark.yaml:9"),
    ],
)
def test_a_run_file_that_is_wrong_is_said_with_its_line(
    change: str, words: str, hallmark: Call, tiny: Path, tmp_path: Path
) -> None:
    config = run_file(tmp_path, "http://127.0.0.1:9/api")
    config.write_text(config.read_text(encoding="utf-8") + change, encoding="utf-8")
    said = hallmark("run", "-c", config, "--profile", tiny, "--out", tmp_path / "out")
    assert (said.code, said.out) == (3, "")
    assert words in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options, words",
    [
        ((), "Give --profile, or a run file: `hallmark init` writes one."),
        (("--url", "ftp://x", "--profile", "incident-transfer"), "--url: base_url is a URL that begins with"),
        (("--url", "http://127.0.0.1:9", "--profile", "incident-transfr"), "there is no profile"),
        (
            ("--url", "http://127.0.0.1:9", "--profile", "incident-transfer", "--role", "sender"),
            "nobody can make the product",
        ),
        (("--url", "http://127.0.0.1:9", "--profile", "incident-transfer", "--role", "driver"), "can test nothing"),
        (("--url", "http://127.0.0.1:9", "--profile", "incident-transfer", "--only", "IT-999"), "IT-999"),
        (("-c", "gone.yaml"), "gone.yaml: there is no such file"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_words(
    options: tuple[str, ...], words: str, hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = hallmark("run", *options) if options else hallmark("run", "--url", "http://127.0.0.1:9")
    assert (said.code, said.out) == (3, "")
    assert words in said.err
    assert "Traceback" not in said.err


def test_what_could_not_begin_says_so_last(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    config = run_file(tmp_path, "http://127.0.0.1:9")
    said = hallmark("run", "-c", config, "--profile", tiny, "--out", tmp_path / "out", "--plain")
    assert said.code == 3
    assert "The run could not begin" in said.err.rstrip().splitlines()[-1]
