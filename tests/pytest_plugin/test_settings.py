"""Settings come from options before the configuration file, and are the same in every process of a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_sessions import Session

from harness.pytest_plugin.settings import KEY, settings_of

pytest_plugins = ["pytester"]


def configured(pytester: pytest.Pytester, *options: str) -> pytest.Config:
    """Return pytest's configuration, not yet at work."""
    return pytester.parseconfig(*options)


def test_options_are_taken_from_where_pytest_was_started(session: Session, pytester: pytest.Pytester) -> None:
    found = settings_of(
        configured(
            pytester,
            *("--hallmark=hallmark.yaml", "--hallmark-out=reports", "--hallmark-seed=12", "--hallmark-url=http://x"),
            *("--hallmark-only=core", "--hallmark-only=N-004", "--hallmark-profile=notes@1.0"),
            "--hallmark-openapi=http://x/openapi",
        )
    )
    assert found.run_file == session.folder / "hallmark.yaml"
    assert found.folder == session.folder / "reports" / found.run
    assert (found.seed, found.url, found.only) == (12, "http://x", ("core", "N-004"))
    assert (found.profile, found.by_option, found.worker) == ("notes@1.0", True, "")
    assert found.openapi == "http://x/openapi"


def test_the_configuration_file_counts_from_its_own_folder(session: Session, pytester: pytest.Pytester) -> None:
    session.configure(
        "hallmark = hallmark.yaml\nhallmark_profile = mine\nhallmark_only = core calls\nhallmark_seed = 3\n"
    )
    mine = session.folder / "mine"
    mine.mkdir()
    (mine / "profile.yaml").touch()
    below = session.folder / "below"
    below.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(below)
        found = settings_of(configured(pytester, "-c", str(session.folder / "tox.ini")))
    assert found.run_file == session.folder / "hallmark.yaml"
    assert found.profile == str(mine)
    assert (found.only, found.seed, found.by_option) == (("core", "calls"), 3, False)
    assert found.out == session.folder / "out"


def test_a_worker_takes_part_in_the_run_that_it_is_told_of(session: Session, pytester: pytest.Pytester) -> None:
    config = configured(pytester, "--hallmark=hallmark.yaml")
    config.workerinput = {"workerid": "gw3", KEY: {"run": "the-run"}}  # type: ignore[attr-defined]
    found = settings_of(config)
    assert (found.run, found.worker) == ("the-run", "gw3")


@pytest.mark.parametrize(
    "options, told",
    [
        (("--hallmark=nowhere.yaml",), "there is no run file"),
        (("--hallmark=hallmark.yaml", "--hallmark-seed=many"), "'many' is not a whole number"),
    ],
)
def test_what_cannot_be_used_is_said(
    session: Session, pytester: pytest.Pytester, options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    with pytest.raises(pytest.UsageError, match=told):
        settings_of(configured(pytester, *options))
