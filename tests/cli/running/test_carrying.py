"""A run is carried out from orders to reports; a fault of ours on the way is exit 4."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import msgspec
import pytest
from cli.conftest import TOKENS, run_file
from tinyapi.product import serving

import harness.cli.running.carrying as module
from harness.cli.running.assembling import assemble, declaration_of
from harness.cli.running.carrying import WRITTEN, carry_out, somebody
from harness.cli.terminal.progress import ASKED, ASKING
from harness.render import RENDERERS


def test_every_form_is_written(tiny: Path, tmp_path: Path) -> None:
    with serving() as product:
        declared = declaration_of(run_file(tmp_path, product.url), str(tiny), "", "", TOKENS)
        judgement, code = carry_out(assemble(declared, 1, ("N-001",), TOKENS), tmp_path / "r", "r", plain=True)
    assert code == judgement.exit_code
    assert WRITTEN.keys() <= RENDERERS.keys()
    assert all((tmp_path / "r" / file).stat().st_size > 100 for file in WRITTEN.values())


def test_a_fault_of_ours_is_exit_4(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.gather
    monkeypatch.setattr(module, "gather", lambda o: msgspec.structs.replace(real(o), faults=("KeyError in run",)))
    with serving() as product:
        declared = declaration_of(run_file(tmp_path, product.url), str(tiny), "", "", TOKENS)
        _, code = carry_out(assemble(declared, 1, ("N-001",), TOKENS), tmp_path / "r", "r", plain=True)
    assert code == 4
    assert '"exit": 4' in (tmp_path / "r" / "verdict.json").read_text(encoding="utf-8")


def test_where_nobody_sits_at_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    assert somebody() is None


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """Have somebody type a text at a terminal; return a list for the kinds of events that come meanwhile."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(text))
    return []


def test_somebody_at_a_terminal_is_asked_while_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = typing(monkeypatch, "yes\n")
    ask = somebody(lambda event: kinds.append(event.kind))
    assert ask is not None
    assert ask("Is it shown?", 60) == "yes"
    assert kinds == [ASKING, ASKED]


def test_who_breaks_off_a_question_interrupts_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = typing(monkeypatch, "")
    ask = somebody(lambda event: kinds.append(event.kind))
    assert ask is not None
    with pytest.raises(KeyboardInterrupt):
        ask("Is it shown?", 60)
    assert kinds == [ASKING, ASKED]


def test_who_says_nothing_is_waited_for_no_longer_than_the_run_may_last(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal, os.fdopen(ours, "wb", buffering=0) as keyboard:
        monkeypatch.setattr(sys, "stdin", terminal)
        ask = somebody()
        assert ask is not None
        with pytest.raises(TimeoutError):
            ask("Is it shown?", 0)
        keyboard.write(b"no\n")
        assert ask("Is it shown?", 60) == "no"
