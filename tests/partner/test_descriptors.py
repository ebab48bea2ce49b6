"""A partner may hold as many connections as there may be, and takes a refusal for an answer."""

from __future__ import annotations

import sys

import pytest

from harness.partner.descriptors import ENOUGH, allow_many

if sys.platform != "win32":
    import resource

    NO_END = resource.RLIM_INFINITY

    @pytest.mark.parametrize(
        "limits, asked",
        [
            ((1024, 4096), [(4096, 4096)]),
            ((1024, 1_048_576), [(ENOUGH, 1_048_576)]),
            ((256, NO_END), [(ENOUGH, NO_END)]),
            ((4096, 4096), []),
            ((NO_END, NO_END), []),
            ((ENOUGH * 2, NO_END), []),
        ],
    )
    @pytest.mark.parametrize("refused", [False, True])
    def test_as_many_are_asked_for_as_may_be_had(
        limits: tuple[int, int], asked: list[tuple[int, int]], refused: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found: list[tuple[int, int]] = []

        def setrlimit(which: int, wanted: tuple[int, int]) -> None:
            found.append(wanted)
            if refused:
                raise ValueError("not allowed")

        monkeypatch.setattr(resource, "getrlimit", lambda which: limits)
        monkeypatch.setattr(resource, "setrlimit", setrlimit)
        allow_many()
        assert found == asked
