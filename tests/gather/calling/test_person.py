"""A person is told how the product reaches its partner, and where the secret lies: never the secret."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import msgspec
import pytest
from gather.calling.test_stimuli import BRIEF

from harness.gather.calling.person import SECRET, answered, asked_by, introduce, write_secret
from harness.loading import find, load_bundle


def told(folder: Path | None, **changes: str) -> str:
    """Return what a person is told."""
    asked: list[str] = []
    introduce(msgspec.structs.replace(BRIEF, **changes), lambda text: asked.append(text) or "", folder)  # type: ignore[func-returns-value]
    (text,) = asked
    return text


def test_all_that_a_product_must_know_is_said_but_for_the_secret(tmp_path: Path) -> None:
    text = told(tmp_path, ca="/run/ca.pem")
    for part in (BRIEF.partner_url, BRIEF.token_url, BRIEF.client_id, "/run/ca.pem", str(tmp_path / SECRET)):
        assert part in text
    assert BRIEF.client_secret not in text
    assert (tmp_path / SECRET).read_text(encoding="utf-8") == BRIEF.client_secret
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600


def test_a_secret_of_the_run_file_is_written_nowhere(tmp_path: Path) -> None:
    text = told(None)
    assert "partners.client_secret of the run file" in text
    assert "trust" not in text
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    write_secret(tmp_path / SECRET, "one")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / SECRET, "two")


@pytest.mark.parametrize(
    "typed, said",
    [(["Yes "], "yes"), (["n"], "n"), ([""], ""), (["ys", "yes"], "yes"), (["a", "b", "c", "d"], ""), (["a", ""], "")],
)
def test_what_is_neither_yes_nor_no_is_asked_for_again(typed: list[str], said: str) -> None:
    left = iter(typed)
    texts: list[str] = []

    def ask(text: str) -> str:
        texts.append(text)
        return next(left)

    assert answered("Is it shown?", ask) == said
    assert texts[0].startswith("Is it shown? [yes/no")
    assert len(texts) == len(typed)


def test_a_requirement_says_on_which_questions_it_rests() -> None:
    profile = load_bundle(find("incident-transfer@1.0")).profile
    found = {r.id: asked_by(r) for r in profile.of_role("sender") if asked_by(r)}
    assert found["IT-107"] == ("acceptance-shown", "rejection-shown")
    assert "IT-101" not in found
