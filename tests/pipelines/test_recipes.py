"""What other projects take from here (an action, a component, hooks, an image) is well-formed, and its steps do run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from pipelines.test_supplier_flask import HERE, ROOT, SAMPLE

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
COMPONENT = tuple(yaml.safe_load_all((ROOT / "templates" / "certify.yml").read_text(encoding="utf-8")))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
DIST = "hallmark_recipe-1.dist-info"
METADATA = {
    "METADATA": "Metadata-Version: 2.1\nName: hallmark-recipe\nVersion: 1\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "entry_points.txt": "[console_scripts]\nhallmark = harness.cli.main:main\n",
}


class Runner(NamedTuple):
    """A machine that a pipeline's job runs on."""

    folder: Path
    """The supplier's checkout."""
    env: dict[str, str]
    wheel: Path
    """What stands for Hallmark's wheel: it brings the command alone, for what is installed here already."""

    def bash(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a step as a pipeline does."""
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        env = self.env | more
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", check=False)


def tool(*arguments: str | Path, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment that the tests run in."""
    program, *rest = map(str, arguments)
    path = shutil.which(program, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    assert path, f"{program} is not installed"
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | more
    return subprocess.run([path, *rest], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A fresh environment with pip, and the sample supplier's product running."""
    sys.path.insert(0, str(SAMPLE))
    from lostproperty import create_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    place = tmp_path_factory.mktemp("runner")
    folder = Path(shutil.copytree(SAMPLE, place / "checkout", ignore=shutil.ignore_patterns("out", ".tox")))
    venv.create(place / "python", with_pip=True, symlinks=True)
    wheel = place / "hallmark_recipe-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in METADATA.items():
            archive.writestr(f"{DIST}/{name}", text)
        archive.writestr(f"{DIST}/RECORD", "".join(f"{DIST}/{name},,\n" for name in (*METADATA, "RECORD")))
    server = make_server("127.0.0.1", 0, create_app(), threaded=True, request_handler=quiet(WSGIRequestHandler))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    env = {name: text for name, text in os.environ.items() if not name.startswith(("GITHUB", "PYTHON", "PIP"))} | {
        "PATH": f"{place / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(HERE),
        "PIP_NO_INDEX": "1",
        "LOST_PROPERTY_URL": f"http://127.0.0.1:{server.server_port}",
        "GITHUB_OUTPUT": str(place / "output"),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
    }
    yield Runner(folder, env, wheel)
    server.shutdown()
    thread.join()
    sys.path.remove(str(SAMPLE))


def quiet(handler: Any) -> Any:
    """Return a handler that logs no requests."""
    return type("Quiet", (handler,), {"log_request": lambda *_: None})


def test_the_action_keeps_to_the_published_schema(tmp_path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "action.yml"
    wrong.write_text((ROOT / "action.yml").read_text(encoding="utf-8").replace("shell: bash", "shell: 1"), "utf-8")
    assert tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", wrong).returncode == 1


def test_nothing_of_a_caller_is_pasted_into_a_script() -> None:
    """Inputs reach a script as variables: an expression inside it would run what a caller writes."""
    scripts = [step["run"] for step in ACTION["runs"]["steps"]]
    assert not any("${{" in script for script in scripts)
    assert not any("$[[" in line for line in COMPONENT[1]["hallmark"]["script"])


def test_the_actions_steps_run(runner: Runner) -> None:
    install, test = ACTION["runs"]["steps"]
    given = {name: one["default"] for name, one in ACTION["inputs"].items()}
    done = runner.bash(install["run"], PACKAGE=str(runner.wheel))
    assert done.returncode == 0, done.stderr
    inputs = {"CONFIG": given["config"], "OUT": given["out"], "BASELINE": given["baseline"]}
    earlier = runner.folder / "out" / "99991231-2359-ffff"  # of another step, and the last by name
    earlier.mkdir(parents=True)
    done = runner.bash(test["run"], **inputs)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "::error" in done.stdout
    outputs = dict(line.split("=", 1) for line in Path(runner.env["GITHUB_OUTPUT"]).read_text("utf-8").splitlines())
    assert outputs["exit-code"] == "1"
    run = runner.folder / outputs["run"]
    assert (run / "evidence.jsonl.gz").is_file()
    assert (runner.folder / "out" / "hallmark.sarif").is_file()
    assert "B02" in Path(runner.env["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")

    done = runner.bash(test["run"], **inputs | {"CONFIG": "nowhere.yaml"})
    assert done.returncode == 3
    assert Path(runner.env["GITHUB_OUTPUT"]).read_text("utf-8").endswith("run=\nexit-code=3\n"), "no earlier run is its"

    done = runner.bash(test["run"], **inputs | {"BASELINE": "nowhere.json"})
    assert done.returncode == 3, "the gate decides where a baseline is named, and it cannot be read"


def test_the_component_keeps_to_the_published_schema(tmp_path: Path) -> None:
    spec, jobs = COMPONENT
    for name, part in (("spec", spec), ("jobs", filled(jobs))):
        file = tmp_path / f"{name}.yml"
        file.write_text(yaml.safe_dump(part), encoding="utf-8")
        done = tool(
            "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(file)
        )
        assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(yaml.safe_dump({"hallmark": filled(jobs)["hallmark"] | {"stage": 1}}), encoding="utf-8")
    assert tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", wrong).returncode == 1


def filled(node: Any) -> Any:
    """Return the jobs with the defaults of their inputs, as GitLab fills them in."""
    inputs = COMPONENT[0]["spec"]["inputs"]
    if isinstance(node, dict):
        return {key: filled(value) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value) for value in node]
    if isinstance(node, str):
        return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: str(inputs[found[1]]["default"]), node)
    return node


def test_the_components_script_runs(runner: Runner) -> None:
    job = filled(COMPONENT[1])["hallmark"]
    variables = job["variables"] | {"PACKAGE": str(runner.wheel), "OUT": "gitlab"}
    done = runner.bash("\n".join(job["script"]), **variables)
    assert done.returncode == 1, done.stdout + done.stderr
    for report in job["artifacts"]["reports"].values():
        assert (runner.folder / report.replace("out/", "gitlab/")).stat().st_size > 100


def test_the_hooks_are_a_manifest() -> None:
    done = tool("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hooks_find_their_files_and_what_is_wrong_in_them(tmp_path: Path) -> None:
    """As pre-commit runs them, but in the environment that is here already."""
    checkout = Path(shutil.copytree(SAMPLE, tmp_path / "checkout", ignore=shutil.ignore_patterns("out", ".tox")))
    shutil.copytree(ROOT / "examples" / "duty-roster" / "0.1", checkout / "profiles" / "duty-roster" / "0.1")
    local = [{key: value for key, value in hook.items() if key != "language"} for hook in HOOKS.values()]
    config = {"repos": [{"repo": "local", "hooks": [hook | {"language": "system"} for hook in local]}]}
    (checkout / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for command in (("init", "-q"), ("add", "-A")):
        tool("git", *command, cwd=checkout)
    home = {
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = tool("pre-commit", "run", "--all-files", cwd=checkout, **home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == len(HOOKS), done.stdout

    run_file = checkout / "hallmark.yaml"
    run_file.write_text(run_file.read_text(encoding="utf-8").replace("[contract]", "[contrakt]"), encoding="utf-8")
    rules = checkout / "profiles" / "duty-roster" / "0.1" / "requirements" / "core.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("rule: schema/1", "rule: schemer/1"), encoding="utf-8")
    done = tool("pre-commit", "run", "--all-files", cwd=checkout, **home)
    assert done.returncode == 1
    assert "Did you mean 'contract'?" in done.stdout
    assert "schemer/1" in done.stdout


def test_the_containerfile_has_nothing_that_a_linter_finds(tmp_path: Path) -> None:
    done = tool("hadolint", "Containerfile")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    wrong = tmp_path / "Containerfile"
    wrong.write_text("FROM python\nRUN cd /tmp && pip install x\n", encoding="utf-8")
    assert "DL3006" in tool("hadolint", wrong).stdout


def test_the_targets_of_the_makefile_call_what_tox_has(tmp_path: Path) -> None:
    targets = ("test", "certify")
    done = tool("make", "-n", "TOX=tox", *targets, cwd=SAMPLE)
    assert done.stdout.splitlines() == ["tox -e unit", "tox -e certify"]
